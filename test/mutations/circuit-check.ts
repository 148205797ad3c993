/** Asks the circom compiler whether a file is a circuit: names, types and tags, in this process and without output. */
import fs from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";

interface Circom {
  readonly bindings: object;
  readonly CircomRunner: new (options: object) => { compile: unknown; execute(wasm: Uint8Array): Promise<unknown> };
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** The compiler's complaint about a file, or undefined. Paths are from the working directory. */
export async function checkCircuit(file: string): Promise<string | undefined> {
  const require = createRequire(join(process.cwd(), "package.json"));
  const { bindings, CircomRunner } = require("circom2") as Circom;
  compiled ??= WebAssembly.compile(fs.readFileSync(require.resolve("circom2/circom.wasm")));
  const module = await compiled;
  fs.mkdirSync("build", { recursive: true });
  const main = "build/check.circom";
  fs.writeFileSync(
    main,
    [
      "pragma circom 2.1.6;",
      `include "${relative("build", file)}";`,
      "template Check() { signal input a; signal output b <== a * a; }",
      "component main = Check();",
      "",
    ].join("\n"),
  );
  let output = "";
  const quiet = {
    ...fs,
    writeSync(descriptor: number, data: Uint8Array, ...rest: [number, number, number]) {
      if (descriptor > 2) return fs.writeSync(descriptor, data, ...rest);
      const [offset = 0, length = data.byteLength] = rest;
      output += Buffer.from(data.buffer, data.byteOffset + offset, length).toString();
      return length;
    },
  };
  const runner = new CircomRunner({
    args: [main],
    env: {},
    preopens: { ".": "." },
    bindings: { ...bindings, fs: quiet },
  });
  runner.compile = () => module;
  try {
    await runner.execute(new Uint8Array());
    return undefined;
  } catch (error) {
    // The compiler ends by an exit, which is thrown; nothing is said for code 0.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes start with the escape character
    return output.replace(/\u001b\[[0-9;]*m/g, "").trim() || String(error);
  }
}
