import { existsSync } from "node:fs";
import {
  type AddCommands,
  addCommand,
  type CommonOptions,
  currentSeconds,
  integer,
  option,
  shared,
} from "../command.ts";
import { exampleFile } from "../demo/city.ts";
import { isSuccess, runDemo } from "../demo/run.ts";
import { startProgress } from "../progress.ts";
import { UsageError } from "../report-error.ts";

interface Options extends CommonOptions {
  readonly artifacts?: string;
  readonly people: number;
  readonly now?: number;
}

/** `civicproof demo` */
export const addDemo: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "demo",
    summary: "the main job from end to end, in a clone of the repository",
    example: "demo",
    options: [
      option("--people <number>", "credentials to issue").argParser(integer(300, 10_000)).default(1_000),
      option("--artifacts <directory>", "run on the keys of a ceremony, and accept no development keys"),
      shared.now,
    ],
    async run(options, terminal) {
      if (!existsSync(exampleFile("data", "population.csv")))
        throw new UsageError({ message: "the demo needs the examples/ of the repository: run it in a clone" });
      const report = await runDemo({
        artifacts: options.artifacts,
        people: options.people,
        nowSeconds: options.now ?? currentSeconds(),
        signal: terminal.signal,
        say: options.json ? () => {} : (line) => terminal.writeOut(`${line}\n`),
        startProgress: (name) => startProgress(name, terminal, options),
      });
      return { text: "", json: report, isRefusal: !isSuccess(report) };
    },
  });
};
