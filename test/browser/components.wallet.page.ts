/** The wallet's element on a page: with a real storage and a real proving worker, and what the test hands it. */
import {
  defineComponents,
  type IncomingCredential,
  type IncomingOffer,
  type IncomingRequest,
  type WalletElement,
  type WalletSetup,
} from "../../src/browser/components/index.ts";
import { openWallet } from "../../src/browser/wallet/index.ts";
import { createProverWorker } from "../../src/browser/worker/index.ts";
import { OfficeAnswerError } from "../../src/offer.ts";
import { fetchSignedRequest, readAnchors } from "../../src/presentation/openid/index.ts";

defineComponents();
const prover = createProverWorker({ worker: () => new Worker("/worker.js", { type: "module" }) });

const page = {
  async commitment(issuer: string): Promise<string> {
    return String(await (await openWallet()).commitmentFor(issuer));
  },
  /** An offer whose credential somebody at the office looks at first. */
  async offer(offer: Omit<IncomingOffer, "accept">, credential: unknown): Promise<void> {
    let asked = 0;
    const again = async (): Promise<IncomingCredential> => {
      // The second time, the office is not reached.
      if (++asked === 2) throw new OfficeAnswerError({ path: "office" });
      return asked === 1 ? { intervalSeconds: 600, again } : { credential };
    };
    const element = await make({ offer: async () => ({ ...offer, accept: again }) });
    element.openOffer("");
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
  (await make({ request })).openRequest("");
}
async function make(own: Pick<WalletSetup, "offer" | "request">): Promise<WalletElement> {
  const element: WalletElement = document.createElement("civicproof-wallet");
  element.setAttribute("heading-level", "1");
  element.setup = {
    wallet: await openWallet(),
    prover,
    artifacts: { manifest: {}, baseUrl: location.href },
    registry: unreachable,
    ...own,
  };
  document.querySelector("main")!.replaceChildren(element);
  return element;
}
declare global {
  var walletPage: typeof page;
}
globalThis.walletPage = page;
