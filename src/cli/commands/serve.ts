import { once } from "node:events";
import { isIP } from "node:net";
import type { JWK } from "jose";
import { CivicproofError } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { makeDirectory } from "../../core/make-directory.ts";
import { type ApiKey, hashApiKey } from "../../core/service/access.ts";
import { visibleLines } from "../../core/text.ts";
import { checkTimeZone } from "../../core/time-zone.ts";
import { putInbox } from "../../portal/relay/inbox.ts";
import type { ChainSettings, HandedClaim } from "../../portal/server/chain-claims.ts";
import { serviceIdentity } from "../../portal/server/identity.ts";
import type { ProgrammeSettings } from "../../portal/server/open-programme.ts";
import { requireServicePeers } from "../../portal/server/peers.ts";
import { programmeOf } from "../../portal/server/programme.ts";
import type { VerificationQueue } from "../../portal/server/queue.ts";
import { openPostgresQueue } from "../../portal/server/queue-postgres.ts";
import { generateResultKey } from "../../portal/server/results.ts";
import { createVerifierServices, type ProcessSettings } from "../../portal/server/service.ts";
import { openStorage, type ServiceStorage } from "../../portal/server/storage.ts";
import { openWebhookSigner } from "../../portal/server/webhook-signature.ts";
import { StoreUnavailableError } from "../../portal/store/port.ts";
import { loadVerificationKey } from "../../presentation/verification/load-key.ts";
import { describeSetup } from "../../statement/artifacts/describe-setup.ts";
import { manifestEntry } from "../../statement/artifacts/manifest.ts";
import { openArtifacts, readManifest } from "../../statement/artifacts/node.ts";
import { type CompiledPolicy, compilePolicy } from "../../statement/policy/compile.ts";
import { type AddCommands, addCommand, type CommandResult, option } from "../command.ts";
import { readDatabaseAccess, shareConnections } from "../database-options.ts";
import { exists, fileError, readJson, readText, writeJson } from "../files.ts";
import { readHashKey } from "../key-files.ts";
import { readPolicy } from "../policy-files.ts";
import { followPublished } from "../registry-files.ts";
import { inFile, UsageError } from "../report-error.ts";
import { planService, type ServePlan, type Source } from "../serve/plan.ts";
import { readRequestIdentity } from "../serve/request-identity.ts";
import { optionsOfSettings, type ProcessOptions, type ProgrammeOptions } from "../serve/settings.ts";
import type { Terminal } from "../terminal.ts";
import { packageVersion } from "../version.ts";

/** What the command line says beside the settings. */
interface CommandLine extends Partial<ProcessOptions & ProgrammeOptions> {
  readonly config?: string;
  readonly checkConfig?: boolean;
}

/** `civicproof serve` */
export const addServe: AddCommands = (program, run) => {
  addCommand<CommandLine>(program, run, {
    usage: "serve [policy]",
    summary: "run a verifier service over HTTP until it is interrupted",
    example: [
      "serve policy.json --schema schema.json --registry published/ --verifier benefits.example.org \\",
      "      --origin https://benefits.example.org --store sqlite:portal.db --api-key api.key --result-key result.jwk",
    ].join("\n"),
    options: [
      option("--config <file>", "settings as JSON, also those of several programmes; the command line comes first").env(
        "CIVICPROOF_CONFIG",
      ),
      option("--check-config", "say what would run, and end"),
      ...optionsOfSettings(),
    ],
    run: async (options, terminal, [policy], sourceOf) => {
      const { config, checkConfig, ...settings } = options;
      const plan = await planService({
        values: { ...settings, policy },
        sourceOf: (name) => (name === "policy" && policy !== undefined ? "cli" : sourceOf(name)),
        config,
        environment: process.env,
      });
      checkPlan(plan);
      if (checkConfig === true) return describePlan(plan);
      const url = await serve(plan, terminal);
      return { text: "", json: { url: url ?? null, stopped: true } };
    },
  });
};

function checkPlan({ process: { role, queue }, programmes }: ServePlan): void {
  if (role !== "all" && queue === undefined) throw new UsageError({ message: `--role ${role} needs --queue` });
  for (const { apiKey, open } of Object.values(programmes))
    if (role !== "worker" && (apiKey === undefined) !== (open === true))
      throw new UsageError({ message: "give --api-key, or --open to let everybody make requests and read results" });
}

async function serve(
  { process: options, programmes: given }: ServePlan,
  terminal: Terminal,
): Promise<string | undefined> {
  // A missing package is better known before the first request.
  await requireServicePeers(options);
  const programmes: Record<string, ProgrammeSettings> = {};
  for (const [name, settings] of Object.entries(given)) programmes[name] = await readProgramme(settings);
  const storage = await openServeStorage(options);
  try {
    const services = Object.entries(programmes).map(
      ([name, { policy, verifier, origin, registry, chain, tenant = name }]) =>
        serviceIdentity({ verifier, origin, registry, tenant, chain, policyHash: policy.policyHash }),
    );
    const keys = await describeKeys(programmes, given);
    const queue = options.queue === undefined ? undefined : await openServeQueue(options, services);
    const { host, role } = options;
    const wanted = options.port ?? (role === "worker" ? 0 : 4280);
    const port = wanted === 0 ? await listening(host, wanted, () => freePort(host)) : wanted;
    const publicUrl = options.publicUrl ?? `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
    const shared = { ...readProcess(options, terminal), storage, queue, publicUrl };
    const service = await createVerifierServices({ ...shared, programmes });
    try {
      const { app } = service;
      const url = await listening(host, port, () => app.listen({ host, port, listenTextResolver: () => "listening" }));
      const names = Object.values(programmes).map(({ policy }) => policy.policy.name);
      for (const line of keys) terminal.writeErr(`${visibleLines(line)}\n`);
      terminal.writeErr(`Serving ${names.join(", ")} at ${url}; end with Ctrl-C.\n`);
      if (!terminal.signal.aborted) await once(terminal.signal, "abort");
      return url;
    } finally {
      await service.close();
    }
  } finally {
    await storage.close();
  }
}

/** Which keys each circuit of the programmes runs on. */
async function describeKeys(
  programmes: Readonly<Record<string, ProgrammeSettings>>,
  given: Readonly<Record<string, ProgrammeOptions>>,
): Promise<readonly string[]> {
  const lines = Object.entries(programmes).map(async ([name, { policy }]) => {
    const { setup } = manifestEntry(await readManifest(given[name]!.artifacts), policy.circuit);
    return `Keys of ${policy.circuit}: ${describeSetup(setup)}.`;
  });
  return [...new Set(await Promise.all(lines))];
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

const connectionsOf = ({ databaseConnections, queue }: ProcessOptions) =>
  databaseConnections === undefined ? undefined : shareConnections(databaseConnections, queue !== undefined);

async function openServeQueue(options: ProcessOptions, services: readonly string[]): Promise<VerificationQueue> {
  const maxConnections = connectionsOf(options)?.queue;
  return openPostgresQueue({ url: options.queue!, services, ...(await readDatabaseAccess(options)), maxConnections });
}

/** Opens the store that the options name. */
export async function openServeStorage(options: ProcessOptions): Promise<ServiceStorage> {
  const hashKey = options.hashKey === undefined ? undefined : await readHashKey(options.hashKey);
  return openStorage({
    url: options.store,
    ...(await readDatabaseAccess(options)),
    maxConnections: connectionsOf(options)?.store,
    mustExist: options.storeMustExist === true,
    highWater: options.highWater,
    ...(hashKey === undefined ? {} : { hashKey }),
  });
}

/** What a service is told of a programme by its options. */
export async function readProgramme(options: ProgrammeOptions): Promise<ProgrammeSettings> {
  const compiled = await readCompiledPolicy(options);
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
    chain: await readChain(options),
    tenant: options.tenant,
    // The tenant of a service without names is empty, which no file and no variable can say.
    supersedes: options.supersedes === "/" ? "" : options.supersedes,
    until: options.until,
    timeZone: options.timeZone,
    returnPath: options.returnPath,
    requestLifetimeSeconds: options.lifetime,
    purpose: options.purpose,
    dpiaHash: options.dpiaHash,
    requestIdentity: await readRequestIdentity(options),
    resultKeys: options.resultKey === undefined ? undefined : await openResultKeys(options.resultKey),
    apiKeys: options.apiKey === undefined ? undefined : await readApiKeys(options.apiKey),
    webhook: await readWebhook(options),
  };
}

/** The chain on which claims are made, where one is named. */
function chainOf({ chainId, contract, programmeVersion: version, relayInbox }: ProgrammeOptions) {
  if (chainId !== undefined && contract !== undefined && relayInbox !== undefined)
    return { chainId, contract, version, relayInbox };
  if (chainId === undefined && contract === undefined && relayInbox === undefined) return undefined;
  throw new UsageError({ message: "give --chain-id, --contract and --relay-inbox, or none of them" });
}

async function readChain(options: ProgrammeOptions): Promise<ChainSettings | undefined> {
  const found = chainOf(options);
  if (found === undefined) return undefined;
  const { relayInbox, ...chain } = found;
  try {
    await makeDirectory(relayInbox, 0o700);
  } catch (error) {
    throw fileError(`${relayInbox} can't be made`, error);
  }
  return {
    ...chain,
    async handOver({ id, request, presentation }: HandedClaim) {
      try {
        await putInbox(relayInbox, { name: id, request, presentation });
      } catch (cause) {
        if (cause instanceof CivicproofError) throw cause;
        throw new StoreUnavailableError({ path: "relayInbox", expected: "a folder that can be written to", cause });
      }
    },
  };
}

async function readWebhook({ webhook, webhookSecret, webhookPrivate }: ProgrammeOptions) {
  if ((webhook === undefined) !== (webhookSecret === undefined))
    throw new UsageError({ message: "give --webhook and --webhook-secret, or neither" });
  if (webhook === undefined || webhookSecret === undefined) return undefined;
  const secrets = linesOf(await readText(webhookSecret, 10_000));
  await inFile(webhookSecret, () => openWebhookSigner(secrets));
  return { url: webhook, secrets, allowPrivate: webhookPrivate === true };
}

/** What is said in a file of lines, without comments. */
const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

async function readCompiledPolicy(options: ProgrammeOptions): Promise<CompiledPolicy> {
  const { policy, schema } = await readPolicy(options.policy, options.schema);
  return inFile(options.policy, () => compilePolicy(policy, schema));
}

/** What a service is told of its process by its options. */
export function readProcess(
  options: ProcessOptions,
  terminal: Terminal,
): Omit<ProcessSettings, "storage" | "queue" | "publicUrl"> {
  return {
    role: options.role,
    threads: options.threads,
    maxCallsPerMinute: options.rateLimit,
    maxPortalCallsPerMinute: options.portalRateLimit,
    maxConnections: options.maxConnections,
    version: packageVersion(),
    trustProxy: options.trustProxy,
    logLevel: options.logLevel,
    logDestination: { write: terminal.writeErr },
  };
}

/** Says what would run. Policies and keys are read; neither the registry nor a database is asked, and nothing is made. */
async function describePlan({ process: options, programmes, sources }: ServePlan): Promise<CommandResult> {
  if (options.hashKey !== undefined) await readHashKey(options.hashKey);
  const shown = (values: object, from: Readonly<Record<string, Source>>) =>
    Object.entries(values).map(([name, value]) => ({ name, value: visible(value), source: from[name]! }));
  const described = await Promise.all(
    Object.entries(programmes).map(async ([name, settings]) => {
      const policy = await readCompiledPolicy(settings);
      if (settings.apiKey !== undefined) await readApiKeys(settings.apiKey);
      await readWebhook(settings);
      await readRequestIdentity(settings);
      const { verifier, tenant = name } = settings;
      const chain = chainOf(settings);
      const { grid, programme, maxClaims } = programmeOf({ policy, verifier, grid: settings.grid, tenant, chain });
      checkTimeZone(settings.timeZone ?? "UTC");
      const path = name === "" ? "/" : `/${name}/`;
      const claims = { policy: `${policy.policy.name} version ${policy.policy.version}`, programme, grid, maxClaims };
      return { name, path, tenant, ...claims, settings: shown(settings, sources.programmes[name]!) };
    }),
  );
  const process = shown(options, sources.process);
  const lines = (settings: readonly { name: string; value: string; source: string }[]) =>
    settings.map(({ name, value, source }) => `  ${name} = ${value} (${source})`);
  const text = [
    "process",
    ...lines(process),
    ...described.flatMap(({ path, policy, programme, grid, settings }) => [
      `${path} ${policy}, programme ${programme}, ${grid}`,
      ...lines(settings),
    ]),
  ].join("\n");
  return { text, json: { process, programmes: described } };
}

/** A value without the password of a database. */
function visible(value: unknown): string {
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  if (!/^postgres(?:ql)?:/.test(text) || !URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.password !== "") url.password = "…";
  return decodeURI(url.href);
}

/** Reads the keys of results; the first is made where it is not there. */
export async function openResultKeys([first, ...others]: readonly string[]): Promise<JWK[]> {
  if (!(await exists(first!)))
    await writeJson(first!, await generateResultKey(), { isPrivate: true }).catch(async (error: unknown) => {
      // Of processes that start together one makes it, whole, and the others read it.
      if (!(await exists(first!))) throw error;
    });
  return Promise.all([first!, ...others].map((file) => readJson(file, (value) => value as JWK)));
}

/** One key by itself, or a line for each key: its name and `sha256:` with its hash. */
async function readApiKeys(file: string): Promise<ApiKey[]> {
  const said = linesOf(await readText(file, 10_000));
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
