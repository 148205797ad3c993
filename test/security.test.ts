import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const text = readFileSync("SECURITY.md", "utf8");
const section = text.slice(text.indexOf("## What holds"), text.indexOf("## What the holder's app"));
const sentences = section.split("\n").filter((line) => line.startsWith("- **"));
const attacks = ["attacks", "chain-attacks"].map((name) => readFileSync(`src/cli/demo/${name}.ts`, "utf8")).join("");

/** `test/… "title" and "title"` and `attacks "name" and "name"`, as pairs. */
function evidenceOf(sentence: string): readonly (readonly [source: string, name: string])[] {
  const shown = sentence.slice(sentence.indexOf("*Shown by*"));
  return [...shown.matchAll(/(?:`(test\/[^`]+)`|(attacks?)) ("[^"]+"(?: and "[^"]+")*)/g)].flatMap(
    ([, file, attack, names]) =>
      [...names!.matchAll(/"([^"]+)"/g)].map(([, name]) => [file ?? attack!, name!] as const),
  );
}

describe("what SECURITY.md says holds", () => {
  it("is a list of sentences with their evidence", () => {
    expect(sentences.length).toBeGreaterThan(10);
    expect(sentences.filter((sentence) => evidenceOf(sentence).length === 0)).toEqual([]);
  });

  it.each(sentences.flatMap(evidenceOf))("is shown by %s: %s", (source, name) => {
    if (source.startsWith("attack")) return expect(attacks).toContain(`name: "${name}"`);
    expect(existsSync(source), source).toBe(true);
    expect(readFileSync(source, "utf8")).toContain(name);
  });
});
