import { writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { createInterface } from "node:readline/promises";
import { UsageError } from "../../../core/errors.ts";
import { type Capture, declaredLinks, findLinks, undeclaredLinks } from "../../../dpia/distinguish.ts";
import { createLock, findChanges, parseLock } from "../../../dpia/lock.ts";
import { type DpiaFormat, FORMAT_NAMES, renderFiles } from "../../../dpia/render/files.ts";
import { toSarif } from "../../../dpia/sarif.ts";
import { createProver } from "../../../engine/groth16/prover/prover.ts";
import { loadVerificationKey } from "../../../presentation/verification/load-key.ts";
import { loadArtifacts } from "../../../statement/artifacts/load.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import { type AddCommands, addCommand, integer, option, shared } from "../../command.ts";
import { readCaptures } from "../../dpia/captures.ts";
import { type LoadedDeployment, loadDeployment, qualifyingPeople } from "../../dpia/deployment.ts";
import { interview, interviewSteps } from "../../dpia/interview.ts";
import { runPresentations } from "../../dpia/presentations.ts";
import { readJson, refuseExisting, temporaryName, writeJson, writeText } from "../../files.ts";
import type { Terminal } from "../../terminal.ts";
import { packageVersion } from "../../version.ts";

interface ArtifactsOption {
  readonly artifacts?: string;
}

/** Beside the descriptor. */
const LOCK_NAME = "dpia.lock.json";

/** `civicproof dpia [write] | init | lock | check | test-linkability` */
export const addDpia: AddCommands = (program, run) => {
  const group = program.command("dpia").description("derive a data protection impact assessment from what runs");

  addCommand<ArtifactsOption & { out?: string; format?: string[]; force?: boolean }>(group, run, {
    usage: "write <deployment>",
    isDefault: true,
    summary: "write the assessment: Markdown, HTML, CNIL PIA, DOCX, record of processing (also without `write`)",
    example: "dpia write deployment.yaml --out dpia/",
    options: [
      option("--out <directory>", "where to write; default: `dpia` beside the descriptor"),
      option("--format <name>", `one of ${FORMAT_NAMES.join(", ")}; may be repeated; default: all`).argParser(
        (name: string, names: string[] = []) => [...names, name],
      ),
      shared.artifacts,
      shared.force,
    ],
    async run({ out, format = FORMAT_NAMES, artifacts, force }, { signal }, [path]) {
      const formats = format.map(toFormat);
      const loaded = await loadDeployment(path!, { artifacts, signal });
      const directory = out ?? join(dirname(loaded.file), "dpia");
      const files = await renderFiles(loaded.model, formats);
      const written: string[] = [];
      for (const name of files.keys()) await refuseExisting(join(directory, name), force);
      for (const [name, content] of files) {
        const file = join(directory, name);
        if (typeof content === "string") await writeText(file, content, { force });
        else await writeBytes(file, content, force);
        written.push(file);
      }
      const { findings } = loaded.model;
      const open = findings.filter(({ answers }) => answers === "privacy-officer").length;
      return {
        text: [
          ...written,
          `${findings.length} findings, ${open} of them for the privacy officer. Nothing here says whether it may be done.`,
        ].join("\n"),
        json: { files: written, findings },
      };
    },
  });

  addCommand<{ out: string; force?: boolean }>(group, run, {
    usage: "init",
    summary: "ask what only you know and write a deployment descriptor",
    example: "dpia init --out deployment.yaml",
    options: [option("--out <file>", "where to write").default("deployment.yaml"), shared.force],
    async run({ out, force }, terminal) {
      await refuseExisting(out, force);
      const text = await ask(terminal);
      await writeText(out, text, { force });
      return {
        text: `${out} is written; what you left empty is an open question. Next: civicproof dpia ${out}`,
        json: { out },
      };
    },
  });

  addCommand<ArtifactsOption & { out?: string; force?: boolean }>(group, run, {
    usage: "lock <deployment>",
    summary: "record what was approved, for `dpia check`",
    example: "dpia lock deployment.yaml",
    options: [
      option("--out <file>", `the lock; default: ${LOCK_NAME} beside the descriptor`),
      shared.artifacts,
      shared.force,
    ],
    async run({ out, artifacts, force }, { signal }, [path]) {
      const { file, state } = await loadDeployment(path!, { artifacts, signal });
      const lock = createLock(state);
      const target = out ?? join(dirname(file), LOCK_NAME);
      await writeJson(target, lock, { force });
      return {
        text: `${target} holds ${Object.keys(lock.facts).length} guarded values.`,
        json: { out: target, ...lock },
      };
    },
  });

  addCommand<ArtifactsOption & { lock?: string; sarif?: string; force?: boolean }>(group, run, {
    usage: "check <deployment>",
    summary: "compare what runs with what was approved; exit code 1 and a sentence for each difference",
    example: "dpia check deployment.yaml --sarif dpia.sarif",
    options: [
      option("--lock <file>", `the lock; default: ${LOCK_NAME} beside the descriptor`),
      option("--sarif <file>", "write the differences as SARIF 2.1.0"),
      shared.artifacts,
      shared.force,
    ],
    async run({ lock, sarif, artifacts, force }, { signal }, [path]) {
      const loaded = await loadDeployment(path!, { artifacts, signal });
      const approved = await readJson(lock ?? join(dirname(loaded.file), LOCK_NAME), parseLock);
      const changes = findChanges(approved, loaded.state);
      if (sarif !== undefined) await writeJson(sarif, toSarif(changes, sarifOptions(loaded)), { force });
      const places = changes.map((change) => {
        const found = loaded.locate(change);
        const at = found?.position === undefined ? "" : `:${found.position.line}:${found.position.column}`;
        return found === undefined ? "" : `${found.file}${at}: `;
      });
      return {
        text:
          changes.length === 0
            ? "Nothing that is guarded differs from what was approved."
            : changes.map(({ message }, i) => `${places[i]}${message}`).join("\n"),
        json: { changes },
        isRefusal: changes.length > 0,
      };
    },
  });

  addCommand<
    ArtifactsOption & {
      holders: number;
      scopes: number;
      verifiers: number;
      periods: number;
      captures?: string;
      allowDevelopmentKeys?: boolean;
      progress?: boolean;
    }
  >(group, run, {
    usage: "test-linkability <deployment>",
    summary: "make real presentations and fail on a link that the assessment does not declare",
    example: "dpia test-linkability deployment.yaml --holders 3 --allow-development-keys",
    options: [
      option("--holders <n>", "people").argParser(integer(2, 20)).default(3),
      option("--scopes <n>", "programmes of each verifier").argParser(integer(1, 10)).default(2),
      option("--verifiers <n>", "verifiers").argParser(integer(1, 10)).default(2),
      option("--periods <n>", "periods").argParser(integer(1, 12)).default(2),
      option(
        "--captures <file>",
        "further captures of the same run, such as a service's logs and metrics, one JSON a line",
      ),
      shared.artifacts,
      shared.allowDevelopmentKeys,
    ],
    async run(options, terminal, [path]) {
      const loaded = await loadDeployment(path!, { artifacts: options.artifacts, signal: terminal.signal });
      const { model } = loaded;
      const people = await qualifyingPeople(loaded, options.holders, terminal.signal);
      const source = {
        circuit: model.policy.circuit,
        ...(await openArtifacts(options.artifacts)),
        allowDevelopmentKeys: options.allowDevelopmentKeys ?? false,
      };
      const [artifacts, verificationKey] = await Promise.all([loadArtifacts(source), loadVerificationKey(source)]);
      const isShown = options.progress ?? terminal.isInteractive;
      const prover = createProver();
      const result = await runPresentations({
        ...options,
        model,
        people,
        artifacts,
        verificationKey,
        prover,
        signal: terminal.signal,
        onProgress: (done, total) => {
          if (isShown) terminal.writeErr(`${done} of ${total} presentations\n`);
        },
      }).finally(() => prover.dispose());
      const further: readonly Capture[] = options.captures === undefined ? [] : await readCaptures(options.captures);
      const found = findLinks([...result.captures, ...further]);
      const undeclared = undeclaredLinks(found, declaredLinks(model.links), result.known);
      const lines = found.map((link) => {
        const isOpen = undeclared.includes(link);
        const what = link.value === undefined ? "" : ` (${result.known.get(link.value) ?? "unknown value"})`;
        return `${isOpen ? "UNDECLARED" : "declared  "} ${link.party}: ${link.distinguisher} of ${link.channel} ${link.field}${what}, ${link.relation}, ${link.captures} acts`;
      });
      return {
        text: [
          `${result.presentations} presentations, ${result.captures.length + further.length} captures.`,
          ...lines,
          undeclared.length === 0 ? "Only declared links were found." : `${undeclared.length} undeclared links.`,
        ].join("\n"),
        json: {
          presentations: result.presentations,
          found: found.map(withoutValue),
          undeclared: undeclared.map(withoutValue),
        },
        isRefusal: undeclared.length > 0,
      };
    },
  });
};

/** Values of a test run are of no use to anybody. */
function withoutValue<T extends { readonly value?: string }>({ value: _, ...link }: T): Omit<T, "value"> {
  return link;
}

function toFormat(name: string): DpiaFormat {
  const format = FORMAT_NAMES.find((each) => each === name);
  if (format === undefined) throw new UsageError({ message: `--format is one of ${FORMAT_NAMES.join(", ")}` });
  return format;
}

function sarifOptions({ locate }: LoadedDeployment): Parameters<typeof toSarif>[1] {
  return {
    version: packageVersion(),
    locate: (change) => {
      const found = locate(change);
      return found === undefined
        ? undefined
        : { ...found, file: relative(process.cwd(), found.file).replaceAll("\\", "/") };
    },
  };
}

/** Whole or not at all, as text files are. */
async function writeBytes(file: string, content: Uint8Array, force = false): Promise<void> {
  const { mkdir, rename } = await import("node:fs/promises");
  await refuseExisting(file, force);
  await mkdir(dirname(file), { recursive: true });
  const temporary = temporaryName(file);
  await writeFile(temporary, content);
  await rename(temporary, file);
}

/** Asks on the terminal of this process: questions on stderr, one line per answer. */
async function ask(terminal: Terminal): Promise<string> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  const iterator = lines[Symbol.asyncIterator]();
  const abort = (): void => lines.close();
  terminal.signal.addEventListener("abort", abort, { once: true });
  try {
    return await interview(interviewSteps(), async (question) => {
      terminal.writeErr(`${question} `);
      const { value, done } = await iterator.next();
      if (done === true) throw new UsageError({ message: "the input ended before the interview did" });
      return value;
    });
  } finally {
    terminal.signal.removeEventListener("abort", abort);
    lines.close();
  }
}
