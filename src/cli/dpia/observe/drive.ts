/**
 * Runs people with real credentials against a service that is up, through its proxy, and keeps what each party sees with
 * the truth beside it: whose act it was. One act after the other, so that a line of a log belongs to the act before it.
 */
import { randomInt, randomUUID } from "node:crypto";
import { parseJson } from "../../../core/json.ts";
import type { Act, Capture, Channel, KnownValues } from "../../../dpia/observe/capture.ts";
import type { Coverage } from "../../../dpia/observe/out-of-reach.ts";
import { canonicalValue } from "../../../dpia/observe/tokens.ts";
import { openRequest } from "../../../presentation/proof/open-request.ts";
import { fromAuthorizationRequest, type OpenedAuthorizationRequest } from "../../../presentation/proof/openid4vp.ts";
import { type CreatePresentationOptions, createPresentation } from "../../../presentation/proof/prove.ts";
import type { CircuitArtifacts } from "../../../statement/artifacts/load.ts";
import type { CircuitName } from "../../../statement/circuit/signals.ts";
import type { Holder } from "./holders.ts";
import { call, type Exchanged, newClient, WatchedServiceError } from "./http.ts";
import type { WatchedDatabase } from "./watched-database.ts";
import type { WatchedFile } from "./watched-file.ts";

/** A service that is watched. */
export interface Service {
  /** Where holders reach it: through its proxy. */
  readonly url: URL;
  readonly apiKey: string | undefined;
  /** Hosts that may be called for it. */
  readonly isOwn: (url: URL) => boolean;
}

export interface DriveOptions {
  readonly services: readonly Service[];
  readonly holders: readonly Holder[];
  readonly rounds: number;
  /** Whether requests name a case, the same one for a person each time. */
  readonly namesCases: boolean;
  readonly artifactsOf: (circuit: CircuitName) => Promise<CircuitArtifacts>;
  readonly prover: NonNullable<CreatePresentationOptions["prover"]>;
  readonly proxyLog: WatchedFile | undefined;
  readonly serviceLog: WatchedFile | undefined;
  readonly database: WatchedDatabase | undefined;
  /** Acts that are not begun by then are left out, in milliseconds of `performance.now()`. */
  readonly untilMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

export interface DrivenRun {
  readonly captures: readonly Capture[];
  readonly known: KnownValues;
  readonly coverage: Coverage;
  readonly acts: number;
  /** Acts that the plan had. */
  readonly planned: number;
  /** How many presentations ended how. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Asks a service for a request, as the portal, and fetches it, as a phone. */
export async function askFor(
  service: Service,
  { recipient, client = newClient(), signal }: { recipient: string; client?: Holder["client"]; signal: AbortSignal },
): Promise<{ readonly asked: OpenedAuthorizationRequest; readonly shown: Exchanged }> {
  const { url, apiKey, isOwn } = service;
  const made = await call(newClient(), {
    url: new URL(`${url.pathname.replace(/\/$/, "")}/requests`, url),
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ recipient }),
    signal,
  });
  const { requestUri } = read(made, 201) as { requestUri: string };
  const shown = await call(client, { url: ownAddress(requestUri, isOwn), headers: PHONE, signal });
  const asked = fromAuthorizationRequest(read(shown, 200));
  ownAddress(asked.responseUri, isOwn);
  return { asked, shown };
}

/** Runs the plan: in each round everybody answers every service once, in an order drawn anew. */
export async function drive(options: DriveOptions): Promise<DrivenRun> {
  const { services, holders, rounds, untilMs, onProgress } = options;
  const captures: Capture[] = [];
  const known = new Map<string, string>();
  const outcomes: Record<string, number> = {};
  const indexes = {
    verifier: new Map<string, number>(),
    scope: new Map<string, number>(),
    period: new Map<string, number>(),
  };
  const indexOf = (what: keyof typeof indexes, name: string): number => {
    const all = indexes[what];
    if (!all.has(name)) all.set(name, all.size);
    return all.get(name)!;
  };
  for (const { credential, client, number } of holders) {
    known.set(canonicalValue(BigInt(credential.statusIndex)), "status-request");
    if (client.address !== undefined) known.set(canonicalValue(client.address), "network-address");
    if (options.namesCases) known.set(canonicalValue(caseOf(number)), "case-number");
    const nowhere = { holder: number, verifier: -1, scope: -1, period: -1, sequence: -1 - number };
    captures.push({ ...nowhere, party: "issuer", channel: "registry", content: JSON.stringify(credential), atMs: 0 });
  }
  const plan = Array.from({ length: rounds }, () =>
    shuffled(holders.flatMap((holder) => services.map((service) => ({ holder, service })))),
  ).flat();
  let sequence = 0;
  for (const { holder, service } of plan) {
    if (performance.now() >= untilMs || options.signal.aborted) break;
    const { seen, nullifier, outcome, names } = await present(holder, service, options);
    const act: Act = {
      holder: holder.number,
      verifier: indexOf("verifier", names.verifier),
      scope: indexOf("scope", names.programme),
      period: indexOf("period", names.period),
      sequence,
    };
    known.set(canonicalValue(nullifier), "nullifier");
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const own = `verifier-${act.verifier + 1}`;
    captures.push(...seen.map(({ party = own, ...rest }) => ({ ...act, party, ...rest })));
    onProgress(++sequence, plan.length);
  }
  const acts = captures.filter((each) => each.sequence >= 0);
  const coverage: Coverage = {
    periods: indexes.period.size,
    services: services.length,
    holders: holders.length,
    actsOfEach: Math.floor(sequence / holders.length),
    addresses: new Set(holders.map(({ client }) => client.address)).size,
    parties: new Set(acts.map(({ party }) => party)),
  };
  return { captures, known, coverage, acts: sequence, planned: plan.length, outcomes };
}

interface Seen {
  /** The service's own verifier when undefined. */
  readonly party?: string;
  readonly channel: Channel;
  readonly content: string;
  readonly atMs: number;
}

async function present(holder: Holder, service: Service, options: DriveOptions) {
  const { client, credential, wallet } = holder;
  const { signal, prover } = options;
  const recipient = options.namesCases ? caseOf(holder.number) : randomUUID();
  const { asked, shown } = await askFor(service, { recipient, client, signal });
  const { programmes } = wallet.shown();
  const request = openRequest(asked.request, { askedBy: { responseUri: asked.responseUri }, programmes });
  const presentation = await createPresentation({
    credential,
    holderSecret: holder.secret,
    request,
    registry: await wallet.viewFor(credential),
    artifacts: await options.artifactsOf(request.policy.circuit),
    prover,
    signal,
  });
  const answered = await call(client, {
    url: new URL(asked.responseUri),
    method: "POST",
    headers: { ...PHONE, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(asked.respond(presentation)).toString(),
    signal,
  });
  const { outcome } = read(answered, 200) as { outcome: string };
  const rootAgeSeconds = Math.floor(answered.atMs / 1_000) - wallet.shown().timeSeconds;
  const wire = (value: unknown, { atMs }: Exchanged): Seen => ({
    channel: "wire",
    content: JSON.stringify(value),
    atMs,
  });
  const lines = async (party: string, file: WatchedFile | undefined): Promise<readonly Seen[]> =>
    ((await file?.lines()) ?? []).map((content) => ({ party, channel: "log", content, atMs: answered.atMs }));
  const seen: readonly Seen[] = [
    wire(shown.sent, shown),
    wire(asked.request, shown),
    wire(answered.sent, answered),
    wire(presentation, answered),
    // Roots are public: who has the statements at hand sees how old a phone's copy is.
    wire({ rootAgeSeconds }, answered),
    ...(await lines("proxy", options.proxyLog)),
    ...(await lines("service-log", options.serviceLog)),
    ...((await options.database?.rows()) ?? []).map(
      (content): Seen => ({ party: "database", channel: "row", content, atMs: answered.atMs }),
    ),
  ];
  const { scope, period } = asked.request;
  const names = { verifier: scope.verifier, programme: scope.programme, period: String(period) };
  return { seen, nullifier: BigInt(presentation.publicSignals[0]!), outcome, names };
}

/** What every phone sends: an app of one make. */
const PHONE = { accept: "application/json", "user-agent": "civicproof-wallet" } as const;

const caseOf = (holder: number): string => `case-${1_000 + holder}`;

function ownAddress(text: string, isOwn: Service["isOwn"]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isOwn(url))
    throw new WatchedServiceError({ path: text.slice(0, 200), expected: "an address of the service that is watched" });
  return url;
}

function read({ status, text, sent }: Exchanged, expected: number): unknown {
  if (status !== expected)
    throw new WatchedServiceError({
      path: sent.path,
      expected: String(expected),
      received: `${status} ${text.slice(0, 200)}`,
    });
  return parseJson(text, 1_000_000);
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}
