import { defineConfig } from "tsup";

/** One entry per export of package.json, and the scripts of threads. */
export default defineConfig({
  entry: {
    index: "src/index.ts",
    issuer: "src/issuer.ts",
    holder: "src/holder.ts",
    verifier: "src/verifier.ts",
    "verifier-wasm": "src/verifier-wasm.ts",
    policy: "src/statement/policy/index.ts",
    settlement: "src/portal/settlement/index.ts",
    dpia: "src/dpia/index.ts",
    anchoring: "src/records/index.ts",
    "anchoring-node": "src/records/archive/index.ts",
    groth16: "src/engine/groth16/index.ts",
    "prover-worker": "src/engine/groth16/prover/worker.ts",
    portal: "src/portal.ts",
    server: "src/portal/server/index.ts",
    offer: "src/offer.ts",
    openid: "src/presentation/openid/index.ts",
    office: "src/office/index.ts",
    "pairing-worker": "src/portal/server/pairing-worker.ts",
    "sqlite-worker": "src/office/source/sqlite-worker.ts",
    worker: "src/browser/worker/index.ts",
    "worker-entry": "src/browser/worker/entry.ts",
    wallet: "src/browser/wallet/index.ts",
    components: "src/browser/components/index.ts",
    react: "src/browser/components/react.ts",
    node: "src/node.ts",
    snarkjs: "src/snarkjs.ts",
    cli: "src/cli/main.ts",
  },
  format: ["esm", "cjs"],
  dts: true,
  // Entry points share chunks, so an error class or a verified presentation of one is that of every other.
  splitting: true,
  target: "es2022",
  platform: "neutral",
  // Gives the CommonJS build an import.meta.url; without it cli.cjs and node.cjs are syntax errors.
  shims: true,
  sourcemap: false,
  clean: true,
});
