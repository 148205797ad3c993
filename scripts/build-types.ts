/**
 * Writes the declarations of every entry point into `dist`: the compiler emits those of each module, and these are then
 * put together. In two processes, one after the other, so that neither holds what the other needs: in one it is 4 GB.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { peerDependencies } from "../package.json" with { type: "json" };
import config from "../tsup.config.ts";

const ROOT = resolve(fileURLToPath(new URL("..", import.meta.url)));
/** Not below `node_modules`, whose files are nobody's own. */
const DIST = join(ROOT, "dist");
const MODULES = join(DIST, ".modules");
/** Dependencies that have no CommonJS form and whose types are in ours. */
const ES_MODULES = ["jose"];

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
for (const file of readdirSync(DIST).filter((name) => /\.d\.c?ts$/.test(name))) {
  const text = readFileSync(join(DIST, file), "utf8");
  writeFileSync(join(DIST, file), compilesAlone(text, { isCommonJs: file.endsWith(".cts") }));
}

/**
 * A package that is imported for nothing by its name has no types here. Where an optional peer is not installed, its types are `any` and no error of the application's. An ES module is named
 * as one, which a CommonJS module has to do for types as well.
 */
function compilesAlone(text: string, { isCommonJs }: { readonly isCommonJs: boolean }): string {
  const used = text.replace(/^import '[^'.].*';\n/gm, "");
  return used.replace(/^import (\{.*\}) from '([^'.].*)';$/gm, (line, names: string, name: string) => {
    const [scope, rest] = name.split("/");
    const dependency = name.startsWith("@") ? `${scope}/${rest}` : scope!;
    if (Object.hasOwn(peerDependencies, dependency)) return `// @ts-ignore: an optional peer\n${line}`;
    if (!isCommonJs || !ES_MODULES.includes(dependency)) return line;
    return `import type ${names} from '${name}' with { "resolution-mode": "import" };`;
  });
}
