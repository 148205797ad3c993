import manifest from "civicproof/artifacts/manifest.json";
import { callService, dayInWords, defineComponents } from "civicproof/components";
import { openWallet } from "civicproof/wallet";
import { createProverWorker } from "civicproof/worker";
import { button, element, show } from "./dom.js";

defineComponents();
const call = (path, body) =>
  callService(path, { ...(body === undefined ? {} : { method: "POST", body }), read: (answer) => answer });
const prover = createProverWorker({ worker: () => new Worker("/assets/prover.worker.js", { type: "module" }) });

/** What <civicproof-wallet> needs of this app. */
const setupFor = (wallet) => ({
  wallet,
  prover,
  artifacts: { manifest, baseUrl: new URL("/artifacts/", location.href).href, allowDevelopmentKeys: true },
  async registry(issuer) {
    const snapshot = await call("/registry/snapshot.json");
    const index = snapshot.issuers.findIndex(({ publicKey }) => publicKey === issuer);
    const response = await fetch(`/registry/status/${Math.max(0, index)}`);
    return { snapshot, statusBits: new Uint8Array(await response.arrayBuffer()) };
  },
  async offer(code) {
    const offered = await call(`/api/offers/${code}`);
    return { ...offered, accept: (holderCommitment) => call(`/api/offers/${code}/redeem`, { holderCommitment }) };
  },
  async request(code) {
    const path = `/api/requests/${code}`;
    return {
      ...(await call(path)),
      askedBy: location.origin,
      responseUri: new URL(`${path}/answer`, location.href).href,
      answer: (presentation) => call(`${path}/answer`, presentation),
      decline: () => call(`${path}/decline`, {}),
    };
  },
});

async function draw() {
  const [, kind, code] = /^#(offer|request)=([A-Z0-9]{4}-[A-Z0-9]{4})$/.exec(location.hash) ?? [];
  const wallet = await openWallet();
  if (kind === undefined) return home(wallet);
  const flow = document.createElement("civicproof-wallet");
  flow.setAttribute("heading-level", "1");
  flow.setup = setupFor(wallet);
  flow.addEventListener("civicproof-go", ({ detail: { to } }) => {
    const pages = { portal: "/portal", issuer: "/office" };
    location.href = pages[to] ?? "/wallet";
  });
  if (kind === "offer") flow.openOffer(code);
  else flow.openRequest(code);
  show(flow);
}

async function home(wallet) {
  const credentials = await wallet.credentials();
  const receipts = await wallet.receipts();
  const label = element("label", "Enter a code");
  const input = document.createElement("input");
  input.id = "code";
  label.htmlFor = input.id;
  const follow = async () => {
    const code = input.value.trim().toUpperCase();
    const isRequest = await call(`/api/requests/${code}`).then(
      () => true,
      () => false,
    );
    location.hash = `${isRequest ? "request" : "offer"}=${code}`;
  };
  show(
    element("h1", "Your wallet"),
    ...credentials.map(({ credential }) =>
      element("p", `Credential, valid until ${dayInWords(credential.validUntil, navigator.language)}`),
    ),
    ...receipts.map(({ asker, outcome, reference = "" }) => element("p", `${asker}: ${outcome} ${reference}`)),
    label,
    input,
    button("Continue", follow),
  );
}

const go = () =>
  draw().catch(() =>
    show(
      element("h1", "The wallet can’t be opened"),
      element("p", "Allow this site to store data, and try again."),
      button("Try again", go),
    ),
  );
addEventListener("hashchange", go);
go();
