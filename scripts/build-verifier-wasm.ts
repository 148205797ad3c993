/** Writes dist/verifier.wasm, which `civicproof/verifier/wasm` takes. */
import { writeFileSync } from "node:fs";
import { moduleFile } from "../src/engine/pairing/module-file.ts";

writeFileSync("dist/verifier.wasm", moduleFile());
writeFileSync(
  "dist/verifier.wasm.d.ts",
  "/** As platforms give it that import WebAssembly: compiled. */\ndeclare const module: WebAssembly.Module;\nexport default module;\n",
);
