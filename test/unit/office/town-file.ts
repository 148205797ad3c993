/** The town's register as a CSV file. */
import { writeFileSync } from "node:fs";
import { TOWN, TOWN_COLUMNS } from "./world.ts";

export function writeTown(file: string, rows = TOWN, header: readonly string[] = TOWN_COLUMNS): string {
  writeFileSync(file, [header, ...rows].map((row) => `${row.map((cell) => cell ?? "").join(",")}\n`).join(""));
  return file;
}
