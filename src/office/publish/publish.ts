/**
 * What the office publishes, as files for any web server: the registry's statements and bundle, status lists in the forms
 * of W3C and IETF, its keys as did:web document and JWKS. Everything is for everybody: nobody asks about one person.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CryptoKey, importJWK, type JWK } from "jose";
import { ownWith } from "../../core/own.ts";
import { decodePublicKey, encodePublicKey } from "../../core/signature.ts";
import { writeWhole } from "../../core/whole-file.ts";
import { publishRegistry } from "../../credentials/registry/node.ts";
import type { MlDsa44 } from "../../credentials/registry/open-statement.ts";
import type { RegistryKeys } from "../../credentials/registry/registry-keys.ts";
import { prepareStatusList } from "../../credentials/registry/status-list.ts";
import {
  createStatusRegistry,
  exportRegistry,
  importRegistry,
  type StatusRegistry,
} from "../../credentials/registry/status-registry.ts";
import { type OfficeSigner, signWith } from "../signing/port.ts";
import type { OfficeStore } from "../store/index.ts";
import type { OfficeIssuer } from "../store/issuers.ts";
import { applyJournal } from "./journal.ts";
import { tokenStatusList } from "./token-status-list.ts";

/** Options of {@link publishOffice}. */
export interface PublishOfficeOptions {
  readonly store: OfficeStore;
  /** Of the office's registry. */
  readonly keys: RegistryKeys;
  /** Where the files go; a web server shows it below `publicUrl`. */
  readonly directory: string;
  /** The registry's own file, which is not published; it can be made again from the store. */
  readonly registryFile: string;
  /** Where the directory is seen: `https://office.example.org/registry`. */
  readonly publicUrl: string;
  /** Sign the W3C lists of their keys; a list without its signer is left as it is. */
  readonly signers: readonly OfficeSigner[];
  /** A private P-256 key, for the IETF lists. */
  readonly documentKey: JWK;
  readonly nowSeconds: number;
  readonly mlDsa44?: MlDsa44 | undefined;
}

/** How long after its statement's time a status list is good, in intervals. */
const LIST_INTERVALS = 2;

/**
 * Publishes what is due; does nothing when no time of the grid has come. One process at a time.
 *
 * @returns the time of the newest statement that was published, or undefined
 * @throws RegistryError when the registry's file is not the one of this office's log
 */
export async function publishOffice(given: PublishOfficeOptions): Promise<number | undefined> {
  const options = ownWith(given, "store", "keys", "directory", "registryFile", "publicUrl", "signers", "documentKey");
  const { store, keys, directory, registryFile, nowSeconds, mlDsa44 } = options;
  const log = await store.seal(nowSeconds);
  const issuers = await store.issuers.list();
  const registry = await readRegistry(registryFile, keys.registry);
  await applyJournal(registry, log, issuers);
  const { intervalSeconds } = store.limits;
  const published = { registry, keys, nowSeconds, intervalSeconds, confirmClock: true };
  const due = await publishRegistry(directory, { ...published, ...(mlDsa44 && { mlDsa44 }) });
  const newest = due.statements.at(-1)?.statement;
  if (newest === undefined) return undefined;
  await writeWhole(registryFile, JSON.stringify(await exportRegistry(registry)), { mode: 0o600 });
  const { timeSeconds } = newest;
  // The lists say what the newest statement says; the registry may know more already.
  const state = registry.statusRoot === newest.statusRoot ? registry : registry.stateAsOf(timeSeconds);
  const documents = await openDocuments(options);
  for (const issuer of issuers) {
    const [revoked, suspended] = (["revocation", "suspension"] as const).map((purpose) =>
      state.statusBits(issuer.issuerIndex, purpose),
    ) as [Uint8Array, Uint8Array];
    await publishLists({ ...options, issuer, revoked, suspended, timeSeconds, intervalSeconds, documents });
  }
  await writeJson(join(directory, "jwks.json"), { keys: [documents.publicJwk] });
  await writeJson(join(directory, "did.json"), didDocument(options.publicUrl, issuers, documents.publicJwk));
  return timeSeconds;
}

async function readRegistry(file: string, id: string): Promise<StatusRegistry> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? createStatusRegistry({ id }) : importRegistry(JSON.parse(text));
}

const writeJson = (file: string, value: unknown): Promise<void> => writeWhole(file, JSON.stringify(value));

interface Documents {
  readonly key: CryptoKey;
  readonly publicJwk: JWK & { readonly kid: string };
}

async function openDocuments({ documentKey }: PublishOfficeOptions): Promise<Documents> {
  const key = (await importJWK(documentKey, "ES256")) as CryptoKey;
  const { kty, crv, x, y } = documentKey;
  const kid = documentKey.kid ?? "documents";
  return {
    key,
    publicJwk: { kty: kty!, crv: crv!, x: x!, y: y!, kid, alg: "ES256", use: "sig" } as Documents["publicJwk"],
  };
}

async function publishLists({
  issuer: { issuerIndex, publicKey },
  revoked,
  suspended,
  timeSeconds,
  intervalSeconds,
  documents,
  ...options
}: PublishOfficeOptions & {
  readonly issuer: OfficeIssuer;
  readonly revoked: Uint8Array;
  readonly suspended: Uint8Array;
  readonly timeSeconds: number;
  readonly intervalSeconds: number;
  readonly documents: Documents;
}): Promise<void> {
  const { directory, publicUrl, signers } = options;
  const end = timeSeconds + LIST_INTERVALS * intervalSeconds;
  const name = `status/${issuerIndex}`;
  const url = `${publicUrl}/${name}.jwt`;
  const times = { issuedAtSeconds: timeSeconds, expiresAtSeconds: end, ttlSeconds: intervalSeconds };
  const token = await tokenStatusList({
    url,
    revoked,
    suspended,
    ...times,
    key: documents.key,
    keyId: documents.publicJwk.kid,
  });
  await writeWhole(join(directory, `${name}.jwt`), token);
  const signer = signers.find((each) => encodePublicKey(each.publicKey) === publicKey);
  if (signer === undefined) return;
  for (const [statusPurpose, bits] of [
    ["revocation", revoked],
    ["suspension", suspended],
  ] as const) {
    const file = `${name}-${statusPurpose}.json`;
    const { message, signed } = await prepareStatusList(signer.publicKey, {
      ...{ url: `${publicUrl}/${file}`, statusPurpose, bits, validFromSeconds: timeSeconds, validUntilSeconds: end },
    });
    await writeJson(join(directory, file), signed(await signWith(signer, message)));
  }
}

/** The office's keys by its host (did:web): the one for documents, and those of credentials, whose curve no JWK has. */
function didDocument(
  publicUrl: string,
  issuers: readonly OfficeIssuer[],
  publicKeyJwk: JWK & { readonly kid: string },
) {
  const { host } = new URL(publicUrl);
  const id = `did:web:${encodeURIComponent(host)}`;
  const trusted = issuers.filter(({ state }) => state === "active" || state === "overlap");
  const methods = [
    { id: `${id}#${publicKeyJwk.kid}`, type: "JsonWebKey", controller: id, publicKeyJwk },
    ...trusted.map(({ publicKey, issuerIndex }) => ({
      ...{ id: `${id}#issuer-${issuerIndex}`, type: "CivicproofEddsaPoseidonKey", controller: id },
      publicKeyHex: encodePublicKey(decodePublicKey(publicKey)),
    })),
  ];
  return {
    "@context": ["https://www.w3.org/ns/did/v1"],
    id,
    verificationMethod: methods,
    assertionMethod: methods.map((method) => method.id),
    service: [{ id: `${id}#registry`, type: "CivicproofRegistry", serviceEndpoint: publicUrl }],
  };
}
