/**
 * Fills the numbers that can change into the pages: `<!-- number:circuits.age.constraints -->…<!-- /number -->` and whole
 * tables, `<!-- table:circuits -->…<!-- /table -->`, from circuits/constraints.json and bench/results. `--check` writes
 * nothing and fails when a page differs.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SETTING_NAMES, SETTINGS, variableOf } from "../src/cli/serve/settings.ts";
import { writeOrCheck } from "./write-or-check.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Files that hold measured or counted numbers, by the first word of a number's name. */
const SNAPSHOTS: Readonly<Record<string, string>> = {
  circuits: "circuits/constraints.json",
  gas: "bench/results/gas.json",
  verify: "bench/results/verify.json",
  setup: "bench/results/setup.json",
  prove22: "bench/results/prove-node22.json",
  prove20: "bench/results/prove-node20.json",
  msm: "bench/results/msm-node22.json",
  browser: "bench/results/browser.json",
  anchoring: "bench/results/anchoring.json",
  service: "bench/results/service.json",
};

/** Pages outside docs/ that may hold marks; docs/ is searched whole. */
const PAGES = ["README.md", "SECURITY.md", "circuits/README.md", "contracts/README.md"];

const read = (path: string): string => readFileSync(join(root, path), "utf8");

const snapshots = new Map<string, unknown>();
/** The number behind a dotted name, for example `gas.batchPerClaim.32`. @throws Error for a name that is none */
export function lookUp(name: string): number {
  const [file = "", ...keys] = name.split(".");
  const path = SNAPSHOTS[file];
  if (path === undefined) throw new Error(`${name}: no snapshot is called ${file}`);
  if (!snapshots.has(file)) snapshots.set(file, JSON.parse(read(path)));
  const value = keys.reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
    snapshots.get(file),
  );
  if (typeof value !== "number") throw new Error(`${name}: ${path} has no number there`);
  return value;
}

/** As prose writes it: thousands apart, at most three digits behind the point. */
const spell = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 3 });
const number = (name: string): string => spell(lookUp(name));

const line = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`.replace(/\| {2}(?=\|)/g, "| ");
const CIRCUITS: readonly (readonly [name: string, holds: string])[] = [
  ["age", "1 range condition"],
  ["residency", "1 range and 1 set condition"],
  ["eligibility", "6 range and 2 set conditions, 4 alternatives"],
  ["record", "a record: 4 range and 1 set condition, 4 alternatives"],
  ["enrolment", "an enrolment: 2 range and 1 set condition"],
];

/** Groups of bench/gas-groups.ts in words. */
const ABOVE_FLOOR = {
  slots: "reading slots: the fold's place, the schema's epoch, a batch's relayer",
  fold: "reading the fold's code",
  event: "the event",
  calls: "calling the curve's precompiles",
  sha256: "SHA-256 of the context",
  memory: "moving words: calldata, memory",
  keccak: "Keccak of storage keys, of the basis, of a batch's coefficients",
  control: "arithmetic, stack, jumps",
  total: "all",
} as const;

/** What `<!-- table:name -->` stands for. */
const TABLES: Readonly<Record<string, () => readonly string[]>> = {
  circuits: () => [
    line("circuit", "proves", "constraints"),
    line("---", "---", "---:"),
    ...CIRCUITS.map(([name, holds]) => line(`\`${name}\``, holds, number(`circuits.${name}.constraints`))),
  ],
  settings: () => [
    line("option", "variable", "in the file", "is"),
    line("---", "---", "---", "---"),
    ...SETTING_NAMES.map((name) => {
      const { flags, about, default: byDefault } = SETTINGS[name];
      const variable = variableOf(name);
      const text = byDefault === undefined ? about : `${about} (default: ${byDefault})`;
      return line(
        ...[`\`${flags}\``, variable === undefined ? "" : `\`${variable}\``],
        ...[`\`${name}\``, text.replaceAll("|", "\\|")],
      );
    }),
  ],
  gas: () => [
    line("", "transaction", "its floor", "the call itself", "target"),
    line("---", "---:", "---:", "---:", "---:"),
    ...(
      [
        ["single claim", "single", "262,000"],
        ["folded claim", "folded", ""],
      ] as const
    ).map(([label, key, bar]) =>
      line(
        label,
        number(`gas.${key}`),
        number(`gas.floor.${key}`),
        spell(lookUp(`gas.${key}`) - lookUp(`gas.floor.transactionAndCalldata.${key}`)),
        bar,
      ),
    ),
    line(
      "single claim on a basis that nobody folded",
      number("gas.unfolded"),
      "",
      spell(lookUp("gas.unfolded") - lookUp("gas.floor.transactionAndCalldata.single")),
      "",
    ),
    ...["1", "8", "32", "64"].map((size) =>
      line(
        `batch of ${size}, per claim`,
        number(`gas.batchPerClaim.${size}`),
        number(`gas.floor.batchPerClaim.${size}`),
        spell(lookUp(`gas.batchPerClaim.${size}`) - lookUp(`gas.floor.transactionAndCalldata.batchPerClaim.${size}`)),
        size === "32" ? "88,000" : "",
      ),
    ),
    line("Semaphore v4 `validateProof`, published", number("gas.published.semaphoreV4ValidateProof"), "", "", ""),
    line("Privado ID, verify step, published", `about ${number("gas.published.privadoIdVerify")}`, "", "", ""),
  ],
  ratios: () => [
    line("what", "must", "aim", "Node 22, `fma` unless named", "Node 20, `i64`"),
    line("---", "---:", "---:", "---:", "---:"),
    ...(
      [
        ["prove, `fma`, one thread", "5", "8", "prove22.fma.ratioToSnarkjs1t", undefined],
        ["prove, `fma`, two threads", "5", "8", "prove22.fma.ratioToSnarkjs2t", undefined],
        ["prove, `i64`, one thread", "2.5", "3.5", "prove22.i64.ratioToSnarkjs1t", "prove20.i64.ratioToSnarkjs1t"],
        ["prove, `i64`, two threads", "2.5", "3.5", "prove22.i64.ratioToSnarkjs2t", "prove20.i64.ratioToSnarkjs2t"],
        [
          "… against native rapidsnark, one",
          "0.9",
          "1.3",
          "prove22.fma.ratioToRapidsnark1t",
          "prove20.i64.ratioToRapidsnark1t",
        ],
        [
          "… against native rapidsnark, two",
          "0.9",
          "1.3",
          "prove22.fma.ratioToRapidsnark2t",
          "prove20.i64.ratioToRapidsnark2t",
        ],
        ["witness and proof, warm, two threads", "5", "8", "prove22.fullProveRatio", "prove20.fullProveRatio"],
        ["first proof of a process", "3", "6", "prove22.coldRatio", "prove20.coldRatio"],
        ["peak memory", "≤ 0.7", "≤ 0.5", "prove22.memoryRatio", "prove20.memoryRatio"],
        ["one verification, warm", "2", "5", undefined, "verify.single"],
        ["batch of 128, per proof", "12", "30", undefined, "verify.batch128"],
        ["development setup, 2^14", "20", "100", undefined, "setup.ratioToSnarkjs"],
      ] as const
    ).map(([what, must, aim, node22, node20]) =>
      line(what, must, aim, ...[node22, node20].map((name) => (name === undefined ? "" : number(name)))),
    ),
  ],
  browser: () => [
    line("what", "snarkjs", "civicproof", "times as fast"),
    line("---", "---:", "---:", "---:"),
    ...(
      [
        ["artifacts downloaded, for us also checked and kept, ms", "coldStartMs", undefined],
        ["first proof, ms", "firstProofMs", "firstProof"],
        ["warm proof, ms", "warmProofMs", "warmProof"],
        ["one verification, ms", "verifyMs", "verify"],
        ["peak memory, MiB", "peakMiB", undefined],
      ] as const
    ).map(([what, key, ratio]) =>
      line(
        what,
        number(`browser.snarkjs.${key}`),
        number(`browser.ours.${key}`),
        ratio === undefined ? "" : number(`browser.ratios.${ratio}`),
      ),
    ),
  ],
  sums: () => [
    line("points", "`fma`", "`i64`"),
    line("---:", "---:", "---:"),
    ...[0, 1, 2, 3, 4, 5, 6, 7].map((i) =>
      line(
        `2^${Math.log2(lookUp(`msm.ratioToSnarkjs.${i}.size`))}`,
        number(`msm.ratioToSnarkjs.${i}.fma`),
        number(`msm.ratioToSnarkjs.${i}.i64`),
      ),
    ),
  ],
  anchoring: () => [
    line(
      "records",
      "imported and anchored a second",
      "memory, MB",
      "one proof, ms",
      "one correction with its anchor, ms",
    ),
    line("---:", "---:", "---:", "---:", "---:"),
    ...["1000", "10000", "100000", "1000000"].map((size) =>
      line(
        spell(Number(size)),
        number(`anchoring.recordsPerSecond.${size}`),
        number(`anchoring.residentMegabytes.${size}`),
        number(`anchoring.proofMilliseconds.${size}`),
        number(`anchoring.updateMilliseconds.${size}`),
      ),
    ),
  ],
  "above-floor": () => [
    line("above the floor", "single claim", "batch of 32, per claim"),
    line("---", "---:", "---:"),
    ...Object.entries(ABOVE_FLOOR).map(([group, what]) =>
      line(what, number(`gas.aboveFloor.single.${group}`), number(`gas.aboveFloor.batchOf32PerClaim.${group}`)),
    ),
  ],
  preparation: () => [
    line("once", "gas"),
    line("---", "---:"),
    line("`addProgramme`", number("gas.preparation.addProgramme")),
    line("`refreshProgramme`, in hours with more than some 10 claims", number("gas.preparation.refreshProgramme")),
    line("`publish` with a new status root and one schema, hourly", number("gas.preparation.publish")),
    line("`publish` with the same status root, hourly", number("gas.preparation.publishAgain")),
    line("each further schema of a `publish`", number("gas.preparation.publishSchema")),
    line("deploying `BenefitDisbursement`", number("gas.shipped.deployment")),
    line("deploying a verifier", number("gas.shipped.verifierDeployment")),
  ],
};

const MARK = /<!-- (number|table):([\w.-]+) -->([\s\S]*?)<!-- \/\1 -->/g;

/** A page with every mark filled. @throws Error for a mark that means nothing, or one that is never closed */
export function fill(page: string, path: string): string {
  const open = page.match(/<!-- (?:number|table):/g)?.length ?? 0;
  if (open !== (page.match(MARK)?.length ?? 0)) throw new Error(`${path}: a mark is not closed`);
  return page.replace(MARK, (_, kind: string, name: string) => {
    if (kind === "number") return `<!-- number:${name} -->${number(name)}<!-- /number -->`;
    const table = TABLES[name];
    if (table === undefined) throw new Error(`${path}: no table is called ${name}`);
    return `<!-- table:${name} -->\n${table().join("\n")}\n<!-- /table -->`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".md"),
  );
  const pages = [...PAGES, ...docs.map((name) => `docs/${name}`)].filter((path) => existsSync(join(root, path)));
  writeOrCheck(Object.fromEntries(pages.map((path) => [join(root, path), fill(read(path), path)])));
}
