/** The packed tarball as an application gets it, and scripts that use it. */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { peakMemoryOf } from "./memory.ts";

/** Packs the package into `folder`; returns the tarball's path, and the memory that it took. */
export async function packInto(folder: string): Promise<{ tarball: string; peakBytes: number | undefined }> {
  const peakBytes = await peakMemoryOf("npm", ["pack", "--loglevel=error", "--pack-destination", folder], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  return { tarball: join(folder, tarball!), peakBytes };
}

/** Unpacks a tarball to `folder/package`. */
export function unpackInto(folder: string, tarball: string): void {
  execFileSync("tar", ["-xzf", tarball, "-C", folder]);
}

/** Installs what {@link unpackInto} unpacked; its dependencies come from this checkout, so no registry takes part. */
export function linkPackage(folder: string, unpacked = join(folder, "package")): void {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies)) linkDependency(folder, name);
  // A real folder: bundlers treat what a link leads to as the application's own code.
  cpSync(unpacked, join(folder, "node_modules", "civicproof"), { recursive: true });
}

/** Makes a package of this checkout importable from an application's folder. */
export function linkDependency(folder: string, name: string): void {
  mkdirSync(join(folder, "node_modules", name, ".."), { recursive: true });
  symlinkSync(resolve("node_modules", name), join(folder, "node_modules", name), "dir");
}

const IMPORTS = {
  issuer: [
    "createStatement",
    "createStatusRegistry",
    "derivePublicKey",
    "generatePrivateKey",
    "issueCredential",
    "parseSchema",
    "proveIssuerKey",
    "schemaId",
  ],
  holder: ["createPresentation", "generateHolderSecret", "holderCommitment", "loadArtifacts", "openRequest"],
  verifier: ["createMemoryStore", "createRequest", "CivicproofError", "loadVerificationKey", "verifyPresentation"],
  policy: ["compilePolicy", "readPolicy"],
  server: ["createVerifierService", "openSqliteStore"],
  dpia: ["parseDeployment"],
  groth16: ["importKey", "prove", "verify"],
  node: ["openArtifacts"],
} as const;

const HEADERS = {
  mjs: Object.entries(IMPORTS).map(([entry, names]) => `import { ${names.join(", ")} } from "civicproof/${entry}";`),
  cjs: Object.entries(IMPORTS).map(
    ([entry, names]) => `const { ${names.join(", ")} } = require("civicproof/${entry}");`,
  ),
};

const BODY = `
async function main() {
  const schema = parseSchema({ civicproof: "schema/v2", name: "resident", version: "1", claims: [{ name: "birthDate", type: "date" }] });
  const issuerKey = generatePrivateKey();
  const registry = createStatusRegistry({ id: "ab".repeat(32) });
  const nowSeconds = Math.floor(Date.now() / 1000);
  const reason = { timeSeconds: nowSeconds - 10, actor: "registrar", reasonCode: "other:set-up" };
  const possession = proveIssuerKey({ issuerKey, registry: registry.id, index: 0 });
  const issuerIndex = registry.addIssuer(derivePublicKey(issuerKey), { schemas: [schemaId(schema)], possession }, reason);
  const holderSecret = generateHolderSecret();
  const credential = issueCredential({
    issuerKey, schema, claims: { birthDate: "1950-02-28" }, holderCommitment: holderCommitment(holderSecret),
    registry: registry.id, statusIndex: registry.allocateStatusIndex(issuerIndex), validFrom: "2020-01-01", validUntil: "2099-12-31", claimsFrom: 0,
  });
  const policy = compilePolicy(readPolicy({
    civicproof: "policy/v2", name: "senior", version: 1, title: "Senior", programme: "senior", schema: "resident@1",
    require: { claim: "birthDate", yearsAgo: { ">=": 65 } },
  }, schema), schema);
  const request = createRequest({ policy, scope: { verifier: "portal.example" }, registry: registry.id, grid: "year/2020-01-01/0", origin: "https://portal.example", nowSeconds });
  const source = { circuit: policy.circuit, allowDevelopmentKeys: true, ...(await openArtifacts()) };
  const opened = openRequest(request, { askedBy: "https://portal.example" });
  const presentation = await createPresentation({ credential, holderSecret, request: opened, registry: registry.view(credential.schemaId), artifacts: await loadArtifacts(source) });
  const options = {
    request, verificationKey: await loadVerificationKey(source),
    statements: [createStatement({ registry, timeSeconds: nowSeconds - (nowSeconds % 3600) })], maxRootAgeSeconds: 7200, nowSeconds,
  };
  const verified = await verifyPresentation(presentation, options);
  const store = createMemoryStore();
  const outcomes = [await store.consume(verified), await store.consume(verified)];
  const refusal = await verifyPresentation({}, options).catch((error) => error);
  console.log(JSON.stringify({ outcomes, typed: refusal instanceof CivicproofError, code: refusal.code, at: Date.now() }));
}
main();
`;

/** A script that issues, proves, verifies and claims twice, and prints how it went. */
export function consumerScript(extension: "mjs" | "cjs"): string {
  return [...HEADERS[extension], BODY].join("\n");
}

/** What {@link consumerScript} prints, `at` apart. */
export const CONSUMER_RESULT = {
  outcomes: ["accepted", "already-used"],
  typed: true,
  code: "PRESENTATION_MALFORMED",
};

export interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  readonly endedAt: number;
}

/** Runs a script with a Node.js binary, this one by default. */
export function run(script: string, cwd: string, node = process.execPath): Promise<Run> {
  return new Promise((settle) => {
    const child = spawn(node, [script], { cwd, timeout: 60_000 });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("close", (code) =>
      settle({
        code,
        output: Buffer.concat(output).toString(),
        errors: Buffer.concat(errors).toString(),
        endedAt: Date.now(),
      }),
    );
  });
}
