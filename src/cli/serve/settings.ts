/**
 * Every setting of `serve`, once: the command's options, the variables of the environment, the keys of the configuration
 * file with their JSON Schema, and the table in docs/server.md come from here.
 */

import { InvalidArgumentError, Option } from "commander";
import type { CivicproofError } from "../../core/errors.ts";
import { checkProxies, type TrustedProxies } from "../../core/service/callers.ts";
import { MAX_ROOT_AGE_SECONDS } from "../../credentials/registry/root-age.ts";
import { integer, shared } from "../command.ts";
import { DATABASE_OPTIONS, type DatabaseOptions, MIN_CONNECTIONS } from "../database-options.ts";

/** What holds for the process. */
export interface ProcessOptions extends DatabaseOptions {
  readonly store: string;
  readonly storeMustExist?: boolean;
  readonly highWater?: string;
  readonly hashKey?: string;
  readonly host: string;
  readonly port?: number;
  readonly publicUrl?: string;
  readonly queue?: string;
  readonly role: "all" | "web" | "worker";
  readonly threads: number;
  readonly rateLimit: number;
  readonly portalRateLimit: number;
  readonly maxConnections: number;
  readonly trustProxy?: TrustedProxies;
  readonly logLevel: string;
}

/** What each programme is told. */
export interface ProgrammeOptions {
  readonly policy: string;
  readonly schema: string;
  readonly registry: string;
  readonly registryId: string;
  readonly verifier: string;
  readonly origin: string;
  readonly grid?: string;
  readonly chainId?: string;
  readonly contract?: string;
  readonly programmeVersion: number;
  readonly relayInbox?: string;
  readonly tenant?: string;
  readonly supersedes?: string;
  readonly until?: string;
  readonly timeZone?: string;
  readonly appealDays: number;
  readonly maxRootAge: number;
  readonly lifetime: number;
  readonly purpose?: string;
  readonly dpiaHash?: string;
  readonly returnPath?: string;
  readonly apiKey?: string;
  readonly open?: boolean;
  readonly resultKey?: readonly string[];
  readonly requestKey?: string;
  readonly requestCertificates?: string;
  readonly requestIdentity?: string;
  readonly webhook?: string;
  readonly webhookSecret?: string;
  readonly webhookPrivate?: boolean;
  readonly artifacts?: string;
  readonly ptauSha256?: string;
  readonly allowDevelopmentKeys?: boolean;
}

export type SettingName = keyof ProcessOptions | keyof ProgrammeOptions;

/** One setting. */
export interface Setting {
  /** In commander's syntax; the policy is the command's argument. */
  readonly flags: string;
  readonly about: string;
  readonly of: "process" | "programme";
  /** What a value is; paths in a configuration file are relative to it, and a database's URL may stand in a file. */
  readonly kind: "text" | "file" | "files" | "place" | "database" | "proxies" | "switch" | Range | readonly string[];
  readonly isRequired?: true;
  readonly default?: string | number;
}

interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

const from = (minimum: number, maximum: number): Range => ({ minimum, maximum });
type Described = Omit<Setting, "of" | "flags" | "about">;
const process = (flags: string, about: string, rest: Described): Setting => ({ flags, about, of: "process", ...rest });
const programme = (flags: string, about: string, rest: Described): Setting => ({
  ...{ flags, about, of: "programme", ...rest },
});

/** A setting that other commands have as an option, too. */
const databaseSetting = (name: keyof typeof DATABASE_OPTIONS, kind: Setting["kind"]): Setting =>
  process(DATABASE_OPTIONS[name].flags, DATABASE_OPTIONS[name].description, { kind });

export const SETTINGS: Readonly<Record<SettingName, Setting>> = {
  policy: programme("<policy>", "the policy, as the command's argument", { kind: "file", isRequired: true }),
  schema: programme("--schema <file>", "the credential schema that the policy names", {
    ...{ kind: "file", isRequired: true },
  }),
  registry: programme(shared.published.flags, shared.published.description, { kind: "place", isRequired: true }),
  verifier: programme(
    "--verifier <domain>",
    "your domain name; part of the scope in which a person is recognised again",
    { kind: "text", isRequired: true },
  ),
  origin: programme("--origin <origin>", "web origin that gets the answer", { kind: "text", isRequired: true }),
  store: process("--store <url>", "sqlite:<file>, postgres://…, or memory: for trying it out", {
    ...{ kind: "database", isRequired: true },
  }),
  storeMustExist: process("--store-must-exist", "refuse a database that is no store yet", { kind: "switch" }),
  highWater: process("--high-water <file>", "in another directory than the store: refuse an older copy of the store", {
    kind: "file",
  }),
  hashKey: process("--hash-key <file>", "64 hexadecimal characters: keep keyed hashes instead of nullifiers", {
    kind: "file",
  }),
  databaseSchema: databaseSetting("databaseSchema", "text"),
  databaseCa: databaseSetting("databaseCa", "file"),
  databasePasswordFile: databaseSetting("databasePasswordFile", "file"),
  databaseConnections: databaseSetting("databaseConnections", from(MIN_CONNECTIONS, 1_000)),
  registryId: programme("--registry-id <id>", "id of the registry whose statements count, 64 hexadecimal digits", {
    kind: "text",
    isRequired: true,
  }),
  grid: programme("--grid <grid>", "the programme's periods, such as month/2026-11-01/60, where the policy has none", {
    kind: "text",
  }),
  chainId: programme("--chain-id <id>", "CAIP-2 chain id, where claims are made on a chain and not at the portal", {
    kind: "text",
  }),
  contract: programme("--contract <address>", "the gate on that chain, in small letters", { kind: "text" }),
  programmeVersion: programme("--programme-version <number>", "version of the programme's terms there", {
    ...{ kind: from(0, 2 ** 32 - 1), default: 1 },
  }),
  relayInbox: programme("--relay-inbox <directory>", "where relay run takes the claims for that chain from", {
    kind: "file",
  }),
  tenant: programme(
    "--tenant <name>",
    "tells services on one store apart that have all the rest in common; default: the programme's name in the file",
    { kind: "text" },
  ),
  supersedes: programme(
    "--supersedes <tenant>",
    "the older policy that is served beside this one; / for that of a service without names",
    { kind: "text" },
  ),
  until: programme("--until <day>", "last day on which requests are made; those that are open are decided", {
    kind: "text",
  }),
  timeZone: programme("--time-zone <zone>", "IANA time zone of what people read, such as Europe/Vienna", {
    ...{ kind: "text", default: "UTC" },
  }),
  appealDays: programme("--appeal-days <days>", "how long claims are kept after their period", {
    ...{ kind: from(0, 36_500), default: 90 },
  }),
  maxRootAge: programme(shared.maxRootAge.flags, shared.maxRootAge.description, {
    ...{ kind: from(1, MAX_ROOT_AGE_SECONDS), default: 7_200 },
  }),
  lifetime: programme("--lifetime <seconds>", "how long a request may be answered; at most 120 across devices", {
    ...{ kind: from(1, 86_400), default: 600 },
  }),
  purpose: programme("--purpose <text>", "what the claim is for; default: the policy's title", { kind: "text" }),
  dpiaHash: programme("--dpia-hash <sha256>", "of the impact assessment, shown to holders", { kind: "text" }),
  host: process("--host <address>", "where to listen", { kind: "text", default: "127.0.0.1" }),
  port: process("--port <number>", "0 for any free one; default: 4280, and for a worker any free one", {
    kind: from(0, 65_535),
  }),
  publicUrl: process("--public-url <url>", "the service's address as holders see it; default: where it listens", {
    kind: "text",
  }),
  returnPath: programme("--return-path <path>", "page of the origin that ends a claim on one device", {
    ...{ kind: "text", default: "/" },
  }),
  apiKey: programme(
    "--api-key <file>",
    "the portal's key, or lines of a name and sha256:<hash of a key>; this or --open",
    { kind: "file" },
  ),
  open: programme("--open", "let everybody make requests and read results: for trying it out", { kind: "switch" }),
  requestKey: programme("--request-key <file>", "key that signs requests, PEM or JWK; answers come encrypted then", {
    kind: "file",
  }),
  requestCertificates: programme(
    "--request-certificates <file>",
    "PEM: the certificate of that key and those above it, without the trust anchor",
    { kind: "file" },
  ),
  requestIdentity: programme(
    "--request-identity <identity>",
    "x509_hash (default), x509_san_dns, x509_san_dns:<host>, or did:web:<host>#<key> without certificates",
    { kind: "text" },
  ),
  resultKey: programme(
    "--result-key <file>",
    "JWK that signs results, made when it is not there; given again: known, too",
    { kind: "files" },
  ),
  webhook: programme("--webhook <url>", "where the portal is told of decisions; https", { kind: "text" }),
  webhookSecret: programme(
    "--webhook-secret <file>",
    "lines of whsec_… (HMAC) or whsk_… (Ed25519) that sign webhooks",
    {
      kind: "file",
    },
  ),
  webhookPrivate: programme("--webhook-private", "the webhook may be on this machine or in a private network", {
    kind: "switch",
  }),
  queue: process("--queue <url>", "postgres://… of a queue that several processes share", { kind: "database" }),
  role: process("--role <role>", "all, web or worker; the last two with --queue", {
    ...{ kind: ["all", "web", "worker"], default: "all" },
  }),
  threads: process("--threads <number>", "threads that compute pairings", { kind: from(0, 64), default: 1 }),
  rateLimit: process("--rate-limit <calls>", "calls of one address per minute", {
    ...{ kind: from(1, 1_000_000), default: 600 },
  }),
  portalRateLimit: process("--portal-rate-limit <calls>", "calls with one API key per minute", {
    ...{ kind: from(1, 10_000_000), default: 6_000 },
  }),
  maxConnections: process("--max-connections <number>", "connections at once", {
    ...{ kind: from(1, 1_000_000), default: 2_000 },
  }),
  trustProxy: process("--trust-proxy <proxies>", "the proxies in front: how many, or their addresses and networks", {
    kind: "proxies",
  }),
  logLevel: process("--log-level <level>", "of the log on stderr", {
    ...{ kind: ["silent", "error", "warn", "info"], default: "info" },
  }),
  artifacts: programme(shared.artifacts.flags, shared.artifacts.description, { kind: "file" }),
  ptauSha256: programme(shared.ptauSha256.flags, shared.ptauSha256.description, { kind: "text" }),
  allowDevelopmentKeys: programme(shared.allowDevelopmentKeys.flags, shared.allowDevelopmentKeys.description, {
    kind: "switch",
  }),
};

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/**
 * The variable of a setting; undefined for a switch: what opens doors is said on the command line or in the file. A
 * database's URL may also stand in the file that the variable with `_FILE` at its end names.
 */
export function variableOf(name: SettingName): string | undefined {
  if (SETTINGS[name].kind === "switch") return undefined;
  return `CIVICPROOF_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** Reads a value as it stands on the command line. @throws InvalidArgumentError of commander */
export function readValue({ kind }: Setting, text: string, before?: readonly string[]): unknown {
  if (kind === "proxies") return readProxies(text);
  if (kind === "files") return [...(before ?? []), text];
  if (typeof kind === "string") return text;
  if ("minimum" in kind) return integer(kind.minimum, kind.maximum)(text);
  if (!kind.includes(text)) throw new InvalidArgumentError(`Expected one of ${kind.join(", ")}.`);
  return text;
}

/** The options of the command. What is missing or by default is found out when the file was read, too. */
export function optionsOfSettings(): Option[] {
  return SETTING_NAMES.filter((name) => name !== "policy").map((name) => {
    const setting = SETTINGS[name];
    const { flags, about } = setting;
    const option = new Option(flags, setting.default === undefined ? about : `${about} (default: ${setting.default})`);
    const variable = variableOf(name);
    if (variable === undefined) return option;
    return option.env(variable).argParser((text, before) => readValue(setting, text, before as readonly string[]));
  });
}

function readProxies(text: string): TrustedProxies {
  try {
    return checkProxies(/^\d+$/.test(text) ? Number(text) : text.split(",").map((part) => part.trim()));
  } catch (error) {
    const { received } = error as CivicproofError;
    throw new InvalidArgumentError(
      `Expected how many proxies there are, or their addresses and networks with commas; received ${received}.`,
    );
  }
}

/** JSON Schema (draft-07) of the configuration file. */
export function configurationSchema(): object {
  const schemaOf = ({ kind, about }: Setting): object => {
    const description = about;
    const text = { type: "string", minLength: 1 };
    if (kind === "switch") return { type: "boolean", description };
    if (kind === "files") return { type: "array", items: text, minItems: 1, description };
    if (kind === "proxies")
      return {
        anyOf: [
          { type: "integer", minimum: 1 },
          { type: "array", items: text, minItems: 1 },
        ],
        description,
      };
    if (kind === "database")
      return {
        anyOf: [text, { type: "object", properties: { file: text }, required: ["file"], additionalProperties: false }],
        description: `${description}; with a password: { "file": … } of a file that holds it`,
      };
    if (typeof kind === "string") return { ...text, description };
    return "minimum" in kind ? { type: "integer", ...kind, description } : { type: "string", enum: kind, description };
  };
  const properties = (of?: Setting["of"]) =>
    Object.fromEntries(
      SETTING_NAMES.filter((name) => of === undefined || SETTINGS[name].of === of).map((name) => [
        name,
        {
          ...schemaOf(SETTINGS[name]),
          ...(SETTINGS[name].default === undefined ? {} : { default: SETTINGS[name].default }),
        },
      ]),
    );
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:civicproof:schema:serve:v2",
    title: "Configuration of civicproof serve",
    type: "object",
    properties: {
      $schema: { type: "string" },
      ...properties(),
      programmes: {
        type: "object",
        description: "Several programmes by name; each has what stands above, and its own settings instead",
        propertyNames: { pattern: "^[a-z0-9-]{1,64}$" },
        minProperties: 1,
        additionalProperties: { type: "object", properties: properties("programme"), additionalProperties: false },
      },
    },
    additionalProperties: false,
  };
}
