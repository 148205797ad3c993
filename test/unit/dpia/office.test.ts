/** An office that issues is a party of the assessment: its rows, and that they change with what they rest on. */
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../../src/core/language.ts";
import { findContradiction } from "../../../src/dpia/contradictions.ts";
import { generateDpia, inLanguage } from "../../../src/dpia/model.ts";
import { officeBlocks } from "../../../src/dpia/office/blocks.ts";
import type { OfficeDescription } from "../../../src/dpia/office/description.ts";
import { parseDeployment } from "../../../src/dpia/parse.ts";
import { toSvg } from "../../../src/dpia/render/svg.ts";
import { contextOf } from "../../../src/dpia/report/build.ts";
import { knowledgeBlocks } from "../../../src/dpia/report/chapters/knowledge.ts";
import { flowFigure } from "../../../src/dpia/report/chapters/processing.ts";
import { loadReportMessages } from "../../../src/dpia/report/messages/load.ts";
import { type Row, type Sentence, wordsOf } from "../../../src/dpia/report/sentence.ts";
import { describeOffice } from "../../../src/office/describe.ts";
import { ENROLMENT_SCHEMA } from "../../office.ts";
import { TOWN_SCHEMA } from "../office/world.ts";
import { example } from "./fixtures.ts";
import { checkSentences } from "./sentences.ts";

/** The office of an example, with everything that an office may have. */
async function officeOf(name: "transit-pass"): Promise<OfficeDescription> {
  const { state } = await example(name);
  return describeOffice({
    party: state.deployment.parties.find(({ does }) => does.includes("issuer"))!.id,
    credentials: [
      { source: "sql", schema: state.policy.schema },
      { source: "csv", schema: TOWN_SCHEMA },
    ],
    identitySchema: ENROLMENT_SCHEMA,
    isIssueForTwo: true,
    bridges: [
      { kind: "SD-JWT VC of a wallet", sees: ["birthdate", "address.locality"], seconds: 0 },
      { kind: "sign-in at the register", sees: ["sub"], seconds: 86_400 },
    ],
  });
}

type Change = (office: OfficeDescription) => OfficeDescription | undefined;

async function modelOf(change: Change) {
  const { state, population } = await example("transit-pass");
  const office = change(await officeOf("transit-pass"));
  const { policy, manifest, alsoAsked } = state;
  // The example names a claim that only the office reads.
  const isRead = office?.reads.some(({ identity }) => identity !== undefined);
  const deployment = { ...state.deployment, office, claims: isRead ? state.deployment.claims : undefined };
  const hashes = { policy: "", deployment: "", manifest: "" };
  return generateDpia({ policy, manifest, alsoAsked, deployment, population, hashes });
}

async function say(change: Change, language = "en") {
  const model = await modelOf(change);
  const blocks = officeBlocks(contextOf(model, await loadReportMessages(language)));
  const lines: (Sentence | Row)[] = blocks.flatMap((block): readonly (Sentence | Row)[] =>
    block.kind === "sentence" ? [block] : block.kind === "table" ? block.rows : [],
  );
  return lines.map((line) => ({ text: wordsOf(line), places: line.places, tag: line.tag }));
}

describe("the office's rows", () => {
  it("say what it reads in clear, what it holds in which form, and for how long", async () => {
    const lines = (await say((office) => office)).map(({ text }) => text);
    expect(lines).toContainEqual(expect.stringMatching(/^a register by SQL \| .+@\d+ \| .*date of birth.* \| /));
    expect(lines).toContain("claims of the register | readable | while a call takes, and not kept");
    expect(lines).toContain("mark of the person | hash under a key that stands elsewhere | for ever");
    expect(lines).toContain(
      "the person's number in the register | encrypted, under a key that stands elsewhere | 8 days",
    );
    expect(lines).toContain(
      "the signed credential with its claims | encrypted, under a key that stands elsewhere | 21 minutes",
    );
    expect(lines).toContain("holder commitment | readable | 8 days");
    expect(lines.at(-1)).toContain("issuer keys, registry statements with bundles and status lists");
  });

  it("have one for each credential of others that it looks into", async () => {
    const lines = (await say((office) => office)).map(({ text }) => text);
    expect(lines).toContain(
      "SD-JWT VC of a wallet | birthdate and address.locality | while a call takes, and not kept",
    );
    expect(lines).toContain("sign-in at the register | sub | 1 day");
    const without = (await say(({ bridges: _, ...office }) => office)).map(({ text }) => text);
    expect(without.filter((text) => text.includes("SD-JWT"))).toEqual([]);
  });

  it("are there only where an office is described, and declared, as somebody gives them", async () => {
    expect(await say(() => undefined)).toEqual([]);
    expect(new Set((await say((office) => office)).map(({ tag }) => tag))).toEqual(new Set(["declared"]));
  });

  it.each(LANGUAGES)("are written in %s, all of them", async (language) => {
    const lines = (await say((office) => office, language)).map(({ text }) => text);
    expect(lines).toHaveLength((await say((office) => office)).length);
    for (const text of lines) expect(text).not.toMatch(/undefined|\[object|NaN/);
    if (language !== "en") expect(lines.filter((text) => /register by SQL|for ever|not kept/.test(text))).toEqual([]);
  });

  it("change with what they rest on, and with nothing else", { timeout: 300_000 }, async () => {
    const office = await officeOf("transit-pass");
    const { wrong } = await checkSentences("transit-pass", { also: { office } });
    expect(wrong).toEqual([]);
  });
});

/** How much is known, least first. */
const LEVELS = ["cannot", "public", "hash", "predicate", "sees"];

describe("the office's column of the matrix", () => {
  it("says what its program sees while it issues, and what of it stays", async () => {
    const { office } = (await modelOf((each) => each)).knowledge;
    expect(office).toMatchObject({
      identity: { live: "sees", holds: ["identifier", "subject-key"] },
      "claim:birthDate": { live: "sees", holds: ["claims", "credential", "identity"] },
      "claim:annualIncome": { live: "sees", holds: ["claims", "credential"] },
      holderSecret: { live: "hash", holds: ["commitment"] },
      statusIndex: { live: "sees", holds: ["status", "credential"] },
      pseudonym: { live: "sees", holds: ["pseudonym"] },
      nullifier: { live: "cannot", holds: [] },
      context: { live: "cannot", holds: [] },
      policyHash: { live: "public", holds: [] },
    });
  });

  it("has no more in it than that of the party which runs the office", async () => {
    const { knowledge } = await modelOf((each) => each);
    for (const { id } of knowledge.data) {
      const [program, party] = [knowledge.office![id]!.live, knowledge.cells[id]!.registry!.live];
      expect(LEVELS.indexOf(program), id).toBeLessThanOrEqual(LEVELS.indexOf(party));
    }
  });

  it("follows from the description: claims that it does not read, what is not kept, nobody who enrols", async () => {
    const { office } = (
      await modelOf(({ bridges: _, ...each }) => ({
        ...each,
        reads: [{ source: "csv", credential: "townsperson@1", claims: ["birthDate"] }],
        holds: [
          { item: "claims", form: "clear", seconds: 0 },
          { item: "credential", form: "sealed", seconds: 600 },
        ],
      }))
    ).knowledge;
    expect(office).toMatchObject({
      "claim:birthDate": { live: "sees", holds: ["credential"] },
      "claim:annualIncome": { live: "cannot", holds: [] },
      holderSecret: { live: "cannot", holds: [] },
      pseudonym: { live: "cannot", holds: [] },
    });
  });

  it("stands beside the parties' in every language, in the picture and in the table, and only where there is an office", async () => {
    for (const language of LANGUAGES) {
      const m = await loadReportMessages(language);
      const matrixOf = async (change: Change) =>
        knowledgeBlocks(contextOf(inLanguage(await modelOf(change), language), m)).find(
          (block) => block.kind === "figure",
        )!;
      const [matrix, without] = [await matrixOf((each) => each), await matrixOf(() => undefined)];
      if (matrix.picture.kind !== "matrix" || without.picture.kind !== "matrix") throw new Error("no matrix");
      expect(matrix.picture.columns).toEqual([...without.picture.columns, m.office.column]);
      for (const { cells } of matrix.picture.rows) expect(cells).toHaveLength(matrix.picture.columns.length);
      const claim = matrix.table.rows.find((row) => wordsOf(row).includes(m.office.items.credential))!;
      expect(wordsOf(claim)).toContain(m.office.items.claims);
      expect(without.table.rows.map(wordsOf).join()).not.toContain(m.office.items.credential);
    }
  });
});

describe("the office in the figure of what flows", () => {
  const flowOf = async (change: Change, language = "en") => {
    const m = await loadReportMessages(language);
    const { picture, table } = flowFigure(contextOf(inLanguage(await modelOf(change), language as "en"), m));
    if (picture.kind !== "flow") throw new Error("no flow");
    return { m, picture, lines: table.rows.map(wordsOf) };
  };

  it("stands between register and phone, in every language", async () => {
    for (const language of LANGUAGES) {
      const { m, picture } = await flowOf((each) => each, language);
      expect(picture.nodes.find(({ id }) => id === "office")?.label).toBe(m.office.column);
      expect(picture.edges.slice(0, 3)).toEqual([
        { from: "issuer", to: "office", label: expect.stringContaining(m.office.sources.sql) },
        // What goes the same way is one arrow: what is shown of others, and the commitment.
        {
          from: "holder",
          to: "office",
          label: expect.stringMatching(new RegExp(`SD-JWT VC of a wallet.*${m.flow.commitment}`)),
        },
        { from: "office", to: "holder", label: m.flow.credential },
      ]);
    }
  });

  it("is not there where no office is described: the issuer itself gives the credential", async () => {
    const { picture } = await flowOf(() => undefined);
    expect(picture.nodes.map(({ id }) => id)).not.toContain("office");
    expect(picture.edges.slice(0, 2).map(({ from, to }) => [from, to])).toEqual([
      ["holder", "issuer"],
      ["issuer", "holder"],
    ]);
  });

  it("has a place of its own in the drawing: no box lies on another", async () => {
    const { picture } = await flowOf((each) => each);
    const boxes = [
      ...toSvg(picture, "flow").matchAll(
        /<rect class="node[^"]*" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
      ),
    ].map((found) => found.slice(1).map(Number) as [number, number, number, number]);
    expect(boxes).toHaveLength(picture.nodes.length);
    for (const [i, [x, y, width, height]] of boxes.entries())
      for (const [x2, y2] of boxes.slice(i + 1))
        expect(Math.abs(x - x2) >= width || Math.abs(y - y2) >= height, `${x},${y} on ${x2},${y2}`).toBe(true);
  });
});

describe("an office in a descriptor", () => {
  it("is in an example as it is derived from settings like those", async () => {
    const { state } = await example("transit-pass");
    const credentials = [{ source: "sql", schema: state.policy.schema }] as const;
    expect(state.deployment.office).toEqual(
      describeOffice({ party: "registry", credentials, identitySchema: ENROLMENT_SCHEMA }),
    );
  });

  it("is a party that issues", async () => {
    const { state } = await example("transit-pass");
    const office = await officeOf("transit-pass");
    expect(findContradiction({ ...state.deployment, office })).toBeUndefined();
    const verifier = state.deployment.parties.find(({ does }) => !does.includes("issuer"))!.id;
    for (const party of [verifier, "nobody"])
      expect(findContradiction({ ...state.deployment, office: { ...office, party } })?.path).toEqual([
        "office",
        "party",
      ]);
  });

  it("may read claims of other schemas, which the descriptor names for people, and no claim that nobody reads", async () => {
    const lines = (await say((office) => office)).map(({ text }) => text);
    expect(lines.join("\n")).toContain("date of birth and reference of the enrolment");
    const { state } = await example("transit-pass");
    const deployment = { ...state.deployment, claims: [{ claim: "shoeSize", label: "shoe size" }] };
    const hashes = { policy: "", deployment: "", manifest: "" };
    expect(() => generateDpia({ ...state, deployment, hashes })).toThrow(
      expect.objectContaining({ code: "DEPLOYMENT_INVALID", path: "claims[0].claim" }),
    );
  });

  it("is read as it was described, and refused out of its form", async () => {
    const { state } = await example("transit-pass");
    const office = await officeOf("transit-pass");
    const parse = (change: object) =>
      parseDeployment(JSON.stringify({ ...state.deployment, office: { ...office, ...change } }));
    expect(parse({}).deployment.office).toEqual(office);
    for (const change of [
      { holds: [{ item: "shoe-size", form: "clear", seconds: 0 }] },
      { holds: [{ item: "claims", form: "loud", seconds: 0 }] },
      { holds: [{ item: "claims", form: "clear", seconds: -1 }] },
      { bridges: [{ kind: "", sees: [], seconds: 0 }] },
      { more: true },
    ])
      expect(() => parse(change)).toThrow(expect.objectContaining({ code: "DEPLOYMENT_INVALID" }));
  });
});
