/** What an officer signs is so: each sentence rests on what it names, and answers that were given are printed. */
import { beforeAll, describe, expect, it } from "vitest";
import { inOneLanguage, type WrittenDescriptor } from "../../../src/dpia/descriptor.ts";
import { stateHashes } from "../../../src/dpia/lock.ts";
import { type DpiaInput, type DpiaModel, generateDpia } from "../../../src/dpia/model.ts";
import { DeploymentError, parseDeployment } from "../../../src/dpia/parse.ts";
import { tagOf } from "../../../src/dpia/places.ts";
import { cnilFile } from "../../../src/dpia/render/cnil.ts";
import { renderFiles } from "../../../src/dpia/render/files.ts";
import { toMarkdown } from "../../../src/dpia/render/markdown.ts";
import { buildReport } from "../../../src/dpia/report/build.ts";
import { fr } from "../../../src/dpia/report/messages/fr.ts";
import { statementsOf } from "../../../src/dpia/report/report.ts";
import { privateInputAnnotations, publicSignalAnnotations } from "../../../src/statement/circuit/annotations.ts";
import { compilePolicy } from "../../../src/statement/policy/compile.ts";
import type { Expression } from "../../../src/statement/policy/language.ts";
import { wordText } from "../../support/word.ts";
import { EXAMPLES, type Example, example } from "./fixtures.ts";
import { filledIn, inAll } from "./marks.ts";

type Change = (deployment: WrittenDescriptor) => WrittenDescriptor;

async function inputs(name: Example): Promise<DpiaInput> {
  const { state, population } = await example(name);
  return { ...state, population, hashes: stateHashes(state) };
}
async function changed(name: Example, change: Change, more: Partial<DpiaInput> = {}): Promise<DpiaModel> {
  const base = await inputs(name);
  // Counts play no part in most of these tests.
  return generateDpia({ ...base, population: undefined, ...more, deployment: change(base.deployment) });
}
async function withRule(name: Example, require: Expression): Promise<DpiaModel> {
  const { policy } = await inputs(name);
  return changed(name, (same) => same, { policy: compilePolicy({ ...policy.policy, require }, policy.schema) });
}
async function withoutGrid(name: Example) {
  const { policy } = await inputs(name);
  const { grid: _, ...rest } = policy.policy;
  return compilePolicy(rest, policy.schema);
}
const ids = ({ findings }: DpiaModel): readonly string[] => findings.map(({ id }) => id);
const textOf = (model: DpiaModel): string => toMarkdown(buildReport(model, "en")).replaceAll("\\", "");

describe("the status of a sentence", () => {
  it("is as weak as the weakest place: an answer makes it declared, and so does a text that is the same for all", () => {
    expect(tagOf(["policy: require", "population.people", "date"])).toBe("derived");
    expect(tagOf(["circuits/signals.json", "channels.times"])).toBe("declared");
    expect(tagOf(["docs/protocol.md P-19"])).toBe("declared");
  });

  it("of side channels is declared, with the answer as its place", async () => {
    const model = await changed("transit-pass", ({ channels, ...rest }) => ({
      ...rest,
      channels: { ...channels, caseNumber: true },
    }));
    const link = model.links.find(({ situation }) => situation.id === "other-scope")!;
    expect(link.links.map(({ observable }) => observable)).toEqual(["case-number"]);
    expect(link.places).toContain("channels.caseNumber");
    expect(tagOf(link.places)).toBe("declared");
  });

  it("of tests is open until a run is named with its date, commit and result", async () => {
    const run = { what: "witness", date: "2026-11-20", commit: "abcdef0", result: "passed" } as const;
    expect(textOf(await changed("transit-pass", (same) => same))).toContain(
      "changed in real computations of the circuit for this key is open",
    );
    const named = textOf(await changed("transit-pass", (same) => ({ ...same, evidence: [run] })));
    expect(named).toContain("passed on 2026-11-20 at commit abcdef0");
    expect(named).toContain("Whether a run of `civicproof dpia observe` on the service found other links is open");
    const observed = { ...run, what: "observation", result: "failed" } as const;
    expect(textOf(await changed("transit-pass", (same) => ({ ...same, evidence: [observed] })))).toMatch(
      /its proxy and its database kept was searched .*: failed on 2026-11-20 at commit abcdef0/,
    );
  });
});

describe("a credential that replaces another", () => {
  it("is spoken of by the kind of the programme's period", async () => {
    expect(textOf(await changed("transit-pass", (same) => same))).toContain("from the first year that starts after");
  });
});

describe("a value that the policy pins", () => {
  it("is seen, is a finding, and is asked about among the criteria", async () => {
    const model = await withRule("transit-pass", { claim: "disabled", "=": true });
    expect(model.knowledge.cells["claim:disabled"]!.transit!.live).toBe("sees");
    expect(model.findings.find(({ id }) => id === "value-disclosed")).toMatchObject({
      figures: { claims: "disabled" },
    });
    expect(model.screening.rows.find(({ criterion }) => criterion === "sensitive")!.claims).toEqual(["disabled"]);
    expect(textOf(model)).toContain("the verifier sees the value of disability status");
  });

  it("is one district of a list with one member", async () => {
    const model = await withRule("transit-pass", { claim: "district", in: ["90101"] });
    expect(model.pinned).toEqual(["district"]);
  });
});

describe("parties", () => {
  it("that are verifier and issuer at once, and whose requests name a case, know who presents", async () => {
    const { model } = await example("city-pass");
    const verdict = model.links.find(({ situation }) => situation.id === "verifier+issuer")!;
    expect(verdict.links.map(({ observable }) => observable)).toEqual(["case-number"]);
  });

  it("join by source: a signal that is made of what the issuer knows names the person", async () => {
    const { policy } = await inputs("transit-pass");
    const publicSignals = publicSignalAnnotations(policy.circuit);
    const today = { ...publicSignals.today, depends: ["today", "statusIndex"] as const };
    const annotations = {
      publicSignals: { ...publicSignals, today },
      privateInputs: privateInputAnnotations(policy.circuit),
    };
    const model = await changed("transit-pass", (same) => same, { annotations });
    expect(ids(model)).toContain("issuer-linked");
    const pair = model.knowledge.collusions.find(({ id }) => id === "transit+registry")!;
    expect(pair.naming!.map(({ observable }) => observable)).toEqual(["today"]);
  });

  it("keep what they store, beside what they see", async () => {
    const { model } = await example("transit-pass");
    expect(model.knowledge.cells.nullifier!.host).toEqual({ live: "sees", stores: ["Nullifiers"] });
  });
});

describe.each(EXAMPLES)("texts of the descriptor of %s", (name) => {
  let files: ReadonlyMap<string, string | Uint8Array>;
  const marks: string[] = [];
  let labelOfUnused: string | undefined;

  beforeAll(async () => {
    const base = await inputs(name);
    // What an example leaves out is filled in; every text that a person writes has a mark of its own.
    const marked = inAll(filledIn(base.deployment), "", marks) as WrittenDescriptor;
    const governance = { ...marked.governance!, mandatedByLaw: false };
    const [{ claim, label }] = marked.claims as [{ claim: string; label: { en: string } }];
    const isUsed = JSON.stringify(base.policy.policy.require).includes(`"${claim}"`);
    labelOfUnused = isUsed ? undefined : label.en.replace(/en$/, "");
    files = await renderFiles(generateDpia({ ...base, deployment: { ...marked, languages: ["en"], governance } }), [
      "markdown",
      "html",
      "docx",
      "cnil",
      "edpb",
      "edpb-json",
      "ico",
      "ico-json",
      "par",
    ]);
  });

  it.each(["md", "html", "docx", "pia.json", "edpb.docx", "edpb.json", "ico.docx", "ico.json", "par.json"])(
    "are all printed in .%s",
    (ending) => {
      const file = files.get(`dpia.${ending === "par.json" ? "nl" : "en"}.${ending}`)!;
      const text = typeof file === "string" ? file : wordText(file);
      const isReport = /^(md|html|docx)$/.test(ending);
      // A form tells of the claims that the rule looks at; the report of all that the credential has.
      const expected = isReport ? marks : marks.filter((each) => each !== labelOfUnused);
      expect(expected.length).toBeGreaterThan(50);
      expect(expected.filter((each) => !text.includes(`${each}en`))).toEqual([]);
      if (isReport && name === "city-pass") expect(text).toContain("No law asks for a chain.");
    },
  );
});

describe("contradictions", () => {
  const { parse, stringify } = JSON;
  const refuse = async (name: Example, change: (text: string) => string) => {
    const { deployment } = await inputs(name);
    expect(() => parseDeployment(change(stringify(deployment)))).toThrow(DeploymentError);
    expect(() => parseDeployment(stringify(parse(stringify(deployment))))).not.toThrow();
  };

  it("between a channel and a store are refused: stores decide", async () => {
    await refuse("transit-pass", (text) => text.replace('"nullifier","period"', '"nullifier","network-address"'));
    await refuse("transit-pass", (text) => text.replace('"times":"day"', '"times":"dropped"'));
  });

  it("between policy and scope are refused", async () => {
    const scope =
      (part: object): Change =>
      (same) => ({ ...same, scopes: [{ ...same.scopes[0]!, ...part }] });
    await expect(changed("transit-pass", scope({ period: "quarter" }))).rejects.toThrow("scopes[0].period");
    await expect(changed("transit-pass", scope({ programme: "another" }))).rejects.toThrow("scopes");
  });

  it("between hosts and what is declared are findings", async () => {
    const abroad = await changed("transit-pass", ({ parties, stores, ...rest }) => ({
      ...rest,
      parties: parties.map((each) => (each.id === "host" ? { ...each, country: "US" } : each)),
      stores: [...stores, { id: "copy", party: "host", holds: ["claims"], retention: "permanent" as const }],
    }));
    expect(ids(abroad)).toEqual(expect.arrayContaining(["transfer-undeclared", "host-knows-people"]));
    expect(abroad.knowledge.cells["claim:birthDate"]!.host!.stores).toEqual(["copy"]);
  });

  it("a store that forgets too early is found, whatever others keep", async () => {
    const short = await changed("transit-pass", ({ stores, ...rest }) => ({
      ...rest,
      stores: stores.map((each) =>
        each.id === "nullifiers"
          ? { ...each, retention: { days: 60 } }
          : { ...each, holds: [...each.holds, "status" as const] },
      ),
    }));
    expect(ids(short)).toContain("nullifier-too-short");
  });
});

describe("counts", () => {
  it("of policies under other programmes do not add up", async () => {
    const { model } = await example("energy-cost-cap");
    expect(model.leakage!.accumulated).toBeUndefined();
    expect(model.leakage!.apart).toEqual(["city-pass"]);
    expect(ids(model)).not.toContain("answers-add-up");
  });

  it("between thresholds name the smallest group that somebody is in, and all small groups are named", async () => {
    const { model } = await example("energy-cost-cap");
    const window = model.findings.find(({ id }) => id === "threshold-window");
    expect(window?.figures.count ?? 1).toBeGreaterThan(0);
    const small = model.findings.find(({ id }) => id === "small-group")!;
    const groups = model.leakage!.policy.groups.filter(({ qualifying }) => qualifying > 0 && qualifying < 50);
    expect(small.figures).toMatchObject({
      groups: groups.length,
      people: groups.reduce((sum, { qualifying }) => sum + qualifying, 0),
    });
  });

  it("of those who are accepted show what an acceptance makes likelier", async () => {
    const { model } = await example("city-pass");
    const disabled = model.findings.find(({ id, figures }) => id === "surer-guess" && figures.about === "disabled")!;
    expect(disabled.figures).toMatchObject({ prior: 8.2, posterior: 58.6 });
  });
});

describe("findings and measures", () => {
  it("fit: each finding has the measure that does something about it", async () => {
    const measures = new Map(
      (await Promise.all((["transit-pass", "energy-cost-cap", "city-pass"] as const).map(example))).flatMap(
        ({ model }) => model.findings.map(({ id, measure }) => [id, measure] as const),
      ),
    );
    expect(Object.fromEntries(measures)).toMatchObject({
      "proof-is-evidence": "delete-proofs",
      "early-set": "start-together",
      "small-group": "coarser-rule",
      "case-links": "ask-for-less",
      "few-issuers": "more-issuers",
    });
    const { policy } = await inputs("transit-pass");
    const other = compilePolicy(
      { ...policy.policy, name: "another", require: { claim: "student", "=": false } },
      policy.schema,
    );
    const { population } = await example("transit-pass");
    const together = await changed("transit-pass", (same) => same, { alsoAsked: [other], population });
    expect(together.findings.find(({ id }) => id === "answers-add-up")?.measure).toBe("own-programmes");
  });

  it("say of a lost phone in both tables whether somebody answered", async () => {
    const tags = (model: DpiaModel): readonly (string | undefined)[] => {
      const report = buildReport(model, "en");
      const finding = model.findings.find(({ id }) => id === "lost-phone")!;
      const measure = report.measures.find(({ title }) => title === "Issue again after a loss");
      return [finding.basis, measure?.sentence.tag];
    };
    expect(tags(await changed("transit-pass", (same) => same))).toEqual(["declared", "declared"]);
    const without = await changed("transit-pass", ({ decision: { lostPhone: _, ...decision }, ...rest }) => ({
      ...rest,
      decision,
    }));
    expect(tags(without)).toEqual(["open", "open"]);
  });

  it("say that proofs are deleted only where no store, and no chain, holds them", async () => {
    const isAnswered = (model: DpiaModel) => model.findings.find(({ id }) => id === "proof-is-evidence")!.isAnswered;
    expect(isAnswered(await changed("transit-pass", (same) => same))).toBe(true);
    expect(isAnswered(await changed("energy-cost-cap", (same) => same))).toBe(false);
    const holding: Change = (same) => ({
      ...same,
      stores: same.stores.map((store) => ({ ...store, holds: [...store.holds, "proof"] })),
    });
    expect(isAnswered(await changed("transit-pass", holding))).toBe(false);
  });

  it("name the hour at which enough people have come, and count the person among them", async () => {
    const { model } = await example("transit-pass");
    // 20 people at 40 a day.
    expect(model.findings.find(({ id }) => id === "early-set")!.figures).toEqual({ hours: 12, minimum: 20 });
    expect(textOf(model)).toMatch(/knows that the person is one of the \d+ who qualify there on average/);
    expect(fr.s.within("43")).toBe(
      "Qui connaît le groupe d’une personne sait qu’elle est, en moyenne, l’une des 43 qui y sont éligibles.",
    );
  });

  it("speak of the programme's periods where claims come again", async () => {
    const { population } = await example("transit-pass");
    const quarterly = await changed(
      "transit-pass",
      (same) => ({ ...same, scopes: [{ ...same.scopes[0]!, period: "quarter" }] }),
      { population, policy: await withoutGrid("transit-pass") },
    );
    expect(textOf(quarterly)).toContain("met in several quarters");
  });

  it("link no two verifiers by a case number that one of them uses", async () => {
    const model = await changed("transit-pass", ({ channels, ...rest }) => ({
      ...rest,
      channels: { ...channels, caseNumber: true },
    }));
    expect(model.links.find(({ situation }) => situation.id === "two-verifiers")!.links).toEqual([]);
  });
});

/** What the CNIL's questions ask for, and the answers of a descriptor that belong there; 1.1.1 is 111. */
const QUESTIONS: readonly (readonly [reference: number, answers: RegExp])[] = [
  [111, /^purposes/],
  [113, /^standards/],
  [121, /^(dataSubjects\.(description|vulnerable)|records\.fields)/],
  [122, /^enrolment/],
  [123, /^(surroundings|governance\.)/],
  [212, /^(legalBasis\.text|specialCategories\.\d\.basis)/],
  [214, /^rights\.accuracy/],
  [221, /^rights\.information/],
  [222, /^rights\.consent/],
  [223, /^rights\.access/],
  [224, /^(rights\.(rectification|erasure)|stores\.\d\.erasure|stores\.\d\.retention\.because)/],
  [225, /^(rights\.restriction|decision\.(effect|humanReview|paperRoute))/],
  [226, /^parties\.1\.(name|contact|note)/],
];

describe("the form of the CNIL", () => {
  it("has each answer under the question that it answers", async () => {
    const base = await inputs("city-pass");
    const deployment = inAll(filledIn(base.deployment), "", []) as WrittenDescriptor;
    const file = cnilFile(buildReport(generateDpia({ ...base, deployment }), "en"));
    const wrong: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (typeof value !== "object" || value === null) return;
      const { en } = value as { en?: string };
      if (en === undefined)
        for (const [key, each] of Object.entries(value)) look(each, `${path}.${key}`.slice(path === "" ? 1 : 0));
      else
        for (const [reference, answers] of QUESTIONS) {
          const isThere = file.answers.find(({ reference_to: x }) => x === reference)!.data.text!.includes(en);
          if (answers.test(path) && !isThere) wrong.push(`${path} is not under ${reference}`);
        }
    };
    look(deployment, "");
    expect(wrong).toEqual([]);
    // The places of the questions that had other answers under them.
    const under = (reference: number): string =>
      file.answers.find(({ reference_to: x }) => x === reference)!.data.text!;
    const { legalBasis, rights } = inOneLanguage(deployment, "en");
    for (const reference of [113, 122, 123, 226]) expect(under(reference)).not.toContain(legalBasis!.text);
    for (const reference of [113, 122, 123, 212, 226]) expect(under(reference)).not.toContain(rights!.information);
  });

  it("says that people were asked where they were, and lists as controls what is taken", async () => {
    const { model } = await example("transit-pass");
    const report = buildReport(model, "en");
    const file = cnilFile(report);
    expect(file.pia).toMatchObject({ concerned_people_searched_opinion: true });
    const taken = report.measures.filter(({ isTaken }) => isTaken).map(({ title }) => title);
    const controls = file.answers
      .filter(({ reference_to: x }) => [324, 334, 344].includes(x))
      .flatMap(({ data }) => data.list);
    for (const control of controls) expect(taken.some((title) => control.startsWith(title))).toBe(true);
    expect(statementsOf(report).length).toBeGreaterThan(200);
  });
});
