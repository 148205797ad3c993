/** Makes real presentations for several people, verifiers, programmes and periods, and keeps what each party sees. */

import { createHash } from "node:crypto";
import { throwIfAborted } from "../../core/abort.ts";
import { bytesToHex } from "../../core/bytes.ts";
import type { FieldElement } from "../../core/field.ts";
import { derivePublicKey, generatePrivateKey } from "../../core/signature.ts";
import type { ClaimRecord } from "../../credentials/credential/claims.ts";
import { type Credential, issueCredential } from "../../credentials/credential/credential.ts";
import { generateHolderSecret, holderCommitment } from "../../credentials/credential/holder.ts";
import { proveIssuerKey } from "../../credentials/registry/issuer-key-proof.ts";
import { bundleFile, openRegistry, type Registry } from "../../credentials/registry/open-registry.ts";
import type { SignedStatement } from "../../credentials/registry/open-statement.ts";
import { statementsDue } from "../../credentials/registry/publish.ts";
import { RegistryUnreachableError } from "../../credentials/registry/read-published.ts";
import { generateRegistryKeys, openRegistryKeys } from "../../credentials/registry/registry-keys.ts";
import { StatementMissingError } from "../../credentials/registry/root-rule.ts";
import type { RegistryStatement } from "../../credentials/registry/statement.ts";
import { LISTED_STATEMENTS, STATEMENTS_FILE, statementsFile } from "../../credentials/registry/statement-source.ts";
import { createStatusRegistry, type StatusChangeReason } from "../../credentials/registry/status-registry.ts";
import type { RegistryView } from "../../credentials/registry/view.ts";
import { chainOf } from "../../dpia/descriptor.ts";
import type { DpiaModel } from "../../dpia/model.ts";
import type { Act, Capture, Channel, KnownValues } from "../../dpia/observe/capture.ts";
import { canonicalValue } from "../../dpia/observe/tokens.ts";
import { encodeSettlement } from "../../portal/settlement/encode.ts";
import { openRequest } from "../../presentation/proof/open-request.ts";
import type { Presentation } from "../../presentation/proof/presentation.ts";
import { type CreatePresentationOptions, createPresentation } from "../../presentation/proof/prove.ts";
import { createRequest, type PresentationRequest } from "../../presentation/proof/request.ts";
import type { loadVerificationKey } from "../../presentation/verification/load-key.ts";
import { verifyPresentation } from "../../presentation/verification/verify.ts";
import type { CircuitArtifacts } from "../../statement/artifacts/load.ts";
import { PUBLIC_SIGNALS } from "../../statement/circuit/signals.ts";

export interface RunSize {
  readonly holders: number;
  readonly scopes: number;
  readonly verifiers: number;
  readonly periods: number;
}

export interface RunOptions extends RunSize {
  readonly model: DpiaModel;
  /** At least as many people as holders, all of whom qualify. */
  readonly people: readonly ClaimRecord[];
  readonly artifacts: CircuitArtifacts;
  readonly verificationKey: Awaited<ReturnType<typeof loadVerificationKey>>;
  readonly prover?: NonNullable<CreatePresentationOptions["prover"]>;
  /** Further eyes and ears: a service's logs and metrics, or a leak that a test plants. */
  readonly observers?: readonly Observer[];
  /** A wallet's way to follow the registry; `openRegistry` by default. */
  readonly openWallet?: typeof openRegistry;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** One presentation with everything that went over some wire, and the truth. */
export interface Exchange {
  readonly act: Act;
  readonly verifier: string;
  readonly request: PresentationRequest;
  readonly presentation: Presentation;
  readonly nullifier: bigint;
  /** What a verifier makes of the roots: which statement they are of, and in which hour it was shown. */
  readonly shown: string;
  readonly statusIndex: number;
  readonly statusRequest: string;
  readonly requestAtMs: number;
  readonly presentationAtMs: number;
  readonly transaction?: { readonly from: string; readonly to: string; readonly data: string; readonly payee: string };
}

/** What one party sees of an exchange. */
export type Observer = (exchange: Exchange) => readonly Pick<Capture, "party" | "channel" | "content" | "atMs">[];

export interface Run {
  readonly captures: readonly Capture[];
  readonly known: KnownValues;
  readonly presentations: number;
}

/** Every day is a period, so that a run of some days has several. */
const GRID = "days:1/2020-01-01/0";

/** Acts that are not presentations have no verifier, scope or period. */
const NOWHERE = { verifier: -1, scope: -1, period: -1 } as const;

/**
 * Runs the whole protocol for every combination in a random order, and one combination twice: two claims in one period
 * must show their link, or the run sees nothing.
 *
 * @throws AbortedError, and whatever issuing, proving and verifying throw
 */
export async function runPresentations(options: RunOptions): Promise<Run> {
  const { model, people, artifacts, verificationKey, observers = [], onProgress = () => {} } = options;
  const { deployment, policy } = model;
  const chain = chainOf(deployment);
  const startSeconds = Date.parse(`${deployment.date}T09:00:00Z`) / 1000;
  const reason = { timeSeconds: startSeconds - 86_400, actor: "registrar", reasonCode: "other:set-up" } as const;
  const office = await openOffice(reason, policy.schemaId);
  const { registry, issuerKey, issuerIndex } = office;
  const captures: Capture[] = [];
  const known = new Map<string, string>();
  const name = (value: bigint | string, observable: string): void => {
    known.set(canonicalValue(value), observable);
  };

  const holders = people.slice(0, options.holders).map((claims, holder) => {
    const secret = generateHolderSecret();
    const statusIndex = registry.allocateStatusIndex(issuerIndex);
    const commitment = holderCommitment(secret);
    const credential = issueCredential({
      issuerKey,
      schema: policy.schema,
      claims,
      holderCommitment: commitment,
      registry: registry.id,
      statusIndex,
      validFrom: dayAround(startSeconds, -300),
      validUntil: dayAround(startSeconds, 400),
      claimsFrom: 0,
    });
    const act = { ...NOWHERE, holder, sequence: -1 - holder };
    captures.push({ ...act, party: "issuer", channel: "registry", content: JSON.stringify(credential), atMs: 0 });
    name(commitment, "holder-commitment");
    name(BigInt(statusIndex), "status-request");
    const account = addressOf(`account of ${holder}`);
    name(BigInt(account), chain?.gasPaidBy === "holder" ? "sender" : "account");
    return { secret, statusIndex, credential, account };
  });

  let clock = startSeconds;
  const { openWallet = openRegistry } = options;
  const wallets = await Promise.all(
    holders.map(() => openWallet({ url: office.read, registry: registry.id, now: () => clock })),
  );
  const plan = planOf(options);
  for (const [sequence, { hour, ...combination }] of plan.entries()) {
    throwIfAborted(options.signal);
    const act: Act = { ...combination, sequence };
    const holder = holders[act.holder]!;
    const verifier = `verifier-${act.verifier + 1}`;
    const nowSeconds = startSeconds + 86_400 * act.period + 3_600 * hour + sequence;
    clock = nowSeconds;
    await office.publish(nowSeconds);
    const view = await viewOf(wallets[act.holder]!, holder.credential, { keepsCopy: act.holder === 0 });
    const payee = payeeOf(chain?.payee, act.holder);
    const request = createRequest({
      policy: { ...policy, policy: { ...policy.policy, programme: `programme-${act.scope + 1}`, grid: GRID } },
      scope: {
        verifier: `${verifier}.example`,
        ...(chain === undefined ? {} : { chainId: chain.id, contract: chain.contract }),
      },
      registry: registry.id,
      origin: `https://${verifier}.example`,
      nowSeconds,
      ...(chain === undefined ? {} : { recipient: payee }),
    });
    const requestAtMs = performance.now();
    const presentation = await createPresentation({
      credential: holder.credential,
      holderSecret: holder.secret,
      request: openRequest(request, {
        askedBy: request.origin,
        clock: () => nowSeconds,
        ...(chain === undefined ? {} : { ownAddresses: [payee] }),
      }),
      registry: view,
      artifacts,
      ...(options.prover === undefined ? {} : { prover: options.prover }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const presentationAtMs = performance.now();
    const verified = await verifyPresentation(presentation, {
      request,
      verificationKey,
      statements: office.statements(),
      maxRootAgeSeconds: MAX_ROOT_AGE_SECONDS,
      nowSeconds: nowSeconds + 5,
    });
    const { nullifier } = verified.signals;
    name(nullifier, "nullifier");
    if (chain !== undefined) name(BigInt(payee), "payee");
    const exchange: Exchange = {
      act,
      verifier,
      request,
      presentation,
      nullifier,
      shown: shownBy(presentation, { statements: office.statements(), nowSeconds }),
      statusIndex: holder.statusIndex,
      statusRequest:
        deployment.channels.statusLists === "whole"
          ? `GET /bundles/${office.statements().at(-1)!.snapshotSha256}`
          : `GET /status/${issuerIndex}?entry=${holder.statusIndex}`,
      requestAtMs,
      presentationAtMs,
      ...(chain === undefined
        ? {}
        : {
            transaction: {
              from: chain.gasPaidBy === "holder" ? holder.account : addressOf("relayer"),
              to: chain.contract,
              data: encodeSettlement(verified).calldata,
              payee,
            },
          }),
    };
    for (const observer of [...OBSERVERS, ...observers]) {
      captures.push(...observer(exchange).map((seen) => ({ ...act, ...seen })));
    }
    onProgress(sequence + 1, plan.length);
  }
  return { captures, known, presentations: plan.length };
}

/** Verifiers of the run take what is days old: a copy that shows its holder is to be seen, not to be refused. */
const MAX_ROOT_AGE_SECONDS = 30 * 86_400;

/** An office whose registry changes each hour, publishes each hour, and is read over a wire of its own. */
async function openOffice(reason: StatusChangeReason, schemaId: FieldElement) {
  const keys = await openRegistryKeys(await generateRegistryKeys());
  const registry = createStatusRegistry({ id: keys.registry });
  const issuerKey = generatePrivateKey();
  const possession = proveIssuerKey({ issuerKey, registry: registry.id, index: 0 });
  const issuerIndex = registry.addIssuer(derivePublicKey(issuerKey), { schemas: [schemaId], possession }, reason);
  const files = new Map<string, string>();
  let published: readonly { readonly statement: RegistryStatement; readonly signed: SignedStatement }[] = [];
  return {
    registry,
    issuerKey,
    issuerIndex,
    statements: () => published.map(({ statement }) => statement),
    /** Publishes what is due; somebody or other was revoked since the last time. */
    async publish(nowSeconds: number): Promise<void> {
      const previous = published.at(-1)?.statement;
      if (previous !== undefined && previous.timeSeconds + previous.intervalSeconds <= nowSeconds) {
        const statusIndex = registry.allocateStatusIndex(issuerIndex);
        const timeSeconds = previous.timeSeconds + previous.intervalSeconds;
        registry.revoke({ issuerIndex, statusIndex }, { ...reason, timeSeconds });
      }
      const { statements, bundles } = await statementsDue({ registry, keys, previous, nowSeconds });
      published = [...published, ...statements];
      for (const [sha256, { text }] of bundles) files.set(bundleFile(sha256), text);
      files.set(STATEMENTS_FILE, statementsFile(published.slice(-LISTED_STATEMENTS).map(({ signed }) => signed)));
    },
    read: async (path: string): Promise<string> => {
      const text = files.get(path);
      if (text === undefined) throw new RegistryUnreachableError({ path });
      return text;
    },
  };
}

/** Everybody asks for what is new before a proof, but for one who keeps a copy for as long as it may be shown. */
async function viewOf(
  wallet: Registry,
  credential: Credential,
  { keepsCopy }: { readonly keepsCopy: boolean },
): Promise<RegistryView> {
  if (!keepsCopy) await wallet.refresh();
  try {
    return await wallet.viewFor(credential);
  } catch (error) {
    if (!(error instanceof StatementMissingError)) throw error;
    await wallet.refresh();
    return wallet.viewFor(credential);
  }
}

function shownBy(
  { publicSignals }: Presentation,
  { statements, nowSeconds }: { readonly statements: readonly RegistryStatement[]; readonly nowSeconds: number },
): string {
  const root = publicSignals[PUBLIC_SIGNALS.indexOf("statusRoot")];
  const statement = statements.find(({ statusRoot }) => String(statusRoot) === root);
  return `statement-${statement?.number}-in-hour-${Math.floor(nowSeconds / 3_600)}`;
}

function saw(party: string, channel: Channel, content: string, atMs: number) {
  return { party, channel, content, atMs };
}

/** What parties see today: the wire, the host of the status lists, and on a chain the call, its sender and its event. */
const OBSERVERS: readonly Observer[] = [
  ({ verifier, request, requestAtMs }) => [saw(verifier, "wire", JSON.stringify(request), requestAtMs)],
  ({ verifier, presentation, presentationAtMs }) => [
    saw(verifier, "wire", JSON.stringify(presentation), presentationAtMs),
  ],
  // Roots are public; with the statements at hand they say how old somebody's copy of the registry is.
  ({ verifier, shown, presentationAtMs }) => [saw(verifier, "wire", JSON.stringify({ shown }), presentationAtMs)],
  ({ statusRequest, requestAtMs }) => [saw("status-host", "status-request", statusRequest, requestAtMs)],
  ({ transaction, presentationAtMs }) =>
    transaction === undefined
      ? []
      : ["relayer", "rpc", "chain"].flatMap((party) => [
          saw(party, "calldata", transaction.data, presentationAtMs),
          saw(
            party,
            "transaction",
            JSON.stringify({ from: transaction.from, to: transaction.to, value: "0x0" }),
            presentationAtMs,
          ),
        ]),
  // event Claimed(bytes32 indexed programme, uint256 indexed nullifier, uint32 period, uint8 count)
  ({ transaction, nullifier, request, presentationAtMs }) =>
    transaction === undefined
      ? []
      : [
          saw(
            "chain",
            "event",
            JSON.stringify({ event: "Claimed", nullifier: `0x${nullifier.toString(16)}`, period: request.period }),
            presentationAtMs,
          ),
        ],
];

/**
 * One hour for each programme of a day: in it everybody answers every verifier, in an order that looks like none. So
 * whatever somebody alone shows in an hour is a link, and not the hour itself.
 */
function planOf(options: RunSize): readonly (Omit<Act, "sequence"> & { readonly hour: number })[] {
  const acts = shuffle([...combinations(options), { holder: 0, verifier: 0, scope: 0, period: 0 }]);
  return acts.map((act) => ({ ...act, hour: act.scope })).sort((a, b) => a.period - b.period || a.hour - b.hour);
}

function combinations({ holders, scopes, verifiers, periods }: RunSize): readonly Omit<Act, "sequence">[] {
  const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
  return range(verifiers).flatMap((verifier) =>
    range(scopes).flatMap((scope) =>
      range(periods).flatMap((period) => range(holders).map((holder) => ({ holder, verifier, scope, period }))),
    ),
  );
}

/** A fixed order that looks like none, so that an order which shows is a link. */
function shuffle<T>(items: readonly T[]): readonly T[] {
  const digest = (i: number): string => bytesToHex(createHash("sha256").update(`order ${i}`).digest());
  return items
    .map((item, i) => [digest(i), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);
}

let addresses = 0;

function payeeOf(payee: "one-time" | "reused" | "pooled" | undefined, holder: number): string {
  if (payee === "pooled") return addressOf("pool");
  return payee === "reused" ? addressOf(`payee of ${holder}`) : addressOf(`payee ${addresses++}`);
}

function addressOf(text: string): string {
  return `0x${bytesToHex(createHash("sha256").update(text).digest()).slice(0, 40)}`;
}

function dayAround(seconds: number, days: number): string {
  return new Date((seconds + days * 86_400) * 1000).toISOString().slice(0, 10);
}
