import { createInterface } from "node:readline/promises";
import { type AddCommands, addCommand, option, shared } from "../../command.ts";
import { interview, interviewSteps } from "../../dpia/interview.ts";
import { refuseExisting, writeContent } from "../../files.ts";
import { UsageError } from "../../report-error.ts";
import type { Terminal } from "../../terminal.ts";

/** `civicproof dpia init` */
export const addInit: AddCommands = (group, run) => {
  addCommand<{ out: string; force?: boolean }>(group, run, {
    usage: "init",
    summary: "ask what only you know and write a deployment descriptor",
    example: "dpia init --out deployment.yaml",
    options: [option("--out <file>", "where to write").default("deployment.yaml"), shared.force],
    async run({ out, force }, terminal) {
      await refuseExisting(out, force);
      const text = await ask(terminal);
      await writeContent(out, text, { force });
      return {
        text: `${out} is written; what you left empty is an open question. Next: civicproof dpia ${out}`,
        json: { out },
      };
    },
  });
};

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
