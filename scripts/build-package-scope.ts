/**
 * Writes dist/package.json. Whoever loads a file asks the nearest package.json what it is; of the one above, with all its
 * exports, that takes a quarter of the time of an import.
 */
import { readFileSync, writeFileSync } from "node:fs";

const { type, sideEffects } = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly type: string;
  readonly sideEffects: readonly string[];
};
const own = sideEffects.flatMap((path) => (path.startsWith("./dist/") ? [path.replace("dist/", "")] : []));
writeFileSync("dist/package.json", `${JSON.stringify({ type, sideEffects: own }, null, 2)}\n`);
