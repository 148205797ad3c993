#!/usr/bin/env node
/** The entry of the command line. The process ends by itself when nothing is left to do. */
import { run } from "./program.ts";
import { processTerminal } from "./terminal.ts";

const terminal = processTerminal();
run(process.argv.slice(2), terminal).then((exitCode) => {
  process.exitCode = exitCode;
  terminal.close();
});
