/** The wallet's element on a page: with a real storage and a real proving worker, and what the test hands it. */
import { defineComponents, type IncomingRequest, type WalletElement } from "../../src/browser/components/index.ts";
import { openWallet } from "../../src/browser/wallet/index.ts";
import { createProverWorker } from "../../src/browser/worker/index.ts";

defineComponents();
const prover = createProverWorker({ worker: () => new Worker("/worker.js", { type: "module" }) });

const page = {
  async commitment(issuer: string): Promise<string> {
    return String(await (await openWallet()).commitmentFor(issuer));
  },
  async keep(credential: unknown): Promise<void> {
    await (await openWallet()).addCredential(credential);
  },
  /** Shows a request; what it answers or declines is never reached by these tests. */
  async ask(incoming: Omit<IncomingRequest, "answer">): Promise<void> {
    const element: WalletElement = document.createElement("civicproof-wallet");
    element.setAttribute("heading-level", "1");
    const unreachable = (): never => {
      throw new Error("not reached");
    };
    element.setup = {
      wallet: await openWallet(),
      prover,
      artifacts: { manifest: {}, baseUrl: location.href },
      registry: unreachable,
      request: async () => ({ ...incoming, answer: unreachable }),
    };
    document.querySelector("main")!.replaceChildren(element);
    element.openRequest("");
  },
};
declare global {
  var walletPage: typeof page;
}
globalThis.walletPage = page;
