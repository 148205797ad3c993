/**
 * The main calls with one option wrong and all others right, as it happens to people: each says so with a code of ours,
 * and names what is wrong. What is wrong as a whole is tried in wrong-arguments.test.ts.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { CivicproofError } from "../../src/core/errors.ts";
import * as holder from "../../src/holder.ts";
import * as issuer from "../../src/issuer.ts";
import { openArtifacts } from "../../src/node.ts";
import { compilePolicy, explainPolicy, lintPolicy, readPolicy } from "../../src/statement/policy/index.ts";
import * as verifier from "../../src/verifier.ts";
import { FIXTURE_POLICIES, fixedKey, GRID, makeWorld, NOW_SECONDS, REGISTRY_ID, SCHEMA } from "../world.ts";

const WRONG: Readonly<Record<string, unknown>> = {
  ...{ undefined: undefined, null: null, "{}": {}, '""': "", "a text": "x", "[]": [], "[null]": [null] },
  ...{ NaN: Number.NaN, "-1": -1, "1.5": 1.5, milliseconds: Date.now(), "1n": 1n, "a Date": new Date(), true: true },
  ...{ "a function": () => 1, bytes: new Uint8Array(3) },
};

type Options = Readonly<Record<string, unknown>>;
interface Call {
  readonly call: (options: never) => unknown;
  readonly right: Options;
  /** Where a refusal names what it is about by another word. */
  readonly said?: Readonly<Record<string, RegExp>>;
}

const ORIGIN = "https://benefits.example.org";
const world = makeWorld();
let calls: Readonly<Record<string, () => Call>>;

beforeAll(async () => {
  const opened = await issuer.openRegistryKeys(await issuer.generateRegistryKeys());
  const registry = issuer.createStatusRegistry({ id: opened.registry });
  const reason = { timeSeconds: NOW_SECONDS, actor: "desk", reasonCode: "issuer-added" };
  const issuerKey = fixedKey(2);
  const policy = compilePolicy(FIXTURE_POLICIES.age, SCHEMA);
  const asking = { policy, scope: { verifier: "benefits.example.org" }, registry: REGISTRY_ID, origin: ORIGIN };
  const request = verifier.createRequest({ ...asking, grid: GRID, nowSeconds: NOW_SECONDS });
  const source = { circuit: "age", ...(await openArtifacts()), allowDevelopmentKeys: true } as const;
  const clock = () => NOW_SECONDS;
  const proving = {
    credential: world.credential,
    holderSecret: world.holderSecret,
    request: holder.openRequest(request, { askedBy: ORIGIN, clock }),
    registry: world.view,
    artifacts: await holder.loadArtifacts(source),
  };
  const publicKey = issuer.derivePublicKey(issuerKey);
  const possession = issuer.proveIssuerKey({ issuerKey, registry: opened.registry, index: 0 });
  const trust = { schemas: [issuer.schemaId(SCHEMA)], possession };
  const snapshot = world.registry.snapshot();
  const view = { issuer: publicKey, schemaId: issuer.schemaId(SCHEMA), statusBits: world.registry.statusBits(1) };
  const fresh = () => issuer.createStatusRegistry({ id: opened.registry });
  calls = {
    createRequest: () => ({
      call: verifier.createRequest,
      right: { ...asking, grid: GRID, nowSeconds: NOW_SECONDS, nonce: new Uint8Array(16), recipient: "case 1" },
      said: { nowSeconds: /Seconds|grid that has begun/ },
    }),
    openRequest: () => ({
      call: (options) => holder.openRequest(request, options),
      right: { askedBy: ORIGIN, clock },
      said: { askedBy: /ask/ },
    }),
    createPresentation: () => ({ call: holder.createPresentation, right: proving }),
    statementsDue: () => ({
      call: (options) => issuer.statementsDue(options),
      right: { registry, keys: opened, nowSeconds: NOW_SECONDS },
      said: { nowSeconds: /econds/ },
    }),
    addIssuer: () => ({
      call: ({ key, trust, reason }: Record<string, never>) => fresh().addIssuer(key!, trust!, reason!),
      right: { key: publicKey, trust, reason },
      said: { trust: /schemas|possession|trust/, reason: /reason|timeSeconds|actor|time/, key: /key/i },
    }),
    openSnapshot: () => ({
      call: (options) => holder.openSnapshot(snapshot, options),
      right: view,
      said: { issuer: /key/i, schemaId: /schema/, statusBits: /bits|list/ },
    }),
    compilePolicy: () => ({
      call: ({ require }: Record<string, never>) =>
        compilePolicy({ ...FIXTURE_POLICIES.age, require } as never, SCHEMA),
      right: { require: FIXTURE_POLICIES.age.require },
    }),
  };
});

async function refusalOf(call: Call["call"], options: Options): Promise<unknown> {
  try {
    await call(options as never);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each([
  "createRequest",
  "openRequest",
  "createPresentation",
  "statementsDue",
  "addIssuer",
  "openSnapshot",
  "compilePolicy",
])("%s", (name) => {
  it("names the one option that is wrong", { timeout: 60_000 }, async () => {
    const { call, right, said = {} } = calls[name]!();
    const problems: string[] = [];
    for (const option of Object.keys(right))
      for (const [label, wrong] of Object.entries(WRONG)) {
        const error = await refusalOf(call, { ...right, [option]: wrong });
        if (error === undefined) continue;
        const isNamed = error instanceof CivicproofError && (said[option] ?? new RegExp(option)).test(error.message);
        if (!isNamed) problems.push(`${option} as ${label}: ${error}`);
      }
    expect(problems).toEqual([]);
  });

  it("takes it when it is right", async () => {
    const { call, right } = calls[name]!();
    expect(await refusalOf(call, right)).toBeUndefined();
  });
});

it("statementsDue seals nothing when its keys are none", async () => {
  const registry = issuer.createStatusRegistry({ id: REGISTRY_ID });
  const before = registry.sealedUntilSeconds;
  const due = issuer.statementsDue({ registry, keys: {} as never, nowSeconds: NOW_SECONDS });
  await expect(due).rejects.toThrow("at keys");
  expect(registry.sealedUntilSeconds).toBe(before);
});

describe("a policy that nobody has read", () => {
  const unread = { ...FIXTURE_POLICIES.age, require: { claims: "birthDate", yearsAgo: { ">=": 65 } } } as never;
  it.each<[string, () => unknown]>([
    ["compiled", () => compilePolicy(unread, SCHEMA)],
    ["explained", () => explainPolicy(unread, SCHEMA)],
    ["checked for advice", () => lintPolicy(unread, SCHEMA)],
    ["read", () => readPolicy(unread, SCHEMA)],
    ["asked for", () => verifier.createRequest({ policy: FIXTURE_POLICIES.age as never } as never)],
  ])("is refused with the place of its fault: %s", (_, work) => {
    expect(work).toThrow(CivicproofError);
    expect(work).toThrow(/ at (require|policy)/);
  });
});
