/** Every Word document of every example opens in LibreOffice, and its pages can be counted. Needs `soffice`. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type DpiaFormat, FORMATS, renderFiles } from "../../src/dpia/render/files.ts";
import { EXAMPLES, example } from "../unit/dpia/fixtures.ts";

const hasOffice = spawnSync("soffice", ["--version"]).status === 0;
const documents = (Object.keys(FORMATS) as DpiaFormat[]).filter((format) => FORMATS[format].endsWith("docx"));

it.skipIf(!hasOffice).each(EXAMPLES)("%s: LibreOffice prints every document", { timeout: 600_000 }, async (name) => {
  const directory = await mkdtemp(join(tmpdir(), "civicproof-office-"));
  try {
    const { model } = await example(name);
    const files = await renderFiles(model, documents);
    for (const [file, content] of files) await writeFile(join(directory, file), content);
    const run = spawnSync(
      "soffice",
      [
        `-env:UserInstallation=file://${directory}/profile`,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        directory,
        ...[...files.keys()].map((file) => join(directory, file)),
      ],
      { timeout: 500_000 },
    );
    expect(run.status).toBe(0);
    const printed = (await readdir(directory)).filter((file) => file.endsWith(".pdf"));
    expect(printed).toHaveLength(files.size);
    for (const file of printed) {
      const pdf = (await readFile(join(directory, file))).toString("latin1");
      expect(pdf.startsWith("%PDF-"), file).toBe(true);
      expect(Number(/\/Count (\d+)/.exec(pdf)?.[1]), file).toBeGreaterThan(0);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

it("writes all forms of one deployment in under 20 seconds", { timeout: 60_000 }, async () => {
  const { model } = await example("energy-cost-cap");
  const started = performance.now();
  // The Dutch government's form is there once.
  const { length } = model.deployment.languages;
  expect((await renderFiles(model)).size).toBe(length * (Object.keys(FORMATS).length - 1) + 1);
  expect(performance.now() - started).toBeLessThan(20_000);
});
