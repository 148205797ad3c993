/** A synthetic city: three offices that issue, a registry, and the first thousand people of the example population. */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { dateAt, formatDate } from "../../core/dates.ts";
import { hashToField } from "../../core/hash-to-field.ts";
import { derivePublicKey, generatePrivateKey, type PrivateKey, type PublicKey } from "../../core/signature.ts";
import { issueBatch, parseMapping } from "../../credentials/credential/batch.ts";
import { BatchInputError } from "../../credentials/credential/columns.ts";
import type { Credential } from "../../credentials/credential/credential.ts";
import { type HolderSecret, toHolderSecret } from "../../credentials/credential/holder.ts";
import { type CredentialSchema, parseSchema, schemaId } from "../../credentials/credential/schema.ts";
import { createStatement } from "../../credentials/registry/create-statement.ts";
import { proveIssuerKey } from "../../credentials/registry/issuer-key-proof.ts";
import { generateRegistryKeys, type RegistryKeyFile } from "../../credentials/registry/registry-keys.ts";
import { openSnapshot } from "../../credentials/registry/snapshot.ts";
import {
  DEFAULT_INTERVAL_SECONDS,
  type RegistryStatement,
  SHOWN_AFTER_SECONDS,
} from "../../credentials/registry/statement.ts";
import {
  createStatusRegistry,
  type RegistryState,
  type StatusRegistry,
} from "../../credentials/registry/status-registry.ts";
import type { RegistryView } from "../../credentials/registry/view.ts";
import { packageDirectory } from "../../statement/artifacts/node.ts";
import { readJson } from "../files.ts";

const DAY_SECONDS = 86_400;

/** Seed in the name of every synthetic person's secret; see examples/data/README.md. */
const POPULATION_SEED = "civicproof population 1";

const OFFICE_NAMES = ["Registry Office North", "Registry Office South", "Registry Office West"] as const;

export interface Office {
  readonly name: string;
  readonly privateKey: PrivateKey;
  readonly publicKey: PublicKey;
  readonly issuerIndex: number;
}

export interface Resident {
  /** `P00017` */
  readonly id: string;
  readonly credential: Credential;
  readonly secret: HolderSecret;
}

export interface City {
  /** The clock of the whole demo. */
  readonly nowSeconds: number;
  readonly schema: CredentialSchema;
  readonly offices: readonly Office[];
  readonly registry: StatusRegistry;
  /** With which the registry signs its statements. */
  readonly registryKeys: RegistryKeyFile;
  readonly residents: readonly Resident[];
  /** `YYYY-MM-DD`, of all ordinary credentials. */
  readonly validity: { readonly validFrom: string; readonly validUntil: string };
}

export function exampleFile(...path: readonly string[]): string {
  return join(packageDirectory(), "examples", ...path);
}

/** Founds the city and issues its credentials, streamed from the CSV file, one batch for each office. */
export async function foundCity({
  nowSeconds,
  people,
  signal,
  onProgress,
}: {
  readonly nowSeconds: number;
  /** How many credentials to issue. */
  readonly people: number;
  readonly signal: AbortSignal;
  readonly onProgress: (issued: number) => void;
}): Promise<City> {
  const schema = await readJson(exampleFile("policies", "schema.json"), parseSchema);
  const mapping = await readJson(exampleFile("data", "mapping.json"), (value) => parseMapping(value, schema));
  const registryKeys = await generateRegistryKeys();
  const registry = createStatusRegistry({ id: registryKeys.registry });
  const reason = { timeSeconds: nowSeconds - 30 * DAY_SECONDS, actor: "admin", reasonCode: "issuer-added" } as const;
  const offices = OFFICE_NAMES.map((name): Office => {
    const privateKey = generatePrivateKey();
    const publicKey = derivePublicKey(privateKey);
    const index = registry.nextIssuerIndex(publicKey);
    const possession = proveIssuerKey({ issuerKey: privateKey, registry: registry.id, index });
    const issuerIndex = registry.addIssuer(publicKey, { schemas: [schemaId(schema)], possession }, reason);
    return { name, privateKey, publicKey, issuerIndex };
  });
  const validity = {
    validFrom: formatDate(dateAt(nowSeconds - 30 * DAY_SECONDS)),
    validUntil: formatDate(dateAt(nowSeconds + 335 * DAY_SECONDS)),
  };

  const residents: Resident[] = [];
  const share = Math.ceil(people / offices.length);
  for (const [position, { privateKey, issuerIndex }] of offices.entries()) {
    const first = position * share + 1;
    const last = Math.min(people, first + share - 1);
    const results = issueBatch({
      csv: rows(exampleFile("data", "population.csv"), first, last),
      mapping,
      schema,
      issuerKey: privateKey,
      registry: registry.id,
      allocateStatusIndex: () => registry.allocateStatusIndex(issuerIndex),
      ...validity,
      claimsFrom: 0,
      signal,
    });
    for await (const result of results) {
      if (!("credential" in result)) throw result.error;
      const id = `P${String(first + result.row - 1).padStart(5, "0")}`;
      residents.push({ id, credential: result.credential, secret: secretOf(id) });
      if (residents.length % 50 === 0) onProgress(residents.length);
    }
  }
  if (residents.length !== people)
    throw new BatchInputError({
      path: "population.csv",
      expected: `${people} people`,
      received: `${residents.length}`,
    });
  return { nowSeconds, schema, offices, registry, registryKeys, residents, validity };
}

/** The header and the rows from `first` to `last`, counted from 1; rows of this file hold no line breaks. */
async function* rows(file: string, first: number, last: number): AsyncGenerator<string> {
  const source = createReadStream(file);
  try {
    let row = 0;
    for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (row > last) return;
      if (row === 0 || row >= first) yield `${line}\n`;
      row++;
    }
  } finally {
    source.destroy();
  }
}

/** Public on purpose, so that the demo can act for anybody; real secrets are random and stay with their holders. */
function secretOf(id: string): HolderSecret {
  return toHolderSecret(hashToField("text", POPULATION_SEED, id));
}

/** Statements of this many hours are enough for a portal that accepts those of the last two. */
const HOURS = 4;
const published = new WeakMap<StatusRegistry, { entries: number; statements: readonly RegistryStatement[] }>();

/** The hourly statements that the city has published: each says how the registry was at its time. */
export function statementsOf({ registry, nowSeconds }: City): readonly RegistryStatement[] {
  const entries = registry.log.length;
  const known = published.get(registry);
  if (known?.entries === entries) return known.statements;
  const last = Math.floor(nowSeconds / DEFAULT_INTERVAL_SECONDS);
  const statements = Array.from({ length: HOURS }, (_, i) => {
    const timeSeconds = (last - HOURS + 1 + i) * DEFAULT_INTERVAL_SECONDS;
    return createStatement({ registry: registry.stateAsOf(timeSeconds), timeSeconds });
  });
  published.set(registry, { entries, statements });
  return statements;
}

/** The registry under the statement that every wallet shows now: the newest that is ten minutes old. */
export function shownState({ registry, nowSeconds }: City): RegistryState {
  const shown = Math.floor((nowSeconds - SHOWN_AFTER_SECONDS) / DEFAULT_INTERVAL_SECONDS) * DEFAULT_INTERVAL_SECONDS;
  return registry.stateAsOf(shown);
}

/** What a resident's wallet makes of the bundle: the snapshot, and the list of her own office. */
export function walletView(
  state: RegistryState,
  { issuer, schemaId: schema }: Pick<Credential, "issuer" | "schemaId">,
): RegistryView {
  const snapshot = state.snapshot();
  const issuerIndex = snapshot.issuers.findIndex(({ publicKey }) => publicKey === issuer);
  const statusBits = state.statusBits(Math.max(0, issuerIndex));
  return openSnapshot(snapshot, { issuer, schemaId: schema, statusBits });
}
