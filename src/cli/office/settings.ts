/** An office's folder: its settings as JSON, and its keys in files beside it. */

import { randomBytes } from "node:crypto";
import { relative, resolve } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import * as v from "valibot";
import { bytesToHex, hexToBytes } from "../../core/bytes.ts";
import { isPostgresUrl } from "../../core/database/postgres-access.ts";
import { decode, InvalidInputError } from "../../core/json.ts";
import { hex64, integer } from "../../core/shapes.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import { parseSchema } from "../../credentials/credential/schema.ts";
import { generateRegistryKeys } from "../../credentials/registry/registry-keys.ts";
import { MAX_ROOT_AGE_SECONDS } from "../../credentials/registry/root-age.ts";
import type { SignInSettings } from "../../office/sign-in/settings.ts";
import { readKeyFile, readPrivateFile, readShareFile, takeKeyFromEnvironment } from "../../office/signing/files.ts";
import { openLocalSigner } from "../../office/signing/local.ts";
import type { OfficeSigner } from "../../office/signing/port.ts";
import { openRemoteSigner, openSplitSigner } from "../../office/signing/remote.ts";
import { openCsvSource } from "../../office/source/csv.ts";
import { openHttpSource } from "../../office/source/http.ts";
import { sourceMappingShape } from "../../office/source/mapping.ts";
import type { ClaimSource } from "../../office/source/port.ts";
import { openSqlSource } from "../../office/source/sql.ts";
import { ROLES } from "../../office/store/keys.ts";
import { readJson, writeJson } from "../files.ts";
import { newIssuerKeyFile } from "../key-files.ts";
import { bridgesShape } from "./bridges.ts";

const word = v.pipe(v.string(), v.minLength(1), v.maxLength(2_000));
const sourceShape = v.variant("kind", [
  v.strictObject({ kind: v.literal("sql"), database: word, query: word, mapping: sourceMappingShape }),
  v.strictObject({ kind: v.literal("csv"), file: word, subject: word, mapping: sourceMappingShape }),
  v.strictObject({ kind: v.literal("http"), url: word, tokenFile: v.exactOptional(word), mapping: sourceMappingShape }),
]);
const signerShape = v.union([
  v.strictObject({ file: word }),
  v.strictObject({ environment: word }),
  v.strictObject({ url: word, publicKey: hex64, tokenFile: word }),
  v.strictObject({ url: word, share: word, tokenFile: word }),
]);
const rolesShape = v.pipe(v.array(v.picklist(ROLES)), v.minLength(1));
const settingsShape = v.strictObject({
  civicproof: v.literal("office/v2"),
  displayName: word,
  publicUrl: v.exactOptional(word),
  database: word,
  registry: hex64,
  credentials: v.pipe(
    v.array(
      v.strictObject({
        schema: word,
        /** Without one it is issued over bridges alone. */
        source: v.exactOptional(sourceShape),
        validDays: v.exactOptional(integer(1, 3_650)),
      }),
    ),
    v.minLength(1),
  ),
  enrolment: v.exactOptional(
    v.strictObject({
      ...{
        schema: word,
        registry: word,
        registryId: hex64,
        verifier: word,
        programme: v.exactOptional(word),
        grid: word,
      },
      maxRootAgeSeconds: integer(1, MAX_ROOT_AGE_SECONDS),
    }),
  ),
  bridges: v.exactOptional(bridgesShape),
  signers: v.pipe(v.array(signerShape), v.minLength(1)),
  /** Where its people sign in (OpenID Connect); the client's secret stands in a file of its own. */
  signIn: v.exactOptional(
    v.strictObject({
      ...{ issuer: word, clientId: word, clientSecretFile: v.exactOptional(word), scope: v.exactOptional(word) },
      roles: v.union([
        v.strictObject({
          claim: v.union([word, v.pipe(v.array(word), v.minLength(1))]),
          values: v.record(word, rolesShape),
        }),
        v.strictObject({ subjects: v.record(word, rolesShape) }),
      ]),
      nameClaim: v.exactOptional(word),
      acr: v.exactOptional(v.array(word)),
      stepUp: v.exactOptional(
        v.strictObject({ maxAgeSeconds: integer(60, 86_400), acr: v.exactOptional(v.array(word)) }),
      ),
      sessionSeconds: v.exactOptional(integer(60, 86_400)),
      idleSeconds: v.exactOptional(integer(60, 86_400)),
    }),
  ),
  /** Actions on all its credentials that need a second person. */
  secondPerson: v.exactOptional(v.array(v.picklist(["issue", "revoke", "suspend", "reinstate"]))),
  maxRootAgeSeconds: integer(1, MAX_ROOT_AGE_SECONDS),
  intervalSeconds: integer(60, 86_400),
});

/** The settings of an office. Paths are relative to its file. */
export type OfficeSettingsFile = v.InferOutput<typeof settingsShape>;
export type SourceSettings = v.InferOutput<typeof sourceShape>;

/** Files of an office, by their names in its folder. */
export const OFFICE_FILES = {
  settings: "office.json",
  registryKeys: "registry-keys.json",
  issuerKey: "issuer.key",
  subjectKey: "subject.key",
  documentKey: "documents.jwk",
  registry: "registry.json",
  published: "public",
} as const;

export const readSettings = (folder: string): Promise<OfficeSettingsFile> =>
  readJson(resolve(folder, OFFICE_FILES.settings), (value) => decode(settingsShape, value));

/** A source as a file has it. @throws InvalidInputError */
export const parseSource = (value: unknown): SourceSettings => decode(sourceShape, value);

/** A source whose paths are relative to one folder, for the settings of another. */
export function moveSource(source: SourceSettings, from: string, to: string): SourceSettings {
  const move = (path: string): string => relative(to, resolve(from, path));
  if (source.kind === "csv") return { ...source, file: move(source.file) };
  if (source.kind === "http")
    return source.tokenFile === undefined ? source : { ...source, tokenFile: move(source.tokenFile) };
  const file = /^sqlite:(.+)$/s.exec(source.database)?.[1];
  return file === undefined ? source : { ...source, database: `sqlite:${move(file)}` };
}

/** Makes an office's folder with fresh keys; each secret for its owner alone. @throws UsageError when it is there */
export async function makeOffice(
  folder: string,
  settings: Omit<OfficeSettingsFile, "civicproof" | "registry" | "signers">,
): Promise<OfficeSettingsFile> {
  const at = (name: string): string => resolve(folder, name);
  const registryKeys = await generateRegistryKeys();
  const documents = await generateKeyPair("ES256", { extractable: true });
  const secret = { isPrivate: true };
  const { registry } = registryKeys as { readonly registry: string };
  const file = {
    civicproof: "office/v2",
    registry,
    ...settings,
    signers: [{ file: OFFICE_FILES.issuerKey }],
  } as const satisfies OfficeSettingsFile;
  // The settings come last: they say that everything is there.
  await writeJson(at(OFFICE_FILES.registryKeys), registryKeys, secret);
  await writeJson(at(OFFICE_FILES.issuerKey), newIssuerKeyFile(), secret);
  await writeJson(
    at(OFFICE_FILES.subjectKey),
    { civicproof: "office-key/v2", key: bytesToHex(randomBytes(32)) },
    secret,
  );
  await writeJson(
    at(OFFICE_FILES.documentKey),
    { ...(await exportJWK(documents.privateKey)), kid: "documents-1" },
    secret,
  );
  await writeJson(at(OFFICE_FILES.settings), file);
  return file;
}

const subjectKeyShape = v.strictObject({ civicproof: v.literal("office-key/v2"), key: hex64 });

/** The key by which the office knows people. @throws KeyFileError, InvalidInputError */
export async function readSubjectKey(folder: string): Promise<Uint8Array> {
  const text = await readPrivateFile(resolve(folder, OFFICE_FILES.subjectKey));
  return hexToBytes(decode(subjectKeyShape, JSON.parse(text)).key);
}

export const readDocumentKey = async (folder: string): Promise<JWK> =>
  JSON.parse(await readPrivateFile(resolve(folder, OFFICE_FILES.documentKey))) as JWK;

/** @throws what the sources throw at their opening */
export async function openSource(
  settings: SourceSettings,
  {
    folder,
    schema,
    identitySchema,
  }: { folder: string; schema: CredentialSchema; identitySchema: CredentialSchema | undefined },
): Promise<ClaimSource> {
  const terms = { schema, identitySchema, mapping: settings.mapping };
  if (settings.kind === "csv")
    return openCsvSource({ ...terms, file: resolve(folder, settings.file), subject: settings.subject });
  if (settings.kind === "sql")
    return openSqlSource({ ...terms, database: placeOf(folder, settings.database), query: settings.query });
  const { tokenFile } = settings;
  const headers =
    tokenFile === undefined
      ? undefined
      : async () => ({ authorization: `Bearer ${(await readPrivateFile(resolve(folder, tokenFile))).trim()}` });
  return openHttpSource({ ...terms, url: settings.url, headers });
}

/** A database; a file of SQLite is relative to the office's folder. @throws InvalidInputError for a password in the settings */
export function placeOf(folder: string, place: string): string {
  const file = /^sqlite:(.+)$/s.exec(place)?.[1];
  if (file !== undefined) return `sqlite:${resolve(folder, file)}`;
  if (isPostgresUrl(place) && URL.canParse(place) && new URL(place).password !== "")
    throw new InvalidInputError({
      path: "database",
      expected: "no password here; give it in PGPASSWORD or PGPASSFILE",
    });
  return place;
}

/** @throws KeyFileError, PrivateKeyError, SignerUnavailableError */
export async function openSigners(
  folder: string,
  signers: OfficeSettingsFile["signers"],
): Promise<readonly OfficeSigner[]> {
  const opened: OfficeSigner[] = [];
  for (const signer of signers) {
    if ("file" in signer) opened.push(openLocalSigner(await readKeyFile(resolve(folder, signer.file))));
    else if ("environment" in signer) opened.push(openLocalSigner(takeKeyFromEnvironment(signer.environment)));
    else {
      const token = async () => (await readPrivateFile(resolve(folder, signer.tokenFile))).trim();
      const service = { url: signer.url, token };
      opened.push(
        "publicKey" in signer
          ? openRemoteSigner(service, signer.publicKey)
          : await openSplitSigner(service, await readShareFile(resolve(folder, signer.share))),
      );
    }
  }
  return opened;
}

/** Where its people sign in; the secret is read when the provider is asked. */
export function signInOf(folder: string, { signIn }: OfficeSettingsFile): SignInSettings | undefined {
  if (signIn === undefined) return undefined;
  const { clientSecretFile: file, ...rest } = signIn;
  const clientSecret = async (): Promise<string> => (await readPrivateFile(resolve(folder, file!))).trim();
  return { ...rest, ...(file === undefined ? {} : { clientSecret }) };
}

/** The schemas that an office issues. */
export const readSchemas = (folder: string, { credentials }: Pick<OfficeSettingsFile, "credentials">) =>
  Promise.all(credentials.map(({ schema }) => readJson(resolve(folder, schema), parseSchema)));
