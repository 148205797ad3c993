/** Generated files: written, or with --check compared with what is there. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

export function writeOrCheck(files: Readonly<Record<string, string>>): void {
  const check = process.argv.includes("--check");
  for (const [path, content] of Object.entries(files)) {
    if (existsSync(path) && readFileSync(path, "utf8") === content) continue;
    if (check) {
      console.error(`${path} is stale: run \`npm run generate\``);
      process.exitCode = 1;
    } else {
      writeFileSync(path, content);
      console.error(`wrote ${path}`);
    }
  }
}
