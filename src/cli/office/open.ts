/** Opens what an office's folder says: store, sources, signers, the authority's registry. */
import { resolve } from "node:path";
import { parseSchema, schemaId } from "../../credentials/credential/schema.ts";
import { publishOffice } from "../../office/publish/publish.ts";
import type { OfficeBridges, OfficeCredential, OfficeEnrolment } from "../../office/server/settings.ts";
import type { OfficeSigner } from "../../office/signing/port.ts";
import { type OfficeStore, openOfficeStore } from "../../office/store/index.ts";
import { loadVerificationKey } from "../../presentation/verification/load-key.ts";
import { openArtifacts } from "../../statement/artifacts/node.ts";
import { type DatabaseOptions, readDatabaseAccess } from "../database-options.ts";
import { readJson } from "../files.ts";
import { followPublished, readRegistryKeys } from "../registry-files.ts";
import { openBridges } from "./bridges.ts";
import {
  OFFICE_FILES,
  type OfficeSettingsFile,
  openSigners,
  openSource,
  placeOf,
  readDocumentKey,
  readSchemas,
  readSettings,
  readSubjectKey,
} from "./settings.ts";

/** The store, for commands that need no more. */
export async function openStoreOf(
  folder: string,
  settings: OfficeSettingsFile,
  options: DatabaseOptions,
): Promise<OfficeStore> {
  const { schema, ca, password } = await readDatabaseAccess(options);
  const second = new Set<string>(settings.secondPerson ?? []);
  return openOfficeStore({
    ...{ database: placeOf(folder, settings.database), registry: settings.registry, schema, ca, password },
    subjectKey: await readSubjectKey(folder),
    limits: { maxRootAgeSeconds: settings.maxRootAgeSeconds, intervalSeconds: settings.intervalSeconds },
    needsSecond: (_schema, action) => second.has(action),
  });
}

export interface OpenOffice {
  readonly settings: OfficeSettingsFile;
  readonly store: OfficeStore;
  readonly signers: readonly OfficeSigner[];
  readonly credentials: readonly OfficeCredential[];
  readonly enrolment: OfficeEnrolment | undefined;
  readonly bridges: OfficeBridges | undefined;
  /** Publishes what is due. */
  readonly publish: (publicUrl: string) => Promise<number | undefined>;
  close(): Promise<void>;
}

/** Opens everything; the key that stands last in the settings is made the one that signs. */
export async function openOffice(
  folder: string,
  options: DatabaseOptions & { readonly allowDevelopmentKeys?: boolean; readonly artifacts?: string },
): Promise<OpenOffice> {
  const settings = await readSettings(folder);
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closing.splice(0).reverse()) await each();
  };
  try {
    const schemas = await readSchemas(folder, settings);
    const enrolment = await openEnrolment(folder, settings, options);
    const signers = await openSigners(folder, settings.signers);
    const store = await openStoreOf(folder, settings, options);
    closing.push(() => store.close());
    for (const signer of signers)
      await store.issuers.add(
        signer,
        schemas.map((schema) => String(schemaId(schema))),
        "office",
      );
    const credentials: OfficeCredential[] = [];
    for (const [i, { source: given, validDays }] of settings.credentials.entries()) {
      const schema = schemas[i]!;
      if (given === undefined) {
        credentials.push({ schema, validDays });
        continue;
      }
      const source = await openSource(given, { folder, schema, identitySchema: enrolment?.schema });
      closing.push(() => source.close());
      credentials.push({ schema, source, validDays });
    }
    const bridges = await openBridges(folder, settings.bridges);
    const keys = await readRegistryKeys(resolve(folder, OFFICE_FILES.registryKeys));
    const documentKey = await readDocumentKey(folder);
    const publish = (publicUrl: string) =>
      publishOffice({
        ...{ store, keys, signers, documentKey, publicUrl: `${publicUrl}/registry` },
        directory: resolve(folder, OFFICE_FILES.published),
        registryFile: resolve(folder, OFFICE_FILES.registry),
        nowSeconds: Math.floor(Date.now() / 1_000),
      });
    return { settings, store, signers, credentials, enrolment, bridges, publish, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openEnrolment(
  folder: string,
  { enrolment }: OfficeSettingsFile,
  { allowDevelopmentKeys = false, artifacts }: { readonly allowDevelopmentKeys?: boolean; readonly artifacts?: string },
): Promise<OfficeEnrolment | undefined> {
  if (enrolment === undefined) return undefined;
  const { schema, registry, registryId, ...rest } = enrolment;
  const place = /^https?:/.test(registry) ? registry : resolve(folder, registry);
  const { statementsFor } = await followPublished(place, registryId);
  return {
    ...rest,
    schema: await readJson(resolve(folder, schema), parseSchema),
    registry: registryId,
    readStatements: statementsFor,
    verificationKey: await loadVerificationKey({
      circuit: "enrolment",
      ...(await openArtifacts(artifacts)),
      allowDevelopmentKeys,
    }),
  };
}
