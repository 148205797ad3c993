/** The Dutch government's form: valid under its schema, every key in its definition, and whole after its import. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { PAR_TASKS, PAR_URN, type ParTask } from "../../../../src/dpia/forms/par/par.ts";
import type { DpiaModel } from "../../../../src/dpia/model.ts";
import { renderFiles } from "../../../../src/dpia/render/files.ts";
import { EXAMPLES, example } from "../fixtures.ts";

interface Answer {
  readonly value: string | readonly string[];
  readonly lastEditedAt: string;
}
type Element = Readonly<Record<string, Answer | number>> & { readonly _index: number };
interface ParFile {
  readonly $schema: string;
  readonly metadata: { readonly urn: string; readonly createdAt: string };
  readonly answers: Readonly<Record<string, Answer | readonly Element[]>>;
}

const validate = (() => {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  return ajv.compile(JSON.parse(readFileSync("src/dpia/forms/par/assessment-output.v2.schema.json", "utf8")));
})();

/** Tasks by id, with the group that each stands in. */
const tasks = new Map<string, { readonly task: ParTask; readonly group: ParTask | undefined }>();
const visit = (all: readonly ParTask[], group?: ParTask): void => {
  for (const task of all) {
    tasks.set(task.id, { task, group });
    visit(task.tasks ?? [], task);
  }
};
visit(PAR_TASKS);

/** Answers as the app has them after an import: `2.1.1[0]`, one for each repetition. */
function imported({ $schema, metadata, answers }: ParFile): ReadonlyMap<string, Answer["value"]> {
  expect(Boolean(metadata) && Boolean(answers)).toBe(true);
  // Without these two the app takes a file for one of an older form, and renames its keys.
  expect($schema).not.toBe("");
  expect(metadata.urn).toBe(PAR_URN);
  const flat = new Map<string, Answer["value"]>();
  for (const [key, value] of Object.entries(answers)) {
    if (!Array.isArray(value)) flat.set(key, (value as Answer).value);
    else {
      for (const { _index, ...children } of value as readonly Element[]) {
        for (const [id, child] of Object.entries(children)) flat.set(`${id}[${_index}]`, (child as Answer).value);
      }
    }
  }
  return flat;
}

const split = (key: string): { id: string; index: string } => {
  const [, id = key, index = ""] = /^(.+?)(\[\d+\])?$/.exec(key) ?? [];
  return { id, index };
};

describe("the definition", () => {
  it("is version 3.0, with 21 parts", () => {
    expect(PAR_URN).toBe("urn:nl:dpia:3.0");
    expect(PAR_TASKS.map(({ id }) => id)).toEqual(Array.from({ length: 21 }, (_, i) => String(i)));
  });
});

describe.each(EXAMPLES)("%s in the Dutch form", (name) => {
  let model: DpiaModel;
  let file: ParFile;
  let flat: ReadonlyMap<string, Answer["value"]>;

  beforeAll(async () => {
    ({ model } = await example(name));
    file = JSON.parse((await renderFiles(model, ["par"])).get("dpia.nl.par.json") as string);
    flat = imported(file);
  });

  it("is valid under the app's own schema", () => {
    expect(validate(file), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...file, answers: { __proto__x: { value: "", lastEditedAt: "today" } } })).toBe(false);
  });

  it("has no key that the form's definition lacks, and lists exactly where a group repeats", () => {
    for (const [key, value] of Object.entries(file.answers)) {
      const { task } = tasks.get(key)!;
      expect(Array.isArray(value), key).toBe(task.repeatable === true);
      if (!Array.isArray(value)) continue;
      for (const { _index, ...children } of value as readonly Element[]) {
        for (const id of Object.keys(children)) expect(tasks.get(id)?.group?.id, id).toBe(key);
      }
    }
  });

  it("answers choices with what the form offers, boxes with a list, and texts with a text", () => {
    for (const [key, value] of flat) {
      const { task } = tasks.get(split(key).id)!;
      const isList = task.type === "checkbox_option";
      expect(Array.isArray(value), key).toBe(isList);
      if (task.options !== undefined) {
        const offered = task.options.map(String);
        for (const each of isList ? (value as readonly string[]) : [value]) expect(offered, key).toContain(each);
      }
      const source = task.dependencies?.find(({ type }) => type === "source_options");
      if (source === undefined) continue;
      const offered = [...flat].flatMap(([other, said]) => (split(other).id === source.on ? [said] : []));
      for (const each of value as readonly string[]) expect(offered, key).toContain(each);
    }
  });

  it("answers no question that the form hides", () => {
    for (const key of flat.keys()) {
      const { id, index } = split(key);
      for (const { type, on, value } of tasks.get(id)!.task.dependencies ?? []) {
        if (type !== "conditional") continue;
        expect(flat.get(`${on}${index}`) ?? flat.get(on), `${key} needs ${on}`).toBe(String(value));
      }
    }
  });

  it("has as many answers as processings where the form follows them: the app drops all others", () => {
    const indices = (id: string): string[] =>
      [...flat.keys()].map(split).flatMap((each) => (each.id === id ? [each.index] : []));
    const processings = indices("3.1.1");
    expect(processings.length).toBeGreaterThanOrEqual(4);
    for (const { task } of tasks.values()) {
      if (task.dependencies?.every(({ type }) => type !== "instance_mapping") ?? true) continue;
      const below = [...flat.keys()].map(split).filter(({ id }) => id.startsWith(`${task.id}.`));
      for (const { id, index } of below) expect(processings, id).toContain(index);
    }
  });

  it("leaves chance, impact, level and what remains to people", () => {
    for (const key of flat.keys()) {
      expect(["16.1.3", "16.1.5", "16.1.7", "17.1.4", "17.3", "19.5.7", "20.1.6"]).not.toContain(split(key).id);
    }
    expect([...flat.keys()].filter((key) => split(key).id === "16.1.1")).toHaveLength(model.findings.length);
    expect(flat.get("19.2")).toBe("concept");
  });

  it("says in Dutch what each text rests on", () => {
    const texts = [...flat].filter(([key]) => /^(1\.1|2\.3|4|14\.[12]|16\.1\.1.*)$/.test(key));
    expect(texts.length).toBeGreaterThan(5);
    for (const [key, text] of texts) expect(text, key).toMatch(/\[(afgeleid|opgegeven|open): [^\]]+\]?/);
    expect(JSON.stringify(file)).not.toMatch(/\[(derived|declared): /);
  });
});
