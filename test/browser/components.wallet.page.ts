/** The wallet's element on a page: with a real storage and a real proving worker, and what the test hands it. */
import { defineComponents, type IncomingRequest, type WalletElement } from "../../src/browser/components/index.ts";
import { openWallet } from "../../src/browser/wallet/index.ts";
import { createProverWorker } from "../../src/browser/worker/index.ts";
import { fetchSignedRequest, readAnchors } from "../../src/presentation/openid/index.ts";

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
    await show(async () => ({ ...incoming, answer: unreachable }));
  },
  /** The same for a link to a signed request, below an authority. */
  async askByLink(link: string, authority: string): Promise<void> {
    await show(async () => {
      const options = { anchors: await readAnchors([authority]), nowSeconds: Date.now() / 1_000 };
      const { request, responseUri } = await fetchSignedRequest(link, options);
      return { request, askedBy: { responseUri }, answer: unreachable };
    });
  },
};
const unreachable = (): never => {
  throw new Error("not reached");
};
async function show(request: () => Promise<IncomingRequest>): Promise<void> {
  const element: WalletElement = document.createElement("civicproof-wallet");
  element.setAttribute("heading-level", "1");
  element.setup = {
    wallet: await openWallet(),
    prover,
    artifacts: { manifest: {}, baseUrl: location.href },
    registry: unreachable,
    request,
  };
  document.querySelector("main")!.replaceChildren(element);
  element.openRequest("");
}
declare global {
  var walletPage: typeof page;
}
globalThis.walletPage = page;
