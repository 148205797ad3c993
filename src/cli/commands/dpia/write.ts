import { dirname, join } from "node:path";
import { type DpiaFormat, FORMAT_NAMES, renderFiles } from "../../../dpia/render/files.ts";
import { type AddCommands, addCommand, option, shared } from "../../command.ts";
import { loadDeployment } from "../../dpia/deployment.ts";
import { findBrowser, printPdf } from "../../dpia/pdf.ts";
import { refuseExisting, writeContent } from "../../files.ts";
import { UsageError } from "../../report-error.ts";
import type { ArtifactsOption } from "./shared.ts";

/** The HTML report printed by a browser. */
const PDF = "pdf";

/** `civicproof dpia [write]` */
export const addWrite: AddCommands = (group, run) => {
  addCommand<ArtifactsOption & { out?: string; format?: string[]; force?: boolean }>(group, run, {
    usage: "write <deployment>",
    isDefault: true,
    summary: "write the assessment and the official forms: see `dpia forms` (also without `write`)",
    example: "dpia write deployment.yaml --out dpia/",
    options: [
      option("--out <directory>", "where to write; default: `dpia` beside the descriptor"),
      option(
        "--format <name>",
        `one of ${[...FORMAT_NAMES, PDF].join(", ")}; may be repeated; default: all but ${PDF}`,
      ).argParser((name: string, names: string[] = []) => [...names, name]),
      shared.artifacts,
      shared.force,
    ],
    async run({ out, format = FORMAT_NAMES, artifacts, force }, { signal }, [path]) {
      const formats = format.filter((name) => name !== PDF).map(toFormat);
      // Without a browser nothing is derived in vain.
      const browser = format.includes(PDF) ? await findBrowser() : undefined;
      const loaded = await loadDeployment(path!, { artifacts, signal });
      const directory = out ?? join(dirname(loaded.file), "dpia");
      const files = new Map(formats.length === 0 ? [] : await renderFiles(loaded.model, formats));
      if (browser !== undefined) {
        for (const [name, html] of await renderFiles(loaded.model, ["html"])) {
          files.set(name.replace(/html$/, PDF), await printPdf(html as string, browser, signal));
        }
      }
      const written: string[] = [];
      for (const name of files.keys()) await refuseExisting(join(directory, name), force);
      for (const [name, content] of files) {
        const file = join(directory, name);
        await writeContent(file, content, { force });
        written.push(file);
      }
      const { findings } = loaded.model;
      const open = findings.filter(({ answers }) => answers === "privacy-officer").length;
      return {
        text: [
          ...written,
          `${findings.length} findings, ${open} of them for the privacy officer. This report does not decide whether the processing is lawful.`,
        ].join("\n"),
        json: { files: written, findings },
      };
    },
  });
};

function toFormat(name: string): DpiaFormat {
  const format = FORMAT_NAMES.find((each) => each === name);
  if (format === undefined)
    throw new UsageError({ message: `--format is one of ${[...FORMAT_NAMES, PDF].join(", ")}` });
  return format;
}
