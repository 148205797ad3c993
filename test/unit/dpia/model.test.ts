/** Knowledge, links, commitments, screening and findings of deployments that differ in one thing. */
import { describe, expect, it } from "vitest";
import { blockchainTable } from "../../../src/dpia/blockchain.ts";
import { commitmentsOf, dictionaryCost } from "../../../src/dpia/commitments.ts";
import { inOneLanguage, type WrittenDescriptor } from "../../../src/dpia/descriptor.ts";
import { type DpiaModel, generateDpia } from "../../../src/dpia/model.ts";
import { DeploymentError } from "../../../src/dpia/parse.ts";
import { toMarkdown } from "../../../src/dpia/render/markdown.ts";
import { buildReport } from "../../../src/dpia/report/build.ts";
import { loadReportMessages } from "../../../src/dpia/report/messages/load.ts";
import { neededDays } from "../../../src/dpia/retention.ts";
import { PUBLIC_SIGNALS } from "../../../src/statement/circuit/signals.ts";
import { type Example, example } from "./fixtures.ts";

async function withChange(
  name: Example,
  change: (deployment: WrittenDescriptor) => Partial<WrittenDescriptor>,
): Promise<DpiaModel> {
  const { state, population, model } = await example(name);
  const deployment = { ...state.deployment, ...change(state.deployment) };
  return generateDpia({ ...state, deployment, population, hashes: model.hashes });
}

const linksIn = (model: DpiaModel, id: string): readonly string[] | undefined =>
  model.links.find(({ situation }) => situation.id === id)?.links.map(({ observable }) => observable);
/** What parties know of a datum, by their ids. */
const known = ({ knowledge }: DpiaModel, datum: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(knowledge.cells[datum] ?? {}).map(([who, { live }]) => [who, live]));
const findingIds = ({ findings }: DpiaModel): readonly string[] => findings.map(({ id }) => id);
const CHAIN = {
  id: "eip155:11155111",
  contract: "0x00000000000000000000000000000000000c1a1d",
  gasPaidBy: "holder",
  payee: "reused",
} as const;

describe("links", () => {
  it("without side channels: the nullifier, within one scope and period", async () => {
    const { model } = await example("transit-pass");
    expect(Object.fromEntries(model.links.map(({ situation, links }) => [situation.id, links]))).toEqual({
      "same-scope-same-period": [{ observable: "nullifier", strength: "exact" }],
      "same-scope-other-period": [],
      "other-scope": [],
      "two-verifiers": [],
      "verifier+issuer": [],
      "verifier+status-host": [{ observable: "time", strength: "approximate" }],
      "status-host-over-time": [{ observable: "network-address", strength: "approximate" }],
    });
  });

  it("on a chain: sender and payee link everything when they are one per person", async () => {
    const model = await withChange("transit-pass", () => ({ chain: CHAIN }));
    expect(linksIn(model, "chain-same-period")).toEqual(["nullifier", "payee", "sender"]);
    expect(linksIn(model, "chain-other-period")).toEqual(["payee", "sender"]);
    expect(linksIn(model, "chain-other-scope")).toEqual(["payee", "sender"]);
    expect(linksIn(model, "verifier+chain")).toContain("nullifier");
    expect(findingIds(model)).toEqual(expect.arrayContaining(["permanent-pseudonym", "sender-links", "payee-links"]));
  });

  it("on a chain through a relayer, with new payees: the nullifier alone", async () => {
    const { model } = await example("energy-cost-cap");
    expect(linksIn(model, "chain-same-period")).toEqual(["nullifier"]);
    expect(linksIn(model, "chain-other-period")).toEqual([]);
    expect(linksIn(model, "chain-other-scope")).toEqual([]);
    expect(findingIds(model)).not.toContain("sender-links");
  });

  it("by kept addresses, case numbers and single status questions", async () => {
    const model = await withChange("transit-pass", ({ channels }) => ({
      channels: { ...channels, networkAddress: "kept", caseNumber: true, statusLists: "single" },
    }));
    expect(linksIn(model, "two-verifiers")).toEqual(["network-address"]);
    expect(linksIn(model, "verifier+status-host")).toEqual(["time", "network-address"]);
    expect(linksIn(model, "status-host-over-time")).toEqual(["network-address", "status-request"]);
    expect(findingIds(model)).toEqual(expect.arrayContaining(["network-links", "case-links", "status-question"]));
    expect(known(model, "statusIndex").registry).toBe("sees");
  });
});

describe("roots", () => {
  const withRoots = (roots: "statement" | "copy") =>
    withChange("transit-pass", ({ channels }) => ({ channels: { ...channels, roots } }));

  it("link nobody where all show those of one statement", async () => {
    const model = await withRoots("statement");
    expect(linksIn(model, "two-verifiers")).toEqual([]);
    expect(findingIds(model)).not.toContain("rare-roots");
  });

  it("link a person at all verifiers where each wallet shows its own copy", async () => {
    const model = await withRoots("copy");
    for (const id of ["same-scope-other-period", "other-scope", "two-verifiers"])
      expect(linksIn(model, id)).toEqual(["issuerRoot", "statusRoot"]);
    expect(model.findings.find(({ id }) => id === "rare-roots")).toMatchObject({ source: "channels.roots" });
  });

  it("stand in a statement that everybody sees, and that knows no person", async () => {
    const { model } = await example("transit-pass");
    expect(known(model, "registry-statement")).toMatchObject({ transit: "sees", registry: "sees", host: "sees" });
    expect(linksIn(model, "two-verifiers")).toEqual([]);
    expect(linksIn(model, "status-host-over-time")).toEqual(["network-address"]);
  });
});

describe("openings of records", () => {
  const withOpenings = (openings: "bundle" | "single") =>
    withChange("city-pass", ({ records }) => ({ records: { ...records!, openings } }));

  it("are handed to all at once, or whoever hands them out learns who proves", async () => {
    expect(findingIds(await withOpenings("bundle"))).not.toContain("single-openings");
    const single = await withOpenings("single");
    expect(single.findings.find(({ id }) => id === "single-openings")).toMatchObject({ source: "records.openings" });
    expect(known(single, "opening")).toMatchObject({ archive: "sees", host: "cannot" });
  });
});

describe("enrolment", () => {
  it("gives the office a pseudonym that no verifier sees", async () => {
    const { model } = await example("transit-pass");
    expect(known(model, "pseudonym")).toMatchObject({ registry: "sees", transit: "cannot", host: "cannot" });
    expect(linksIn(model, "verifier+issuer")).toEqual([]);
    expect(findingIds(model)).not.toContain("no-enrolment");
  });

  it("is missed where nothing is declared", async () => {
    const model = await withChange("transit-pass", () => ({ enrolment: undefined }));
    expect(model.findings.find(({ id }) => id === "no-enrolment")).toMatchObject({ answers: "privacy-officer" });
    expect(model.knowledge.cells.pseudonym).toBeUndefined();
  });
});

describe("issuer keys", () => {
  it.each([
    [undefined, "open"],
    [1, "declared"],
    [2, "declared"],
  ] as const)("that are %s show the issuer", async (issuerKeys, basis) => {
    const model = await withChange("transit-pass", () => ({ issuerKeys }));
    expect(model.findings.find(({ id }) => id === "few-issuers")).toMatchObject({ basis, figures: { fewest: 3 } });
  });

  it("that are three hide it", async () => {
    expect(findingIds(await withChange("transit-pass", () => ({ issuerKeys: 3 })))).not.toContain("few-issuers");
  });
});

describe("a programme with one period for ever", () => {
  it("is listed: who is replaced after its first day can make no proof for it", async () => {
    const once = await withChange("transit-pass", ({ scopes }) => ({
      scopes: [...scopes, { verifier: "tickets.transit.example", programme: "another", period: "once" as const }],
    }));
    expect(once.findings.find(({ id }) => id === "once-replaced")).toMatchObject({
      answers: "privacy-officer",
      measure: "human-route",
      places: ["scopes[1].period", "scopes[1].programme"],
    });
    expect(findingIds((await example("transit-pass")).model)).not.toContain("once-replaced");
  });
});

describe("what stands around a proof", () => {
  const states = ({ surroundings }: DpiaModel): Readonly<Record<string, string>> =>
    Object.fromEntries(surroundings.map(({ id, state }) => [id, state]));

  it("follows from stores, channels and the chain, or is asked", async () => {
    const { model } = await example("transit-pass");
    expect(states(model)).toEqual({
      ...{ issuing: "nothing", epoch: "nothing", refusals: "nothing", household: "nothing" },
      ...{ platform: "open", artifacts: "open", lists: "open", cookies: "open", logs: "open", payment: "open" },
      smallIssuers: "open",
    });
  });

  it("joins people to what they do where both sides keep times, a case is named, or a household's address is kept", async () => {
    const model = await withChange("transit-pass", ({ channels, stores }) => ({
      channels: { ...channels, caseNumber: true, networkAddress: "kept", roots: "copy" },
      stores: stores.map((store) => (store.id === "register" ? { ...store, holds: [...store.holds, "time"] } : store)),
      surroundings: { cookies: "The portal sets one cookie, for the language." },
    }));
    expect(states(model)).toMatchObject({
      ...{ issuing: "joins", epoch: "joins", refusals: "joins", household: "joins", cookies: "answered" },
    });
    expect(toMarkdown(buildReport(model, "en"))).toContain("The portal sets one cookie, for the language.");
  });

  it("names the circuit whose files are loaded", async () => {
    const { model } = await example("city-pass");
    expect(toMarkdown(buildReport(model, "en"))).toContain(`Files of the circuit ${model.policy.circuit}`);
  });
});

describe("the knowledge matrix", () => {
  it("shows claims to holder and issuer, one sentence to the verifier, nothing to others", async () => {
    const { model } = await example("transit-pass");
    expect(known(model, "claim:birthDate")).toMatchObject({ holder: "sees", registry: "sees", transit: "predicate" });
    expect(known(model, "claim:annualIncome")).toMatchObject({ registry: "sees", transit: "cannot", host: "cannot" });
    expect(known(model, "holderSecret")).toMatchObject({ holder: "sees", registry: "hash", transit: "hash" });
    expect(known(model, "nullifier")).toMatchObject({ registry: "cannot", transit: "sees", host: "sees" });
    expect(known(model, "statusRoot")).toMatchObject({ registry: "public" });
    expect(PUBLIC_SIGNALS.every((name) => model.knowledge.cells[name] !== undefined)).toBe(true);
  });

  it("names the person to a verifier whose requests name a case", async () => {
    expect(known((await example("city-pass")).model, "identity")).toMatchObject({ city: "sees", host: "sees" });
    expect(known((await example("transit-pass")).model, "identity")).toMatchObject({ transit: "cannot" });
  });

  it("adds up in collusions", async () => {
    const { model } = await example("transit-pass");
    const { collusions } = model.knowledge;
    expect(collusions).toHaveLength(6);
    expect(known(model, "claim:birthDate")["transit+registry"]).toBe("sees");
    expect(known(model, "nullifier")["transit+registry"]).toBe("sees");
    expect(known(model, "claim:birthDate")["transit+second-verifier"]).toBe("predicate");
    expect(collusions.find(({ id }) => id === "transit+registry")!.naming).toBeUndefined();
  });
});

describe("dictionary costs", () => {
  it("follow the formula", () => {
    expect(dictionaryCost(11, 1024)).toEqual({ log2Guesses: 10, seconds: 1 });
    expect(dictionaryCost(0, 1e12).seconds).toBeCloseTo(1e-12);
  });

  it("depend on salt, and on nothing else, for records", async () => {
    const { state } = await example("city-pass");
    const record = commitmentsOf(inOneLanguage(state.deployment, "en")).find(({ id }) => id === "record")!;
    expect(record.contentBits).toBe(31);
    expect(record.cost.log2Guesses).toBe(278);
    // 2^30 hashes at 10^12 a second.
    expect(record.costWithSalt.seconds).toBeCloseTo(2 ** 30 / 1e12, 9);
    const unsalted = {
      ...state.deployment,
      records: { ...state.deployment.records!, saltBits: 8, saltPerRecord: false },
    };
    const model = await withChange("city-pass", () => unsalted);
    expect(findingIds(model)).toEqual(expect.arrayContaining(["record-guessable", "record-shared-salt"]));
  });

  it("list every commitment that leaves the device", async () => {
    const { model } = await example("energy-cost-cap");
    expect(model.commitments.map(({ id }) => id)).toEqual([
      "holder-commitment",
      "nullifier",
      "context",
      "policyHash",
      "scope",
      "registry-roots",
    ]);
    expect(model.commitments.find(({ id }) => id === "nullifier")!.contentBits).toBeGreaterThan(253);
  });
});

describe("retention", () => {
  it("finds nullifiers that are forgotten too soon", async () => {
    const { state } = await example("transit-pass");
    expect(neededDays(state.deployment)).toBe(366);
    const short = await withChange("transit-pass", ({ stores }) => ({
      stores: stores.map((store) => (store.id === "nullifiers" ? { ...store, retention: { days: 30 } } : store)),
    }));
    expect(short.findings.find(({ id }) => id === "nullifier-too-short")!.figures).toEqual({ days: 30, needed: 366 });
  });
});

describe("screening", () => {
  it("derives what follows from policy and circuit, and leaves the rest open", async () => {
    const { model } = await example("energy-cost-cap");
    expect(
      Object.fromEntries(model.screening.rows.map(({ criterion, verdict, basis }) => [criterion, [verdict, basis]])),
    ).toEqual({
      evaluation: ["met", "derived"],
      "automated-decision": ["met", "declared"],
      monitoring: ["open", "open"],
      sensitive: ["open", "open"],
      "large-scale": ["open", "open"],
      matching: ["open", "open"],
      vulnerable: ["met", "declared"],
      innovative: ["met", "declared"],
      "prevents-service": ["met", "declared"],
    });
    // Every alternative asks for 18 years.
    expect(model.screening.children).toMatchObject({ verdict: "not-met", basis: "derived" });
  });

  it("sees that children can prove when an alternative has no age from 18 on", async () => {
    const { model } = await example("city-pass");
    expect(model.screening.children.verdict).toBe("met");
    expect(model.screening.rows.find(({ criterion }) => criterion === "sensitive")).toMatchObject({
      basis: "declared",
    });
    const silent = await withChange("city-pass", ({ dataSubjects: { children: _, ...rest } }) => ({
      dataSubjects: rest,
    }));
    expect(silent.screening.children).toMatchObject({ verdict: "open", basis: "open" });
  });
});

describe("the blockchain table", () => {
  it("has sixteen rows, none of them applicable without chain and records", async () => {
    const { state } = await example("transit-pass");
    const rows = blockchainTable(inOneLanguage(state.deployment, "en"));
    expect(rows.map(({ recommendation }) => recommendation)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    expect(new Set(rows.map(({ verdict }) => verdict))).toEqual(new Set(["not-applicable"]));
  });

  it("says declared only for what is declared", async () => {
    const { state } = await example("energy-cost-cap");
    const verdicts = blockchainTable(inOneLanguage(state.deployment, "en")).map(({ verdict }) => verdict);
    expect(verdicts[0]).toBe("declared");
    const silent = blockchainTable({
      ...inOneLanguage(state.deployment, "en"),
      chain: { ...CHAIN, gasPaidBy: "relayer" },
    });
    expect(silent[0]!.verdict).toBe("open");
    expect(verdicts.filter((verdict) => verdict === "pass")).toHaveLength(2);
  });
});

describe("findings", () => {
  it("name development keys, and keys from a ceremony not", async () => {
    const { state, model, population } = await example("transit-pass");
    expect(findingIds(model)).toContain("development-keys");
    const entry = state.manifest.circuits.age!;
    const contribution = { kind: "contribution" as const, transcript: "0".repeat(128) };
    const manifest = {
      ...state.manifest,
      circuits: { age: { ...entry, setup: { kind: "ceremony" as const, contributions: [contribution] } } },
    };
    const other = generateDpia({ ...state, manifest, population, hashes: model.hashes });
    expect(findingIds(other)).not.toContain("development-keys");
    expect(other.artifact).toMatchObject({ contributions: 1, ceremony: undefined });
  });

  it("name the ceremony that a key comes from, in each language", async () => {
    const { state, model, population } = await example("transit-pass");
    const ceremony = { name: "City of Example", id: "1".repeat(64), transcriptSha256: "2".repeat(64), beacon: "lots" };
    const steps = ["contribution", "contribution", "beacon"] as const;
    const contributions = steps.map((kind) => ({ kind, transcript: "0".repeat(128) }));
    const setup = { kind: "ceremony" as const, contributions, ceremony };
    const circuits = { age: { ...state.manifest.circuits.age!, setup } };
    const given = { ...state, manifest: { ...state.manifest, circuits }, population, hashes: model.hashes };
    for (const [language, words] of [
      ["en", ["2 contributions", "The ceremony is “City of Example”, its beacon lots"]],
      ["fr", ["2 contributions", "La cérémonie est « City of Example », sa balise lots"]],
    ] as const) {
      const text = toMarkdown(buildReport(generateDpia(given), await loadReportMessages(language)));
      for (const each of [...words, ceremony.transcriptSha256]) expect(text).toContain(each);
    }
  });

  it("name a party that is issuer and verifier at once", async () => {
    const { model } = await example("city-pass");
    expect(model.findings.find(({ id }) => id === "one-party-both")!.source).toContain("parties[*].does");
    expect(findingIds((await example("transit-pass")).model)).not.toContain("one-party-both");
  });

  it("name thresholds only where few people lie between two", async () => {
    expect(findingIds((await example("energy-cost-cap")).model)).toContain("threshold-window");
    expect(findingIds((await example("transit-pass")).model)).not.toContain("threshold-window");
  });

  it("each have a measure that is listed", async () => {
    for (const name of ["transit-pass", "energy-cost-cap", "city-pass"] as const) {
      const { model } = await example(name);
      for (const { measure } of model.findings) expect(model.measures).toContain(measure);
    }
  });
});

it("refuses a descriptor that speaks of claims the schema does not have", async () => {
  const change = (deployment: WrittenDescriptor) => ({
    population: { ...deployment.population, groupBy: "shoeSize" },
  });
  await expect(withChange("transit-pass", change)).rejects.toThrow(DeploymentError);
});
