/** `npm run sbom`: what an installation consists of, as CycloneDX in build/sbom.cdx.json. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

const args = ["sbom", "--sbom-format=cyclonedx", "--omit=dev", "--omit=optional", "--omit=peer", "--workspaces=false"];
const text = execFileSync("npm", args, { encoding: "utf8", maxBuffer: 2 ** 26 });
const { components } = JSON.parse(text) as { components: readonly { name: string; version: string }[] };
mkdirSync("build", { recursive: true });
writeFileSync("build/sbom.cdx.json", text);
console.log(`build/sbom.cdx.json: ${components.length} packages`);
