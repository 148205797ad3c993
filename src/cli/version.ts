import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageDirectory } from "../statement/artifacts/node.ts";

/** The version in this package's package.json. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageDirectory(), "package.json"), "utf8")) as { version: string };
  return version;
}
