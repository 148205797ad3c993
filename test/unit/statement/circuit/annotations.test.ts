/** The annotations of circuits/signals.json against the file's rules, compiled circuits and real witnesses. */

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { parseDate } from "../../../../src/core/dates.ts";
import { type FieldElement, toField } from "../../../../src/core/field.ts";
import { hashToField } from "../../../../src/core/hash-to-field.ts";
import type { ClaimRecord } from "../../../../src/credentials/credential/claims.ts";
import { checkCredential, issueCredential } from "../../../../src/credentials/credential/credential.ts";
import { holderBlinding, holderCommitment, toHolderSecret } from "../../../../src/credentials/credential/holder.ts";
import { schemaId } from "../../../../src/credentials/credential/schema.ts";
import { createStatusRegistry } from "../../../../src/credentials/registry/index.ts";
import { enrolmentExtension } from "../../../../src/presentation/proof/enrolment.ts";
import { buildWitnessInputs } from "../../../../src/presentation/witness/build.ts";
import {
  createWitnessCalculator,
  type WitnessCalculator,
  witnessToBigints,
} from "../../../../src/presentation/witness/calculator.ts";
import { buildEnrolmentInputs } from "../../../../src/presentation/witness/enrolment.ts";
import { loadArtifacts } from "../../../../src/statement/artifacts/load.ts";
import { openArtifacts } from "../../../../src/statement/artifacts/node.ts";
import {
  checkAnnotations,
  privateInputAnnotations,
  publicSignalAnnotations,
  type SignalSource,
} from "../../../../src/statement/circuit/annotations.ts";
import { PUBLIC_SIGNALS, publicSignalsOf, type SignalName } from "../../../../src/statement/circuit/signals.ts";
import { parseSignals } from "../../../../src/statement/circuit/signals-file.ts";
import { compileEnrolmentDemand, compilePolicy, readPolicy } from "../../../../src/statement/policy/index.ts";
import { CLAIMS, FIXTURE_POLICIES, fixedKey, NOW_SECONDS, REGISTRY_ID, SCHEMA, trustIssuer } from "../../../world.ts";

const source = JSON.parse(readFileSync("circuits/signals.json", "utf8"));
const copy = () => structuredClone(source);

describe("circuits/signals.json", () => {
  it("refuses a public signal without annotation, by name", () => {
    for (const key of ["class", "source", "depends", "lifetime"]) {
      const file = copy();
      delete file.publicSignals[4][key];
      expect(() => parseSignals(file)).toThrow(/public signal scope has no proper annotation/);
    }
  });

  it("refuses a private input without annotation, by name", () => {
    const file = copy();
    delete file.privateInputs[0].depends;
    expect(() => parseSignals(file)).toThrow(/private input holderSecret has no proper annotation/);
  });

  it("refuses unknown sources, repeated signals, inputs before outputs, annotations of nothing", () => {
    const unknown = copy();
    unknown.publicSignals[0].depends.push("moon");
    expect(() => parseSignals(unknown)).toThrow(/signal nullifier: depends on "moon"/);
    const twice = copy();
    twice.publicSignals.push(twice.publicSignals[7]);
    expect(() => parseSignals(twice)).toThrow(/each signal once/);
    const order = copy();
    order.publicSignals.reverse();
    expect(() => parseSignals(order)).toThrow(/outputs first/);
    const other = copy();
    other.circuits.age.signals = { issuerRod: { meaning: "a root of anchors" } };
    expect(() => parseSignals(other)).toThrow(/circuit age: annotates "issuerRod"/);
  });

  it("lets one circuit have signals of its own, behind the others", () => {
    const own = copy();
    own.circuits.age.moreSignals = structuredClone(own.circuits.enrolment.moreSignals);
    expect(parseSignals(own).circuits.age!.moreSignals!.map(({ name }) => name)).toEqual(["extension"]);
    own.circuits.age.moreSignals[0].name = "today";
    expect(() => parseSignals(own)).toThrow(/circuits.age.moreSignals: each signal once/);
    const output = copy();
    output.circuits.enrolment.moreSignals[0].direction = "output";
    expect(() => parseSignals(output)).toThrow(/outputs first/);
    const unknown = copy();
    unknown.circuits.enrolment.moreInputs[0].depends.push("moon");
    expect(() => parseSignals(unknown)).toThrow(/signal newBlinding: depends on "moon"/);
  });

  it("lets one circuit mean something else by a signal", () => {
    const file = copy();
    file.circuits.age.signals = { issuerRoot: { meaning: "root over anchors" } };
    expect(parseSignals(file).circuits.age!.signals!.issuerRoot!.meaning).toBe("root over anchors");
  });
});

describe("a compiled circuit", () => {
  const compiled = {
    publicSignals: [...PUBLIC_SIGNALS],
    privateInputs: Object.keys(privateInputAnnotations("residency")),
  };

  it("is accepted when every signal is annotated", () => {
    expect(() => checkAnnotations("residency", compiled)).not.toThrow();
  });

  it("is refused for a signal more, less, or unknown, with its name", () => {
    const more = { ...compiled, publicSignals: [...PUBLIC_SIGNALS, "birthYear"] };
    expect(() => checkAnnotations("residency", more)).toThrow(
      'circuit residency: the public signal "birthYear" has no annotation in circuits/signals.json',
    );
    expect(() => checkAnnotations("residency", { ...compiled, publicSignals: PUBLIC_SIGNALS.slice(1) })).toThrow(
      '"nullifier"',
    );
    expect(() => checkAnnotations("age", compiled)).toThrow('the private input "setMeta"');
  });
});

/** Everything that a presentation is made of, one source each. */
interface Sources {
  readonly secret: bigint;
  readonly claims: ClaimRecord;
  readonly statusIndex: number;
  readonly validUntil: string;
  readonly claimsFrom: number;
  readonly issuer: number;
  readonly trusted: readonly number[];
  readonly revoked: readonly number[];
  readonly years: number;
  readonly scope: string;
  readonly period: number;
  readonly today: string;
  readonly nonce: string;
  readonly schemaVersion: string;
}

const BASE: Sources = {
  secret: 123_456_789n,
  claims: CLAIMS,
  statusIndex: 4_711,
  validUntil: "2027-12-31",
  claimsFrom: 20260101,
  issuer: 2,
  trusted: [1, 2, 3],
  revoked: [10],
  years: 65,
  scope: "benefits.example.org",
  period: 20261101,
  today: "2026-11-23",
  nonce: "nonce-one",
  schemaVersion: "1",
};

/** Sources that circuits over credentials don't have, and `signature`, a function of key and content that can't move alone. */
type NotChanged = "signature" | "record" | "salt" | "anchors";

/** One change per source; everything else stays. */
const CHANGES: Readonly<Record<Exclude<SignalSource, NotChanged>, Partial<Sources>>> = {
  holderSecret: { secret: 987_654_321n },
  claims: { claims: { ...CLAIMS, birthDate: "1931-07-01", district: "AT127", annualIncome: 1_000_000, student: true } },
  statusIndex: { statusIndex: 815 },
  validity: { validUntil: "2027-06-30", claimsFrom: 20260201 },
  issuer: { issuer: 3 },
  schema: { schemaVersion: "2" },
  policy: { years: 60 },
  trustedIssuers: { trusted: [1, 2, 3, 4] },
  statusLists: { revoked: [10, 11] },
  scope: { scope: "other.example.org" },
  period: { period: 20261201 },
  today: { today: "2026-11-24" },
  session: { nonce: "nonce-two" },
};

type Tested = "age" | "eligibility" | "enrolment";

async function signalsOf(calculator: WitnessCalculator, circuit: Tested, sources: Sources) {
  const reason = { timeSeconds: NOW_SECONDS - 1_000, actor: "registrar", reasonCode: "other:set-up" } as const;
  const schema = { ...SCHEMA, version: sources.schemaVersion };
  const status = createStatusRegistry({ id: REGISTRY_ID });
  const trusted = [String(schemaId(schema))];
  for (const seed of sources.trusted) trustIssuer(status, fixedKey(seed), reason, trusted);
  const registry = status.view(schemaId(schema));
  const issuerIndex = sources.trusted.indexOf(sources.issuer);
  for (const index of [...new Set([...sources.revoked, sources.statusIndex])]) {
    status.allocateStatusIndex(issuerIndex, index);
  }
  // Revoked entries are those of the first office, whoever signs.
  if (issuerIndex !== 0) for (const index of sources.revoked) status.allocateStatusIndex(0, index);
  for (const index of sources.revoked) {
    status.revoke(
      { issuerIndex: 0, statusIndex: index },
      { ...reason, reasonCode: "moved-away", timeSeconds: NOW_SECONDS - 500 },
    );
  }
  const fixture = FIXTURE_POLICIES[circuit === "enrolment" ? "age" : circuit];
  const require = JSON.parse(JSON.stringify(fixture.require).replaceAll('">=":65', `">=":${sources.years}`));
  const compile = circuit === "enrolment" ? compileEnrolmentDemand : compilePolicy;
  const policy = compile(
    readPolicy({ ...fixture, schema: `resident@${sources.schemaVersion}`, require }, schema),
    schema,
  );
  const holderSecret = toHolderSecret(sources.secret);
  const credential = checkCredential(
    issueCredential({
      issuerKey: fixedKey(sources.issuer),
      schema,
      claims: sources.claims,
      holderCommitment: holderCommitment(holderSecret),
      registry: registry.registry,
      statusIndex: sources.statusIndex,
      validFrom: "2026-01-01",
      validUntil: sources.validUntil,
      claimsFrom: sources.claimsFrom,
    }),
    { schema, holderSecret },
  );
  const issuer = registry.issuerPath(credential.issuerKey);
  const witnessSources = {
    credential,
    holderSecret,
    blinding: holderBlinding(holderSecret, 0),
    policy,
    registry: {
      ...issuer,
      issuerRoot: registry.issuerRoot,
      statusRoot: registry.statusRoot,
      ...registry.statusPath(issuer.issuerIndex, credential.statusIndex),
    },
    scope: hashToField("scope", sources.scope, "programme", "", "") as FieldElement,
    period: sources.period,
    today: parseDate(sources.today),
    context: hashToField("context", sources.nonce, "https://a.example", "https://a.example", "", 1),
  };
  const inputs =
    circuit === "enrolment"
      ? buildEnrolmentInputs(
          { ...witnessSources, period: 0 },
          {
            newBlinding: holderBlinding(holderSecret, 1),
            extension: enrolmentExtension(holderCommitment(holderSecret, 1), sources.claimsFrom),
          },
        )
      : buildWitnessInputs(witnessSources);
  const witness = witnessToBigints(calculator.calculate(inputs));
  return Object.fromEntries(publicSignalsOf(circuit).map((name, i) => [name, toField(witness[i + 1]!)]));
}

describe.each(["age", "eligibility", "enrolment"] as const)("on real witnesses of %s", (circuit) => {
  let calculator: WitnessCalculator;
  let base: Partial<Record<SignalName, FieldElement>>;
  // An enrolment is for no period.
  const changes = Object.entries(CHANGES).filter(([name]) => circuit !== "enrolment" || name !== "period");

  beforeAll(async () => {
    const { manifest, read } = await openArtifacts();
    const { wasm } = await loadArtifacts({ circuit, manifest, read, allowDevelopmentKeys: true });
    calculator = await createWitnessCalculator(wasm);
    base = await signalsOf(calculator, circuit, BASE);
  });

  it("changes every source but the signature", () => {
    const annotations = [publicSignalAnnotations(circuit), privateInputAnnotations(circuit)].flatMap(Object.values);
    const used = new Set(annotations.flatMap(({ depends }) => depends));
    expect([...changes.map(([name]) => name), "signature"].sort()).toEqual([...used].sort());
  });

  it.each(changes)("a change of %s moves the signals that say so and no other", async (name, change) => {
    const changed = await signalsOf(calculator, circuit, { ...BASE, ...change });
    const moved = publicSignalsOf(circuit).filter((signal) => changed[signal] !== base[signal]);
    const annotations = publicSignalAnnotations(circuit);
    expect(moved).toEqual(
      publicSignalsOf(circuit).filter((signal) => annotations[signal]!.depends.includes(name as SignalSource)),
    );
  });
});
