/** The page of a first visit: nothing but what a wallet needs to prove in its worker. */
import { createProverWorker } from "../../src/browser/worker/index.ts";
import type { BenchInput } from "./page.ts";

/** Everything from an empty cache to the first proof; answers when that was there, in milliseconds since the visit began. */
async function visit({
  manifest,
  circuit,
  credential,
  holderSecret,
  request,
  snapshot,
  statusBits,
  nowSeconds,
}: BenchInput) {
  const prover = createProverWorker({ worker: () => new Worker("/worker.js", { type: "module" }) });
  const artifacts = { manifest, baseUrl: new URL("/artifacts/", location.href).href, allowDevelopmentKeys: true };
  await prover.load(circuit, artifacts);
  const loaded = performance.now();
  await prover.createPresentation({
    credential,
    holderSecret: BigInt(holderSecret) as never,
    request: await prover.openRequest(request, { askedBy: "https://bench.example", clock: () => nowSeconds }),
    registry: { snapshot, statusBits: Uint8Array.from(statusBits) },
    artifacts,
  });
  return { loadedMs: loaded, firstProofMs: performance.now() };
}

declare global {
  var civicproofVisit: typeof visit;
}
globalThis.civicproofVisit = visit;
