/** A small application: issues, proves in a worker, verifies and claims twice, all in the page; the same for each bundler. */

/** `page.js`; it writes its result into the title. */
export const PAGE = `
import manifest from "civicproof/artifacts/manifest.json";
import { createStatement, createStatusRegistry, derivePublicKey, generatePrivateKey, issueCredential, parseSchema, proveIssuerKey, schemaId } from "civicproof/issuer";
import { compilePolicy, readPolicy } from "civicproof/policy";
import { createMemoryStore, createRequest, loadVerificationKey, verifyPresentation } from "civicproof/verifier";
import { holderCommitment, readFromUrl } from "civicproof/holder";
import { openWallet } from "civicproof/wallet";
import { createProverWorker, CivicproofError } from "civicproof/worker";

export async function claimTwice(startWorker) {
  const schema = parseSchema({ civicproof: "schema/v2", name: "resident", version: "1", claims: [{ name: "birthDate", type: "date" }] });
  const issuerKey = generatePrivateKey();
  const nowSeconds = Math.floor(Date.now() / 1000);
  const registry = createStatusRegistry({ id: "ab".repeat(32) });
  const trust = { schemas: [schemaId(schema)], possession: proveIssuerKey({ issuerKey, registry: registry.id, index: 0 }) };
  const issuerIndex = registry.addIssuer(derivePublicKey(issuerKey), trust, { timeSeconds: nowSeconds - 10, actor: "registrar", reasonCode: "other:set-up" });
  const wallet = await openWallet();
  const holderSecret = await wallet.holderSecret();
  const { credential } = await wallet.addCredential(issueCredential({
    issuerKey, schema, claims: { birthDate: "1950-02-28" }, holderCommitment: holderCommitment(holderSecret),
    registry: registry.id, statusIndex: registry.allocateStatusIndex(issuerIndex), validFrom: "2020-01-01", validUntil: "2099-12-31", claimsFrom: 0,
  }));
  const policy = compilePolicy(readPolicy({
    civicproof: "policy/v2", name: "senior", version: 1, title: "Senior", programme: "senior", schema: "resident@1",
    require: { claim: "birthDate", yearsAgo: { ">=": 65 } },
  }, schema), schema);
  const request = createRequest({ policy, scope: { verifier: "portal.example" }, registry: registry.id, grid: "year/2020-01-01/0", origin: "https://portal.example", nowSeconds });
  const prover = createProverWorker({ worker: startWorker });
  const baseUrl = new URL("/artifacts/", location.href).href;
  const opened = await prover.openRequest(request, { askedBy: "https://portal.example" });
  const presentation = await prover.createPresentation({
    credential, holderSecret, request: opened, registry: registry.view(credential.schemaId), artifacts: { manifest, baseUrl, allowDevelopmentKeys: true },
  });
  prover.close();
  const options = {
    request, statements: [createStatement({ registry, timeSeconds: nowSeconds - (nowSeconds % 3600) })], maxRootAgeSeconds: 7200, nowSeconds,
    verificationKey: await loadVerificationKey({ circuit: policy.circuit, manifest, read: readFromUrl({ baseUrl }), allowDevelopmentKeys: true }),
  };
  const store = createMemoryStore();
  const verified = await verifyPresentation(presentation, options);
  const outcomes = [await store.consume(verified), await store.consume(verified)];
  const refusal = await verifyPresentation({}, options).catch((error) => error);
  return { outcomes, typed: refusal instanceof CivicproofError, code: refusal.code };
}

export const report = (startWorker) =>
  claimTwice(startWorker).then(
    (result) => { document.title = JSON.stringify(result); },
    (error) => { document.title = JSON.stringify({ error: String(error), cause: String(error?.cause) }); },
  );
`;

/** `main.js`, the entry of the plain bundlers. */
export const MAIN = `
import { report } from "./page.js";
report(() => new Worker(new URL("./prover.worker.js", import.meta.url), { type: "module" }));
`;

/** `prover.worker.js`, the whole of what an application writes for its worker. */
export const WORKER = `import "civicproof/worker/entry";\n`;

/** `app/page.js` of the Next.js application. */
export const NEXT_PAGE = `
"use client";
import { useEffect } from "react";
export default function Page() {
  useEffect(() => {
    import("../page.js").then(({ report }) =>
      report(() => new Worker(new URL("../prover.worker.js", import.meta.url), { type: "module" })),
    );
  }, []);
  return <main>civicproof</main>;
}
`;

/** `app/api/route.js`: the verifier, issuer, policy and node entry points on the server. */
export const nextRoute = (body: string): string => `
${body
  .replace(/\nmain\(\);\s*$/, "")
  .replace("console.log(JSON.stringify(", "return (")
  .replace("at: Date.now() }));", "});")}
export const dynamic = "force-dynamic";
export async function GET() {
  return Response.json(await main());
}
`;
