import { once } from "node:events";
import { isIP } from "node:net";
import { InvalidArgumentError, type Option } from "commander";
import type { JWK } from "jose";
import { CivicproofError } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { visibleLines } from "../../core/text.ts";
import { type ApiKey, hashApiKey } from "../../portal/server/access.ts";
import { checkProxies, type TrustedProxies } from "../../portal/server/callers.ts";
import { serviceIdentity } from "../../portal/server/identity.ts";
import { requireServicePeers } from "../../portal/server/peers.ts";
import { openPostgresQueue } from "../../portal/server/queue-postgres.ts";
import { generateResultKey } from "../../portal/server/results.ts";
import { createVerifierService, type VerifierServiceOptions } from "../../portal/server/service.ts";
import { openStorage, type ServiceStorage } from "../../portal/server/storage.ts";
import { StoreUnavailableError } from "../../portal/store/port.ts";
import { loadVerificationKey } from "../../presentation/verification/load-key.ts";
import { describeSetup } from "../../statement/artifacts/describe-setup.ts";
import { manifestEntry } from "../../statement/artifacts/manifest.ts";
import { openArtifacts, readManifest } from "../../statement/artifacts/node.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import { compilePolicy } from "../../statement/policy/compile.ts";
import { type AddCommands, addCommand, integer, option, required, shared } from "../command.ts";
import { exists, readJson, readText, writeJson } from "../files.ts";
import { readHashKey } from "../key-files.ts";
import { readPolicy } from "../policy-files.ts";
import { followPublished } from "../registry-files.ts";
import { inFile, UsageError } from "../report-error.ts";
import type { Terminal } from "../terminal.ts";
import { packageVersion } from "../version.ts";

/** What the command line says. */
export interface ServeOptions {
  readonly schema: string;
  readonly registry: string;
  readonly verifier: string;
  readonly origin: string;
  readonly store: string;
  readonly storeMustExist?: boolean;
  readonly highWater?: string;
  readonly hashKey?: string;
  readonly registryId: string;
  readonly grid?: string;
  readonly tenant?: string;
  readonly returnPath?: string;
  readonly open?: boolean;
  readonly ptauSha256?: string;
  readonly appealDays: number;
  readonly maxRootAge: number;
  readonly lifetime: number;
  readonly purpose?: string;
  readonly dpiaHash?: string;
  readonly host: string;
  readonly port?: number;
  readonly publicUrl?: string;
  readonly apiKey?: string;
  readonly resultKey?: readonly string[];
  readonly queue?: string;
  readonly role: "all" | "web" | "worker";
  readonly threads: number;
  readonly rateLimit: number;
  readonly portalRateLimit: number;
  readonly maxConnections: number;
  readonly trustProxy?: TrustedProxies;
  readonly logLevel: string;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
}

/** `civicproof serve` */
export const addServe: AddCommands = (program, run) => {
  addCommand<ServeOptions>(program, run, {
    usage: "serve <policy>",
    summary: "run a verifier service over HTTP until it is interrupted",
    example: [
      "serve policy.json --schema schema.json --registry published/ --verifier benefits.example.org \\",
      "      --origin https://benefits.example.org --store sqlite:portal.db --api-key api.key --result-key result.jwk",
    ].join("\n"),
    options: [
      required("--schema <file>", "the credential schema that the policy names"),
      shared.published,
      required("--verifier <domain>", "your domain name; part of the scope in which a person is recognised again"),
      required("--origin <origin>", "web origin that gets the answer"),
      required("--store <url>", "sqlite:<file>, postgres://…, or memory: for trying it out"),
      option("--store-must-exist", "refuse a database that is no store yet"),
      option("--high-water <file>", "in another directory than the store: refuse an older copy of the store"),
      option("--hash-key <file>", "64 hexadecimal characters: keep keyed hashes instead of nullifiers"),
      required("--registry-id <id>", "id of the registry whose statements count, 64 hexadecimal digits"),
      option("--grid <grid>", "the programme's periods, such as month/2026-11-01/60, where the policy has none"),
      option("--tenant <name>", "tells services on one store apart that have all the rest in common"),
      option("--appeal-days <days>", "how long claims are kept after their period")
        .argParser(integer(0, 36_500))
        .default(90),
      shared.maxRootAge,
      option("--lifetime <seconds>", "how long a request may be answered; at most 120 across devices")
        .argParser(integer(1, 86_400))
        .default(600),
      option("--purpose <text>", "what the claim is for; default: the policy's title"),
      option("--dpia-hash <sha256>", "of the impact assessment, shown to holders"),
      option("--host <address>", "where to listen").default("127.0.0.1"),
      option("--port <number>", "0 for any free one; default: 4280, and for a worker any free one").argParser(
        integer(0, 65_535),
      ),
      option("--public-url <url>", "the service's address as holders see it; default: where it listens"),
      option("--return-path <path>", "page of the origin that ends a claim on one device").default("/"),
      option("--api-key <file>", "the portal's key, or lines of a name and sha256:<hash of a key>; this or --open"),
      option("--open", "let everybody make requests and read results: for trying it out"),
      option(
        "--result-key <file>",
        "JWK that signs results, made when it is not there; given again: known, too",
      ).argParser((file: string, before: readonly string[] = []) => [...before, file]),
      option("--queue <url>", "postgres://… of a queue that several processes share"),
      option("--role <role>", "all, web or worker; the last two with --queue")
        .choices(["all", "web", "worker"])
        .default("all"),
      option("--threads <number>", "threads that compute pairings").argParser(integer(0, 64)).default(1),
      option("--rate-limit <calls>", "calls of one address per minute").argParser(integer(1, 1_000_000)).default(600),
      option("--portal-rate-limit <calls>", "calls with one API key per minute")
        .argParser(integer(1, 10_000_000))
        .default(6_000),
      option("--max-connections <number>", "connections at once").argParser(integer(1, 1_000_000)).default(2_000),
      option("--trust-proxy <proxies>", "the proxies in front: how many, or their addresses and networks").argParser(
        readProxies,
      ),
      option("--log-level <level>", "of the log on stderr")
        .choices(["silent", "error", "warn", "info"])
        .default("info"),
      shared.artifacts,
      shared.ptauSha256,
      shared.allowDevelopmentKeys,
    ].map(fromEnvironment),
    run: async (options, terminal, [policyFile]) => {
      const url = await serve(policyFile!, options, terminal);
      return { text: "", json: { url: url ?? null, stopped: true } };
    },
  });
};

async function serve(policyFile: string, options: ServeOptions, terminal: Terminal): Promise<string | undefined> {
  if (options.role !== "all" && options.queue === undefined) {
    throw new UsageError({ message: `--role ${options.role} needs --queue` });
  }
  if (options.role !== "worker" && (options.apiKey === undefined) !== (options.open === true)) {
    throw new UsageError({ message: "give --api-key, or --open to let everybody make requests and read results" });
  }
  // A missing package is better known before the first request.
  await requireServicePeers(options);
  const settings = await readSettings(policyFile, options, terminal);
  const storage = await explained(terminal, () => openServeStorage(options));
  try {
    const { policy, verifier, origin, registry, tenant } = settings;
    const name = serviceIdentity({ verifier, origin, registry, tenant, policyHash: policy.policyHash });
    const queue =
      options.queue === undefined
        ? undefined
        : await explained(terminal, () => openPostgresQueue({ url: options.queue!, name }));
    const { host, role } = options;
    const wanted = options.port ?? (role === "worker" ? 0 : 4280);
    const port = wanted === 0 ? await listening(host, wanted, () => freePort(host)) : wanted;
    const publicUrl = options.publicUrl ?? `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
    const service = await createVerifierService({ ...settings, storage, queue, publicUrl });
    try {
      const { app } = service;
      const url = await listening(host, port, () => app.listen({ host, port, listenTextResolver: () => "listening" }));
      terminal.writeErr(`Serving ${settings.policy.policy.name} at ${url}; end with Ctrl-C.\n`);
      terminal.writeErr(`${visibleLines(await describeKeys(settings.policy.circuit, options))}\n`);
      if (!terminal.signal.aborted) await once(terminal.signal, "abort");
      return url;
    } finally {
      await service.close();
    }
  } finally {
    await storage.close();
  }
}

/** Which keys a service runs on. */
async function describeKeys(circuit: CircuitName, { artifacts }: ServeOptions): Promise<string> {
  const { setup } = manifestEntry(await readManifest(artifacts), circuit);
  return `Keys of ${circuit}: ${describeSetup(setup)}.`;
}

/** A start that fails for want of a database says what the database said; nobody but the operator reads it. */
async function explained<T>(terminal: Terminal, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const cause = error instanceof StoreUnavailableError ? error.cause : undefined;
    if (cause instanceof Error && !(cause instanceof CivicproofError))
      terminal.writeErr(`${visibleLines(cause.message)}\n`);
    throw error;
  }
}

const LISTENING: Readonly<Record<string, string>> = {
  EADDRINUSE: "a program listens there already",
  EADDRNOTAVAIL: "this machine has no such address",
  EACCES: "that port needs rights that this user has not",
  ENOTFOUND: "there is no such name",
};

async function listening<T>(host: string, port: number, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    const reason = LISTENING[(error as NodeJS.ErrnoException).code ?? ""];
    if (reason === undefined) throw error;
    throw new UsageError({ message: `can't listen at ${host}, port ${port}: ${reason}`, cause: error });
  }
}

/** An option with a value can also be set by `CIVICPROOF_` and its name; passwords then stand in no list of processes. */
function fromEnvironment(option: Option): Option {
  return option.required ? option.env(`CIVICPROOF_${option.name().replaceAll("-", "_").toUpperCase()}`) : option;
}

function readProxies(text: string): TrustedProxies {
  try {
    return checkProxies(/^\d+$/.test(text) ? Number(text) : text.split(",").map((part) => part.trim()));
  } catch {
    throw new InvalidArgumentError("Expected how many proxies there are, or their addresses and networks with commas.");
  }
}

/** Opens the store that the options name. */
export async function openServeStorage(options: ServeOptions): Promise<ServiceStorage> {
  const hashKey = options.hashKey === undefined ? undefined : await readHashKey(options.hashKey);
  return openStorage({
    url: options.store,
    mustExist: options.storeMustExist === true,
    highWater: options.highWater,
    ...(hashKey === undefined ? {} : { hashKey }),
  });
}

/** Everything else that a service is told by its options. */
export async function readSettings(
  policyFile: string,
  options: ServeOptions,
  terminal: Terminal,
): Promise<Omit<VerifierServiceOptions, "storage" | "publicUrl">> {
  const { policy, schema } = await readPolicy(policyFile, options.schema);
  const compiled = await inFile(policyFile, () => compilePolicy(policy, schema));
  const { circuit } = compiled;
  const allowDevelopmentKeys = options.allowDevelopmentKeys === true;
  const verificationKey = await loadVerificationKey({
    circuit,
    ...(await openArtifacts(options.artifacts)),
    allowDevelopmentKeys,
    ...(options.ptauSha256 === undefined ? {} : { verifiedWithPtauSha256: options.ptauSha256 }),
  });
  const { statementsFor } = await followPublished(options.registry, options.registryId);
  return {
    policy: compiled,
    verifier: options.verifier,
    origin: options.origin,
    verificationKeys: { [circuit]: verificationKey },
    readStatements: statementsFor,
    maxRootAgeSeconds: options.maxRootAge,
    appealSeconds: options.appealDays * 86_400,
    registry: options.registryId,
    grid: options.grid,
    tenant: options.tenant,
    returnPath: options.returnPath,
    requestLifetimeSeconds: options.lifetime,
    purpose: options.purpose,
    dpiaHash: options.dpiaHash,
    resultKeys: options.resultKey === undefined ? undefined : await openResultKeys(options.resultKey),
    role: options.role,
    threads: options.threads,
    apiKeys: options.apiKey === undefined ? undefined : await readApiKeys(options.apiKey),
    maxCallsPerMinute: options.rateLimit,
    maxPortalCallsPerMinute: options.portalRateLimit,
    maxConnections: options.maxConnections,
    version: packageVersion(),
    trustProxy: options.trustProxy,
    logLevel: options.logLevel,
    logDestination: { write: terminal.writeErr },
  };
}

async function openResultKeys([first, ...others]: readonly string[]): Promise<JWK[]> {
  if (!(await exists(first!))) await writeJson(first!, await generateResultKey(), { isPrivate: true });
  return Promise.all([first!, ...others].map((file) => readJson(file, (value) => value as JWK)));
}

/** One key by itself, or a line for each key: its name and `sha256:` with its hash. */
async function readApiKeys(file: string): Promise<ApiKey[]> {
  const lines = (await readText(file, 10_000)).split("\n").map((line) => line.trim());
  const said = lines.filter((line) => line !== "" && !line.startsWith("#"));
  if (said.length === 1 && !/(?:^|\s)sha256:/.test(said[0]!))
    return [{ name: "portal", sha256: await inFile(file, () => hashApiKey(said[0]!)) }];
  // Without a key the routes of the portal would be open.
  if (said.length === 0) throw new InvalidInputError({ path: file, expected: "an API key" });
  return said.map((line) => {
    const [, name, sha256] = /^(\S+)\s+sha256:([0-9a-f]{64})$/.exec(line) ?? [];
    if (name === undefined || sha256 === undefined)
      throw new InvalidInputError({ path: file, expected: "lines of a name and sha256: with 64 hexadecimal digits" });
    return { name, sha256 };
  });
}

/** The service names its own address in requests, so it must know the port before it listens. */
async function freePort(host: string): Promise<number> {
  const { createServer } = await import("node:net");
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
