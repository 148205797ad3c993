import { unlink } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import * as v from "valibot";
import { LANGUAGES } from "../../../core/language.ts";
import { parseGrid } from "../../../core/period-grid.ts";
import { parseSchema } from "../../../credentials/credential/schema.ts";
import { type AddCommands, addCommand, option, shared } from "../../command.ts";
import { type Answers, interview, type PolicyFacts } from "../../dpia/interview.ts";
import { interviewIn } from "../../dpia/questions/load.ts";
import { readJson, refuseExisting, writeContent } from "../../files.ts";
import { readPolicy } from "../../policy-files.ts";
import { UsageError } from "../../report-error.ts";
import type { Terminal } from "../../terminal.ts";

/** `civicproof dpia init` */
export const addInit: AddCommands = (group, run) => {
  addCommand<{ out: string; language: string; resume?: boolean; force?: boolean }>(group, run, {
    usage: "init",
    summary: "ask what only you know and write a deployment descriptor",
    example: "dpia init --out deployment.yaml",
    options: [
      option("--out <file>", "where to write").default("deployment.yaml"),
      option("--language <tag>", `in which to ask: ${LANGUAGES.join(", ")}`).default("en"),
      option("--resume", "go on where an interview for this file was left"),
      shared.force,
    ],
    async run({ out, language, resume = false, force }, terminal) {
      const messages = interviewIn(language);
      await refuseExisting(out, force);
      const answersFile = `${out}.answers.json`;
      if (!resume) await refuseAnswers(answersFile, force);
      const earlier = resume ? await readJson(answersFile, parseAnswers) : {};
      const tell = (line: string): void => terminal.writeErr(`${line}\n`);
      const keep = (answers: Answers): Promise<void> =>
        writeContent(answersFile, `${JSON.stringify(answers, null, 2)}\n`, { force: true });
      const beside = (name: string): string => resolve(dirname(out), name);
      const readSchema = async (schema: string): Promise<void> => void (await readJson(beside(schema), parseSchema));
      const read = (policy: string, schema: string): Promise<PolicyFacts> => readFacts(beside(policy), beside(schema));
      let text: string;
      try {
        text = await asking(terminal, (ask) =>
          interview({
            messages,
            ask,
            tell,
            keep,
            earlier,
            readSchema,
            readPolicy: read,
            language: language.split("-")[0]!,
          }),
        );
      } catch (error) {
        tell(messages.words.kept(answersFile));
        throw error;
      }
      await writeContent(out, text, { force });
      await unlink(answersFile);
      return { text: messages.words.written(out), json: { out } };
    },
  });
};

/** Answers that were given are not written over by accident. @throws UsageError */
async function refuseAnswers(file: string, force: boolean | undefined): Promise<void> {
  await refuseExisting(file, force).catch(() => {
    throw new UsageError({
      message: `${file} has answers; go on with --resume, or begin again with --force`,
      path: file,
    });
  });
}

const answersShape = v.record(v.string(), v.pipe(v.string(), v.maxLength(5_000)));

/** @throws UsageError for a file of another form */
function parseAnswers(json: unknown): Answers {
  const result = v.safeParse(answersShape, json);
  if (!result.success) throw new UsageError({ message: "this is no file of answers" });
  return result.output;
}

async function readFacts(policyFile: string, schemaFile: string): Promise<PolicyFacts> {
  const { policy } = await readPolicy(policyFile, schemaFile);
  return {
    programme: policy.programme,
    period: policy.grid === undefined ? undefined : parseGrid(policy.grid).kind,
  };
}

/** Asks on the terminal of this process: questions on stderr, one line per answer. */
async function asking<Result>(
  terminal: Terminal,
  work: (ask: (question: string) => Promise<string>) => Promise<Result>,
): Promise<Result> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  const iterator = lines[Symbol.asyncIterator]();
  const abort = (): void => lines.close();
  terminal.signal.addEventListener("abort", abort, { once: true });
  try {
    return await work(async (question) => {
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
