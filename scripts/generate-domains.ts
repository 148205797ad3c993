/** Writes the domain tags of circuits/domains.json as circom functions and as TypeScript constants; --check compares. */
import { readFileSync } from "node:fs";
import { writeOrCheck } from "./write-or-check.ts";

const { prefix, names } = JSON.parse(readFileSync("circuits/domains.json", "utf8")) as {
  prefix: string;
  names: string[];
};
const tag = (name: string): bigint => BigInt(`0x${Buffer.from(prefix + name, "ascii").toString("hex")}`);

const circom = [
  "pragma circom 2.1.0;",
  "",
  "// Generated from circuits/domains.json by scripts/generate-domains.ts: the domain tags of docs/protocol.md P-1.",
  ...names.map((name) => `\nfunction TAG_${name.toUpperCase().replaceAll("-", "_")}() {\n    return ${tag(name)};\n}`),
  "",
].join("\n");

const typescript = [
  "// Generated from circuits/domains.json by scripts/generate-domains.ts: the domain tags of docs/protocol.md P-1.",
  "",
  "export const DOMAIN_TAGS = {",
  ...names.map((name) => `  ${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${tag(name)}n,`),
  "} as const;",
  "",
  "/** What a Poseidon call is for. */",
  "export type DomainName = keyof typeof DOMAIN_TAGS;",
  "",
].join("\n");

writeOrCheck({ "circuits/lib/domains.circom": circom, "src/domains.generated.ts": typescript });
