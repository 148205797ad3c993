/**
 * Reads every refusal class of src/ and writes the list of codes as a type (src/core/error-codes.generated.ts) and as a
 * page for people (docs/errors.md). `--check` writes nothing and fails when either is stale.
 */
import { readdirSync, readFileSync } from "node:fs";
import { writeOrCheck } from "./write-or-check.ts";

interface Refusal {
  readonly code: string;
  readonly name: string;
  readonly meaning: string;
  readonly remedy: string;
  readonly file: string;
}

const DEFINITION =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?export class (\w+) extends \/\* @__PURE__ \*\/ refusal(?:InText)?\(\s*"([A-Z_]+)",\s*"(\w+)",\s*"[^"]+",?\s*\)/g;

/** A code is a noun and its problem: `CREDENTIAL_EXPIRED`, `ISSUER_NOT_TRUSTED`, `POLICY_TOO_LARGE`. */
const GRAMMAR =
  /^[A-Z]+(?:_[A-Z]+)*_(?:[A-Z]+ED|[A-Z]+ABLE|NOT_[A-Z_]+|TOO_[A-Z]+|DAMAGED|FOREIGN|FULL|HELD|INVALID|SILENT|NEWER|MISMATCH|MISSING|STALE|UNSAFE|WRONG)$/;

/** The refusals of one source file. @throws Error when a class has no meaning, no remedy, or two names */
function refusalsOf(file: string, source: string): Refusal[] {
  return [...source.matchAll(DEFINITION)].map(([, comment = "", name, code, given]) => {
    const text = comment.replaceAll(/^\s*\* ?/gm, "").trim();
    const [meaning, remedy] = text.split(/\s*What to do: /).map((part) => part.replaceAll(/\s+/g, " ").trim());
    if (!meaning || !remedy) throw new Error(`${file}: ${name} says no "What to do:"`);
    if (!GRAMMAR.test(code!)) throw new Error(`${file}: ${code} is no noun and its problem`);
    if (name !== given) throw new Error(`${file}: ${name} is called ${given}`);
    return { code: code!, name: name!, meaning, remedy, file };
  });
}

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => `src/${file}`)
  .sort();
const refusals = files.flatMap((file) => refusalsOf(file, readFileSync(file, "utf8")));
refusals.sort((a, b) => (a.code < b.code ? -1 : 1));
for (const [i, { code, name, file }] of refusals.entries()) {
  if (code === refusals[i - 1]?.code) throw new Error(`${code} is the code of two classes: ${name} in ${file}`);
}

const cell = (text: string) => text.replaceAll("|", "\\|");
writeOrCheck({
  "src/core/error-codes.generated.ts": `/** Made by scripts/generate-errors.ts from the refusal classes of src/: do not edit. */

/** The code of every refusal. */
export type ErrorCode =
${refusals.map(({ code }) => `  | "${code}"`).join("\n")};
`,
  "docs/errors.md": `# Error codes

<!-- Made by scripts/generate-errors.ts from the refusal classes of src/: do not edit. -->

Every refusal is a \`CivicproofError\` with a stable \`code\`. It says where it was found (\`path\`), what was expected and what arrived (\`expected\`, \`received\`), and never holds a secret, a claim or a witness. A code is a noun and its problem. Decide by \`error.code\` or \`instanceof\`: both hold across workers and builds.

| code | meaning | what to do | class |
| --- | --- | --- | --- |
${refusals
  .map(({ code, name, meaning, remedy, file }) => {
    const advice = `${remedy[0]!.toUpperCase()}${remedy.slice(1)}`;
    return `| \`${code}\` | ${cell(meaning)} | ${cell(advice)} | \`${name}\`, \`${file}\` |`;
  })
  .join("\n")}
`,
});
