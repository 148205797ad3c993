/** The link finder on made-up captures: what is planted is found, what is innocent is not. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { undeclaredLinks } from "../../../../src/dpia/declared-links.ts";
import type { Capture } from "../../../../src/dpia/observe/capture.ts";
import { findLinks } from "../../../../src/dpia/observe/find-links.ts";
import { canonicalValue, tokensOf } from "../../../../src/dpia/observe/tokens.ts";

const FEW = { holders: 3, verifiers: 2, scopes: 2, periods: 2 };
const digest = (...parts: readonly (string | number)[]): string =>
  createHash("sha256").update(parts.join("/")).digest("hex");

/** Captures of a run without leaks: in each act a nullifier, a nonce, and things that are the same for all. */
function innocent(
  extra: (act: Omit<Capture, "party" | "channel" | "content" | "atMs">) => readonly Partial<Capture>[] = () => [],
  { holders, verifiers, scopes, periods } = FEW,
) {
  const acts = [];
  for (let verifier = 0; verifier < verifiers; verifier++)
    for (let scope = 0; scope < scopes; scope++)
      for (let period = 0; period < periods; period++)
        for (let holder = 0; holder < holders; holder++) acts.push({ verifier, scope, period, holder });
  acts.sort((a, b) => (digest("order", ...Object.values(a)) < digest("order", ...Object.values(b)) ? -1 : 1));
  return acts.flatMap((act, sequence): Capture[] => {
    const own = { ...act, sequence };
    const party = `verifier-${act.verifier + 1}`;
    const started = sequence * 5_000;
    return [
      {
        ...own,
        party,
        channel: "wire",
        content: JSON.stringify({
          nonce: digest("nonce", sequence).slice(0, 22),
          expiresAtSeconds: 1_795_000_000 + 60 * sequence,
        }),
        atMs: started,
      },
      {
        ...own,
        party,
        channel: "wire",
        content: JSON.stringify({
          publicSignals: [
            BigInt(`0x${digest("nullifier", act.holder, act.verifier, act.scope, act.period)}`).toString(),
            "123456789012345678901234567890",
          ],
        }),
        atMs: started + 1_000 + (Number.parseInt(digest("time", sequence).slice(0, 6), 16) % 900),
      },
      ...extra(own).map(
        (capture): Capture => ({ ...own, party, channel: "log", content: "", atMs: started, ...capture }),
      ),
    ];
  });
}

const found = (captures: readonly Capture[], distinguisher: string) =>
  findLinks(captures).filter((link) => link.distinguisher === distinguisher);

it("finds nothing in a run without leaks", () => {
  expect(findLinks(innocent())).toEqual([]);
});

describe("equality", () => {
  it("finds a nonce that a phone uses again", () => {
    const captures = innocent((act) => [
      { channel: "wire", content: JSON.stringify({ nonce: digest("phone", act.holder).slice(0, 22) }) },
    ]);
    const links = found(captures, "equality");
    expect(links).not.toEqual([]);
    for (const link of links) expect(link).toMatchObject({ channel: "wire", field: "nonce" });
    // Each verifier alone, and both together.
    expect(new Set(links.map(({ party }) => party))).toEqual(
      new Set(["verifier-1", "verifier-2", "verifier-1+verifier-2"]),
    );
    expect(links.some(({ relation }) => relation === "other-verifier")).toBe(true);
  });

  it("finds a value whatever its base: decimal on the wire, hexadecimal in calldata and in a log line", () => {
    const value = BigInt(`0x${digest("same")}`);
    const decimal = { content: JSON.stringify({ signal: value.toString() }), channel: "wire" as const };
    const calldata = { content: `0x12345678${value.toString(16).padStart(64, "0")}`, channel: "calldata" as const };
    const line = { content: `level=info msg="accepted" nullifier=0x${value.toString(16)}`, channel: "log" as const };
    const metric = { content: `claims_total{nullifier="${value}"} 1`, channel: "metric" as const };
    const base = innocent()[0]!;
    for (const capture of [decimal, calldata, line, metric]) {
      const values = tokensOf({ ...base, ...capture }).map((token) => token.value);
      expect(values, capture.channel).toContain(canonicalValue(value));
    }
  });

  it("finds a link that only two parties together see", () => {
    const captures = innocent((act) => [
      {
        party: act.period === 0 ? "host" : "status-host",
        content: `session=${digest("device", act.holder, act.verifier, act.scope)}`,
      },
    ]);
    const links = found(captures, "equality");
    expect(links.map(({ party }) => party)).toEqual(expect.arrayContaining(["host+status-host"]));
    expect(links.every(({ party }) => party === "host+status-host")).toBe(true);
  });

  it("does not call it a link what others show too, or what one act shows twice", () => {
    expect(findLinks(innocent(() => [{ content: "version=abcdef123456" }]))).toEqual([]);
    const twice = innocent((act) => [
      { content: `request=${digest("request", act.sequence)}` },
      { content: `request=${digest("request", act.sequence)}` },
    ]);
    expect(findLinks(twice)).toEqual([]);
  });
});

describe("prefix", () => {
  it("finds values that differ at the end only", () => {
    const captures = innocent((act) => [
      {
        content: JSON.stringify({
          id: `0x${digest("prefix", act.holder).slice(0, 20)}${digest("rest", act.sequence).slice(0, 40)}`,
        }),
      },
    ]);
    expect(found(captures, "equality")).toEqual([]);
    const links = found(captures, "prefix");
    expect(links.length).toBeGreaterThan(0);
    expect(links[0]).toMatchObject({ channel: "log", field: "id" });
  });
});

describe("ordering", () => {
  it("finds a counter that keeps people in one order", () => {
    const captures = innocent((act) => [
      { content: JSON.stringify({ row: 1_000_000 * act.holder + 7 * act.sequence + 1 }) },
    ]);
    const links = found(captures, "ordering");
    // Four groups of three people are too few for one verifier to be sure; together they have eight.
    expect(links).toEqual([expect.objectContaining({ party: "verifier-1+verifier-2", channel: "log", field: "row" })]);
  });

  it("leaves a counter in the order of acts alone", () => {
    expect(findLinks(innocent((act) => [{ content: JSON.stringify({ row: act.sequence + 5_000 }) }]))).toEqual([]);
  });
});

describe("timing", () => {
  it("finds a phone that takes its own time", () => {
    const captures = innocent().map((capture, i) =>
      i % 2 === 1 && capture.holder === 1 ? { ...capture, atMs: capture.atMs + 30_000 } : capture,
    );
    const links = found(captures, "timing");
    expect(links.map(({ party }) => party)).toEqual(["verifier-1", "verifier-2"]);
  });
});

/** More people and more acts, so that chance can be ruled out. */
const MANY = { holders: 6, verifiers: 1, scopes: 2, periods: 6 };
const hash = (...parts: readonly (string | number)[]): number =>
  Number.parseInt(digest(...parts).slice(0, 8), 16) / 2 ** 32;
const base64 = (...parts: readonly (string | number)[]): string =>
  Buffer.from(digest(...parts), "hex").toString("base64url");
type Own = Parameters<NonNullable<Parameters<typeof innocent>[0]>>[0];

describe("a run of many people without leaks", () => {
  const noise = (act: Own): readonly Partial<Capture>[] => [
    {
      content: JSON.stringify({
        time: new Date(1_795_000_000_000 + act.sequence * 400).toISOString(),
        seconds: Math.floor(1_795_000_000 + act.sequence * 0.4),
        milliseconds: Math.round(900 + 80 * hash("latency", act.sequence)),
        bytes: 2_700 + Math.floor(12 * hash("bytes", act.sequence)),
        size: 10_000 + Math.floor(300 * hash("size", act.sequence)),
        row: act.sequence + 5_000,
        programme: `programme-${act.scope}`,
        isWarm: hash("warm", act.sequence) < 0.5,
        token: base64("token", act.sequence),
        path: `/requests/${base64("request", act.sequence).slice(0, 22)}`,
      }),
    },
    { content: `2001:db8::${(1 + Math.floor(60_000 * hash("address", act.sequence))).toString(16)} - GET` },
  ];
  it.each([1, 2, 3, 4, 5])("finds nothing, whatever else is in it: run %d", (run) => {
    const shuffled = innocent(noise, { ...MANY, holders: 6 + run });
    expect(findLinks(shuffled).map(({ distinguisher, field, value }) => [distinguisher, field, value])).toEqual([]);
  });
});

describe("planted links that stay below equality", () => {
  it.each<[string, string, string, (act: Own) => Partial<Capture>]>([
    [
      "an age of the root that is one phone's",
      "nearness",
      "rootAgeSeconds",
      ({ holder, sequence }) => ({
        content: JSON.stringify({ rootAgeSeconds: 600 + 600 * holder + Math.floor(400 * hash("age", sequence)) }),
      }),
    ],
    [
      "the same hour each day",
      "nearness",
      "hour of the day",
      ({ holder, period, scope, sequence }) => ({
        content: "seen",
        atMs:
          86_400_000 * (1 + period + MANY.periods * scope) +
          3_600_000 * (6 + 2 * holder) +
          3_000_000 * hash("minute", sequence),
      }),
    ],
    [
      "the network of an IPv6 address",
      "prefix",
      "address",
      ({ holder, sequence }) => ({
        content: `2001:db8:${(0x100 + holder).toString(16)}:7:${(1 + Math.floor(65_000 * hash("host", sequence))).toString(16)}::1 - - "GET /"`,
      }),
    ],
    [
      "a token in base64 with a head that stays",
      "prefix",
      "token",
      ({ holder, sequence }) => ({
        content: JSON.stringify({ token: `${base64("head", holder).slice(0, 14)}${base64("rest", sequence)}` }),
      }),
    ],
    [
      "a suffix that stays",
      "suffix",
      "trace",
      ({ holder, sequence }) => ({
        content: JSON.stringify({
          trace: `${base64("trace", sequence).slice(0, 20)}${base64("tail", holder).slice(0, 5)}`,
        }),
      }),
    ],
    [
      "an id of two characters",
      "equality",
      "device",
      ({ holder }) => ({ content: JSON.stringify({ device: `${(16 + holder).toString(16)}` }) }),
    ],
    [
      "a value that falls slowly",
      "nearness",
      "battery",
      ({ holder, sequence }) => ({ content: JSON.stringify({ battery: 9_000 - 40 * holder - sequence }) }),
    ],
    [
      "a combination of flags",
      "combination",
      "values together",
      ({ holder }) => ({
        content: JSON.stringify({
          dark: (holder & 1) === 1,
          large: (holder & 2) === 2,
          screenReader: (holder & 4) === 4,
        }),
      }),
    ],
    [
      "an address that two people of one household share",
      "equality",
      "word 0",
      ({ holder }) => ({ content: `192.0.2.${10 + Math.floor(holder / 2)}` }),
    ],
  ])("are found: %s", (_, distinguisher, field, leak) => {
    const captures = innocent((act) => [leak(act)], MANY);
    const times = new Map(
      captures.filter(({ channel }) => channel === "log").map((each) => [each.sequence, each.atMs]),
    );
    const found = findLinks(captures.map((each) => ({ ...each, atMs: times.get(each.sequence)! })));
    expect(found).toContainEqual(expect.objectContaining({ distinguisher, field }));
  });
});

describe("declared links", () => {
  const value = canonicalValue(77n ** 20n);
  const link = {
    distinguisher: "equality",
    party: "verifier-1",
    channel: "wire",
    field: "publicSignals[0]",
    relation: "same-period",
    value,
    captures: 2,
    acts: [3, 7],
  } as const;
  const known = new Map([[value, "nullifier"]]);
  const declared = [{ party: "verifier", relation: "same-period", observable: "nullifier" }] as const;

  it("are let through when party, value and relation are those declared", () => {
    expect(undeclaredLinks([link], declared, known)).toEqual([]);
  });

  it("don't cover another value, party, or a farther relation", () => {
    expect(undeclaredLinks([link], declared, new Map())).toHaveLength(1);
    expect(undeclaredLinks([link], declared, new Map([[value, "payee"]]))).toHaveLength(1);
    expect(undeclaredLinks([{ ...link, party: "chain" }], declared, known)).toHaveLength(1);
    expect(undeclaredLinks([{ ...link, relation: "other-period" }], declared, known)).toHaveLength(1);
    const { value: _, ...order } = { ...link, distinguisher: "ordering" as const };
    expect(undeclaredLinks([order], declared, known)).toHaveLength(1);
  });
});
