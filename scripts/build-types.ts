/**
 * Writes the declarations of every entry point into `dist`: the compiler emits those of each module, and these are then
 * put together. In two processes, one after the other, so that neither holds what the other needs: in one it is 4 GB.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import config from "../tsup.config.ts";

const ROOT = resolve(fileURLToPath(new URL("..", import.meta.url)));
/** Not below `node_modules`, whose files are nobody's own. */
const MODULES = join(ROOT, "dist/.modules");

const { entry, format, target } = config as { entry: Record<string, string> } & Pick<
  Parameters<typeof build>[0],
  "format" | "target"
>;

rmSync(MODULES, { recursive: true, force: true });
// Types are checked by `npm run check`.
const emit = ["--noCheck", "--project", "tsconfig.types.json", "--outDir", MODULES];
const { status } = spawnSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), ...emit], {
  cwd: ROOT,
  stdio: "inherit",
});
if (status !== 0) process.exit(status ?? 1);
const declarations = Object.fromEntries(
  Object.entries(entry).map(([name, file]) => [
    name,
    join(MODULES, file.replace(/^src\//, "").replace(/\.ts$/, ".d.ts")),
  ]),
);
await build({
  config: false,
  entry,
  format: format!,
  target: target!,
  outDir: "dist",
  clean: false,
  silent: true,
  dts: { only: true, entry: declarations },
});
rmSync(MODULES, { recursive: true });
