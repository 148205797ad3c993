/** The packed tarball as an application gets it: both module systems issue, prove, verify, and exit by themselves. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const IMPORTS = {
  issuer: ["createStatusRegistry", "derivePublicKey", "generatePrivateKey", "issueCredential", "parseSchema"],
  holder: ["createPresentation", "generateHolderSecret", "holderCommitment", "loadArtifacts"],
  verifier: ["createMemoryStore", "createRequest", "CivicproofError", "loadVerificationKey", "verifyPresentation"],
  policy: ["compilePolicy", "readPolicy"],
  groth16: ["importKey", "prove", "verify"],
  node: ["openArtifacts"],
} as const;

const HEADERS = {
  mjs: Object.entries(IMPORTS).map(([door, names]) => `import { ${names.join(", ")} } from "civicproof/${door}";`),
  cjs: Object.entries(IMPORTS).map(([door, names]) => `const { ${names.join(", ")} } = require("civicproof/${door}");`),
};

const BODY = `
async function main() {
  const schema = parseSchema({ civicproof: "schema/v1", name: "resident", version: "1", claims: [{ name: "birthDate", type: "date" }] });
  const issuerKey = generatePrivateKey();
  const registry = createStatusRegistry();
  const nowSeconds = Math.floor(Date.now() / 1000);
  const reason = { timeSeconds: nowSeconds - 10, actor: "registrar", reasonCode: "other:set-up" };
  const issuerIndex = registry.addIssuer(derivePublicKey(issuerKey), reason);
  const holderSecret = generateHolderSecret();
  const credential = issueCredential({
    issuerKey, schema, claims: { birthDate: "1950-02-28" }, holderCommitment: holderCommitment(holderSecret),
    statusIndex: registry.allocateStatusIndex(issuerIndex), validFrom: "2020-01-01", validUntil: "2099-12-31", firstPeriod: 1,
  });
  const policy = compilePolicy(readPolicy({
    civicproof: "policy/v1", name: "senior", version: 1, title: "Senior", programme: "senior", schema: "resident@1",
    require: { claim: "birthDate", yearsAgo: { ">=": 65 } },
  }, schema), schema);
  const request = createRequest({ policy, scope: { verifier: "portal.example" }, period: 1, origin: "https://portal.example", nowSeconds });
  const source = { circuit: policy.circuit, allowDevelopmentKeys: true, ...(await openArtifacts()) };
  const presentation = await createPresentation({ credential, holderSecret, request, registry, artifacts: await loadArtifacts(source) });
  const options = {
    request, verificationKey: await loadVerificationKey(source), issuerRoots: registry.issuerRoots,
    statusRoots: registry.statusRoots, rootGraceSeconds: 0, nowSeconds,
  };
  const verified = await verifyPresentation(presentation, options);
  const store = createMemoryStore();
  const outcomes = [await store.consume(verified), await store.consume(verified)];
  const refusal = await verifyPresentation({}, options).catch((error) => error);
  console.log(JSON.stringify({ outcomes, typed: refusal instanceof CivicproofError, code: refusal.code, at: Date.now() }));
}
main();
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "civicproof-tarball-"));
  execFileSync("npm", ["pack", "--pack-destination", folder], { stdio: ["ignore", "ignore", "pipe"] });
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  mkdirSync(join(folder, "node_modules"));
  execFileSync("tar", ["-xzf", join(folder, tarball!), "-C", folder]);
  // Dependencies come from this checkout: a registry is not part of the test.
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };
  const link = (target: string, name: string): void => {
    mkdirSync(join(folder, "node_modules", name, ".."), { recursive: true });
    symlinkSync(resolve(target), join(folder, "node_modules", name), "dir");
  };
  for (const name of Object.keys(dependencies)) link(join("node_modules", name), name);
  link(join(folder, "package"), "civicproof");
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  readonly endedAt: number;
}

function run(script: string): Promise<Run> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [script], { cwd: folder, timeout: 60_000 });
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

describe.each(["mjs", "cjs"] as const)("a script from the packed tarball, %s", (extension) => {
  it("issues, proves, verifies and exits within 2 s of its last line", async () => {
    const script = join(folder, `consumer.${extension}`);
    writeFileSync(script, [...HEADERS[extension], BODY].join("\n"));
    const { code, output, errors, endedAt } = await run(script);
    expect(errors).toBe("");
    expect(code).toBe(0);
    const { at, ...result } = JSON.parse(output) as { at: number };
    expect(result).toEqual({ outcomes: ["accepted", "already-used"], typed: true, code: "PRESENTATION_MALFORMED" });
    expect(endedAt - at).toBeLessThan(2_000);
  });
});
