/** Real presentations on a chain's form of requests: only what is declared links them; what is planted is found. */
import { beforeAll, describe, expect, it } from "vitest";
import { loadDeployment, qualifyingPeople } from "../../src/cli/dpia/deployment.ts";
import {
  type Exchange,
  type Observer,
  type Run,
  type RunOptions,
  runPresentations,
} from "../../src/cli/dpia/presentations.ts";
import { openRegistry } from "../../src/credentials/registry/open-registry.ts";
import { declaredLinks, undeclaredLinks } from "../../src/dpia/declared-links.ts";
import type { DpiaModel } from "../../src/dpia/model.ts";
import { generateDpia } from "../../src/dpia/model.ts";
import type { Capture } from "../../src/dpia/observe/capture.ts";
import { findLinks } from "../../src/dpia/observe/find-links.ts";
import { loadVerificationKey } from "../../src/presentation/verification/load-key.ts";
import { loadArtifacts } from "../../src/statement/artifacts/load.ts";
import { openArtifacts } from "../../src/statement/artifacts/node.ts";

let model: DpiaModel;
let run: Run;
let options: RunOptions;
const exchanges: Exchange[] = [];

beforeAll(async () => {
  const loaded = await loadDeployment("examples/dpia/transit-pass");
  const chain = {
    id: "eip155:11155111",
    contract: "0x00000000000000000000000000000000000c1a1d",
    gasPaidBy: "relayer",
    payee: "one-time",
  } as const;
  const deployment = { ...loaded.state.deployment, chain };
  model = generateDpia({ ...loaded.state, deployment, population: loaded.population, hashes: loaded.model.hashes });
  const source = { circuit: model.policy.circuit, ...(await openArtifacts()), allowDevelopmentKeys: true };
  const people = await qualifyingPeople(loaded, 3, new AbortController().signal);
  const remember: Observer = (exchange) => {
    exchanges.push(exchange);
    return [];
  };
  options = {
    model,
    people,
    artifacts: await loadArtifacts(source),
    verificationKey: await loadVerificationKey(source),
    holders: 3,
    scopes: 1,
    verifiers: 2,
    periods: 2,
    observers: [remember],
  };
  run = await runPresentations(options);
}, 180_000);

/** The captures of the run, with what a leak would add. */
const withLeak = (leak: Observer): readonly Capture[] => [
  ...run.captures,
  ...exchanges.flatMap((exchange) => leak(exchange).map((seen) => ({ ...exchange.act, ...seen }))),
];
const undeclaredIn = (captures: readonly Capture[]) =>
  undeclaredLinks(findLinks(captures), declaredLinks(model.links), run.known);

describe("real presentations", () => {
  it("are linked by the declared nullifier and by nothing else", () => {
    expect(run.presentations).toBe(13);
    const links = findLinks(run.captures);
    // Two claims in one period were made on purpose: who sees nothing there sees nothing anywhere.
    expect(links.filter(({ party }) => party === "verifier-1")).toEqual([
      expect.objectContaining({ distinguisher: "equality", field: "publicSignals[0]", relation: "same-period" }),
    ]);
    expect(links.some(({ party, channel }) => party === "chain" && channel !== "wire")).toBe(true);
    expect(links.map(({ value }) => run.known.get(value ?? ""))).toEqual(links.map(() => "nullifier"));
    expect(undeclaredIn(run.captures)).toEqual([]);
  });

  it("cover every channel that exists today", () => {
    expect(new Set(run.captures.map(({ channel }) => channel))).toEqual(
      new Set(["registry", "wire", "status-request", "calldata", "transaction", "event"]),
    );
  });
});

describe("a cached copy of the registry", () => {
  it("links nobody: everybody shows the roots of the same statement at the same time", () => {
    const shown = new Map<string, Set<string>>();
    for (const { shown: statement } of exchanges) {
      const [, hour] = statement.split("-in-");
      shown.set(hour!, (shown.get(hour!) ?? new Set()).add(statement));
    }
    expect([...shown.values()].map(({ size }) => size)).toEqual([1, 1]);
  });

  it("is found when a wallet shows it for as long as it has it", async () => {
    let wallets = 0;
    const planted = await runPresentations({
      ...options,
      observers: [],
      openWallet: (given) => {
        let first: number | undefined;
        const isKept = wallets++ === 0;
        return openRegistry(isKept ? { ...given, now: () => (first ??= given.now!()) } : given);
      },
    });
    const found = undeclaredLinks(findLinks(planted.captures), declaredLinks(model.links), planted.known);
    expect(found).toContainEqual(
      expect.objectContaining({ party: "verifier-1+verifier-2", field: "shown", relation: "other-verifier" }),
    );
  }, 180_000);
});

describe("planted links", () => {
  it.each<[string, Observer, Partial<Capture> & { field?: string }]>([
    [
      "a nonce used again",
      ({ act, verifier, request, requestAtMs }) => [
        {
          party: verifier,
          channel: "wire",
          content: JSON.stringify({ ...request, nonce: `phone-${act.holder}-0123456789abcdef` }),
          atMs: requestAtMs,
        },
      ],
      { channel: "wire" },
    ],
    [
      "the nullifier of another period in the verifier's log",
      ({ act, verifier, requestAtMs }) => {
        const first = exchanges.find((other) => other.act.holder === act.holder && other.verifier === verifier)!;
        return [
          {
            party: verifier,
            channel: "log",
            content: `level=info msg="seen before" nullifier=${first.nullifier}`,
            atMs: requestAtMs,
          },
        ];
      },
      {},
    ],
    [
      "the holder's account as sender of the transaction",
      ({ act, transaction, presentationAtMs }) => [
        {
          party: "chain",
          channel: "transaction",
          content: JSON.stringify({
            from: `0x${"ab".repeat(18)}${String(act.holder).padStart(4, "0")}`,
            to: transaction!.to,
          }),
          atMs: presentationAtMs,
        },
      ],
      { party: "chain", channel: "transaction" },
    ],
    [
      "a payee's address used again",
      ({ act, presentationAtMs }) => [
        {
          party: "chain",
          channel: "event",
          content: JSON.stringify({ paid: `0x${"cd".repeat(18)}${String(act.holder).padStart(4, "0")}` }),
          atMs: presentationAtMs,
        },
      ],
      { party: "chain", channel: "event" },
    ],
    [
      "a question about one entry of the status list",
      ({ statusIndex, requestAtMs }) => [
        {
          party: "status-host",
          channel: "status-request",
          content: `GET /status/0?entry=${statusIndex}`,
          atMs: requestAtMs,
        },
      ],
      { party: "status-host" },
    ],
    [
      "the status index as a label of a metric",
      ({ verifier, statusIndex, requestAtMs }) => [
        {
          party: verifier,
          channel: "metric",
          content: `presentations_total{entry="${statusIndex}"} 1`,
          atMs: requestAtMs,
        },
      ],
      { channel: "metric" },
    ],
  ])("are found: %s", (_, leak, expected) => {
    const found = undeclaredIn(withLeak(leak));
    expect(found.length).toBeGreaterThan(0);
    expect(found).toContainEqual(expect.objectContaining(expected));
  });
});
