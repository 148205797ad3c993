import { isIP } from "node:net";
import { parseDate } from "../../../core/dates.ts";
import { declaredLinks, undeclaredLinks } from "../../../dpia/declared-links.ts";
import { findLinks } from "../../../dpia/observe/find-links.ts";
import { createProver } from "../../../engine/groth16/prover/prover.ts";
import { compileRequest } from "../../../presentation/proof/open-request.ts";
import { type CircuitArtifacts, loadArtifacts } from "../../../statement/artifacts/load.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import type { CircuitName } from "../../../statement/circuit/signals.ts";
import type { CompiledPolicy } from "../../../statement/policy/compile.ts";
import { type AddCommands, addCommand, fromEnvironment, integer, option, required, shared } from "../../command.ts";
import { type DatabaseOptions, databaseAccess, readDatabaseAccess } from "../../database-options.ts";
import { type LoadedDeployment, loadDeployment, qualifyingPeople } from "../../dpia/deployment.ts";
import { askFor, type DriveOptions, drive, type Service } from "../../dpia/observe/drive.ts";
import { makeHolders } from "../../dpia/observe/holders.ts";
import { linesOf, reportOf } from "../../dpia/observe/report.ts";
import { watchDatabase } from "../../dpia/observe/watched-database.ts";
import { watchFile } from "../../dpia/observe/watched-file.ts";
import { readText, refuseExisting, writeContent, writeJson } from "../../files.ts";
import { type ProgressOptions, startProgress } from "../../progress.ts";
import { UsageError } from "../../report-error.ts";
import type { Terminal } from "../../terminal.ts";
import { packageVersion } from "../../version.ts";
import type { ArtifactsOption } from "./shared.ts";

interface Options extends ArtifactsOption, DatabaseOptions, ProgressOptions {
  readonly service: readonly string[];
  readonly ownHost?: string;
  readonly apiKey?: readonly string[];
  readonly issuerKey: string;
  readonly registry: string;
  readonly published: string;
  readonly holders: number;
  readonly rounds: number;
  readonly minutes: number;
  readonly accessLog?: string;
  readonly serviceLog?: string;
  readonly store?: string;
  readonly commit?: string;
  readonly out?: string;
  readonly captures?: string;
  readonly allowDevelopmentKeys?: boolean;
  readonly force?: boolean;
}

const several = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];
/** What is left for reading logs and looking for links when the last act has begun. */
const SPARE_MS = 30_000;

/** `civicproof dpia observe` */
export const addObserve: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "observe <deployment>",
    summary: "run holders against a live service, with its proxy, database and logs, and fail on an undeclared link",
    example: [
      "dpia observe deployment.yaml --service http://127.0.0.1:8080 --api-key api.key \\",
      "      --issuer-key issuer.key.json --registry registry.json --published published/ \\",
      "      --access-log access.log --store sqlite:portal.db --commit 3d4378c --holders 50 --allow-development-keys",
    ].join("\n"),
    options: [
      required(
        "--service <url>",
        "where holders reach the service, through its proxy; again for each programme",
      ).argParser(several),
      option("--own-host <name>", "a host of your own, where the service is not on this machine"),
      option("--api-key <file>", "the portal's key; again for each service, in their order").argParser(several),
      required("--issuer-key <file>", "key of a test's issuer that the registry trusts"),
      shared.registry,
      required("--published <place>", "what that registry publishes: a directory or an address"),
      option("--holders <n>", "people").argParser(integer(2, 200)).default(50),
      option("--rounds <n>", "how often each comes to each service").argParser(integer(1, 20)).default(4),
      option("--minutes <n>", "ends by then, whatever is left").argParser(integer(1, 10)).default(10),
      option("--access-log <file>", "the proxy's log"),
      option("--service-log <file>", "the service's log"),
      fromEnvironment(option("--store <url>", "the service's database: sqlite:<file> or postgres://…")),
      ...databaseAccess,
      option("--commit <hash>", "of the service that runs; without it the run is no evidence"),
      option("--out <file>", "the report as JSON"),
      option("--captures <file>", "everything that was seen, with whose it was, one JSON a line"),
      shared.artifacts,
      shared.allowDevelopmentKeys,
      shared.force,
    ],
    run: (options, terminal, [path]) => observe(path!, options, terminal),
  });
};

async function observe(path: string, options: Options, terminal: Terminal) {
  const started = performance.now();
  const services = await servicesOf(options);
  if (options.commit !== undefined && !/^[0-9a-f]{7,64}$/.test(options.commit))
    throw new UsageError({ message: "--commit is the hash of a commit" });
  for (const file of [options.out, options.captures]) if (file !== undefined) await refuseExisting(file, options.force);
  const milliseconds = options.minutes * 60_000;
  const signal = AbortSignal.any([terminal.signal, AbortSignal.timeout(milliseconds)]);
  const loaded = await loadDeployment(path, { artifacts: options.artifacts, signal });
  const [proxyLog, serviceLog] = await Promise.all(
    [options.accessLog, options.serviceLog].map((file) => (file === undefined ? undefined : watchFile(file))),
  );
  const { store } = options;
  const database = store === undefined ? undefined : await watchDatabase(store, await readDatabaseAccess(options));
  const prover = createProver();
  const progress = startProgress("observing", terminal, options);
  try {
    const lists: Parameters<Parameters<typeof makeHolders>[0]["seeList"]>[] = [];
    const holders = await makeHolders({
      ...options,
      people: await peopleFor(loaded, services, { ...options, signal }),
      schema: loaded.state.policy.schema,
      today: new Date(),
      isLocal: services.every(({ url }) => isLoopback(url)),
      seeList: (...seen) => lists.push(seen),
      signal,
    });
    // What the first looks left behind is nobody's act.
    await Promise.all([proxyLog?.lines(), serviceLog?.lines(), database?.rows()]);
    const run = await drive({
      services,
      holders,
      rounds: options.rounds,
      namesCases: loaded.state.deployment.channels.caseNumber === true,
      artifactsOf: artifactsOf(options),
      prover,
      proxyLog,
      serviceLog,
      database,
      untilMs: started + milliseconds - Math.min(SPARE_MS, milliseconds / 4),
      signal,
      onProgress: (done, total) => progress.update(done / total),
    });
    const asked = lists.map(([holder, content, atMs], i) => ({
      ...{ holder, verifier: -1, scope: -1, period: -1, sequence: -1_000_000 - i },
      ...{ party: "status-host", channel: "status-request" as const, content, atMs },
    }));
    const captures = [...run.captures, ...asked];
    const parties = new Set([...run.coverage.parties, ...(asked.length > 0 ? ["status-host"] : [])]);
    const found = findLinks(captures);
    const report = reportOf({
      run: { ...run, captures, coverage: { ...run.coverage, parties } },
      found,
      undeclared: undeclaredLinks(found, declaredLinks(loaded.model.links), run.known),
      at: new Date(),
      commit: options.commit,
      version: packageVersion(),
      deployment: { name: loaded.state.deployment.name, sha256: loaded.model.hashes.deployment },
      services: services.map(({ url }) => url.href),
      holders: holders.length,
      seconds: (performance.now() - started) / 1_000,
    });
    if (options.out !== undefined) await writeJson(options.out, report, options);
    if (options.captures !== undefined)
      await writeContent(options.captures, captures.map((each) => `${JSON.stringify(each)}\n`).join(""), options);
    return { text: linesOf(report).join("\n"), json: report, isRefusal: report.result === "failed" };
  } finally {
    progress.done();
    await Promise.all([prover.dispose(), database?.close()]);
  }
}

/** @throws UsageError for a host that is neither this machine nor named as one's own */
async function servicesOf({ service, ownHost, apiKey = [], published }: Options): Promise<readonly Service[]> {
  if (apiKey.length > service.length) throw new UsageError({ message: "there are more --api-key than --service" });
  const isOwn = (url: URL): boolean => isLoopback(url) || url.hostname === ownHost;
  const own = (text: string): URL => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol))
      throw new UsageError({ message: `${text} is no address of the web` });
    if (!isOwn(url))
      throw new UsageError({ message: `${url.hostname} is not this machine: name it with --own-host if it is yours` });
    return url;
  };
  if (/^https?:\/\//.test(published)) own(published);
  return Promise.all(
    service.map(async (text, i): Promise<Service> => {
      const url = own(text);
      const key = apiKey[i] === undefined ? undefined : (await readText(apiKey[i]!, 10_000)).trim();
      return { url, apiKey: key, isOwn };
    }),
  );
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."));
}

/** People who qualify for everything that is asked; each service is asked once to see what. */
async function peopleFor(
  loaded: LoadedDeployment,
  services: readonly Service[],
  { holders, signal }: Pick<Options, "holders"> & { readonly signal: AbortSignal },
): ReturnType<typeof qualifyingPeople> {
  const policies: CompiledPolicy[] = [];
  for (const service of services) {
    const { asked } = await askFor(service, { recipient: "a first look", signal });
    const policy = compileRequest(asked.request);
    if (policy.schemaId !== loaded.state.policy.schemaId)
      throw new UsageError({
        message: `${service.url.href} asks for credentials of another schema than the descriptor's`,
      });
    policies.push(policy);
  }
  const today = parseDate(new Date().toISOString().slice(0, 10));
  return qualifyingPeople(loaded, holders, signal, { policies, today });
}

function artifactsOf({ artifacts, allowDevelopmentKeys = false }: Options): DriveOptions["artifactsOf"] {
  const loaded = new Map<CircuitName, Promise<CircuitArtifacts>>();
  return (circuit) => {
    const known =
      loaded.get(circuit) ??
      openArtifacts(artifacts).then((source) => loadArtifacts({ circuit, ...source, allowDevelopmentKeys }));
    loaded.set(circuit, known);
    return known;
  };
}
