/** An office that issues is a party of the assessment: its rows, and that they change with what they rest on. */
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../../src/core/language.ts";
import { findContradiction } from "../../../src/dpia/contradictions.ts";
import { generateDpia } from "../../../src/dpia/model.ts";
import { officeBlocks } from "../../../src/dpia/office/blocks.ts";
import type { OfficeDescription } from "../../../src/dpia/office/description.ts";
import { parseDeployment } from "../../../src/dpia/parse.ts";
import { contextOf } from "../../../src/dpia/report/build.ts";
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

async function say(change: (office: OfficeDescription) => OfficeDescription | undefined, language = "en") {
  const { state, population } = await example("transit-pass");
  const office = change(await officeOf("transit-pass"));
  const { policy, manifest, alsoAsked } = state;
  const deployment = { ...state.deployment, office };
  const hashes = { policy: "", deployment: "", manifest: "" };
  const model = generateDpia({ policy, manifest, alsoAsked, deployment, population, hashes });
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

describe("an office in a descriptor", () => {
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
