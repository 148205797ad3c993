import manifest from "civicproof/artifacts/manifest.json";
import { callService, dayInWords, defineComponents, ServiceCallError } from "civicproof/components";
import { openWallet } from "civicproof/wallet";
import { createProverWorker } from "civicproof/worker";
import { button, card, element, show } from "./dom.js";

defineComponents();
const call = (path, body) =>
  callService(path, { ...(body === undefined ? {} : { method: "POST", body }), read: (answer) => answer ?? undefined });
const prover = createProverWorker({ worker: () => new Worker("/assets/prover.worker.js", { type: "module" }) });

/** What <civicproof-wallet> needs of this app. */
const setupFor = (wallet) => ({
  wallet,
  prover,
  artifacts: { manifest, baseUrl: new URL("/artifacts/", location.href).href, allowDevelopmentKeys: true },
  async registry(issuer) {
    const snapshot = await call("/registry/snapshot.json");
    if (!Array.isArray(snapshot.issuers)) throw new ServiceCallError({ path: "malformed" });
    const index = snapshot.issuers.findIndex(({ publicKey }) => publicKey === issuer);
    const response = await fetch(`/registry/status/${Math.max(0, index)}`);
    if (!response.ok) throw new ServiceCallError({ path: "unavailable" });
    return { snapshot, statusBits: new Uint8Array(await response.arrayBuffer()) };
  },
  async offer(code) {
    const { issuer, issuerKey, definitions } = await call(`/api/offers/${code}`);
    // The stand-in of an office next door. With a real one: openOffer(code, { office }) of civicproof/offer.
    const accept = async () => {
      const holderCommitment = String(await wallet.commitmentFor(issuerKey));
      return { credential: await call(`/api/offers/${code}/redeem`, { holderCommitment }) };
    };
    return { issuer, address: location.origin, issuerId: issuerKey, definitions, needsTransactionCode: false, accept };
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
  // A reload must not ask again for what is done.
  for (const done of ["civicproof-receipt", "civicproof-saved"])
    flow.addEventListener(done, () => history.replaceState(null, "", "/wallet"));
  if (kind === "offer") flow.openOffer(code);
  else flow.openRequest(code);
  show(flow);
}

const OUTCOMES = { accepted: "Accepted", "already-used": "You had claimed before", printed: "Printed" };

async function home(wallet, problem = "") {
  const credentials = await wallet.credentials();
  const receipts = await wallet.receipts();
  const label = element("label", "Enter a code");
  const input = document.createElement("input");
  const error = element("p", problem);
  error.setAttribute("role", "alert");
  Object.assign(input, { id: "code", autocomplete: "off" });
  label.htmlFor = input.id;
  const follow = async () => {
    const typed = input.value.toUpperCase().replace(/[^0-9A-Z]/g, "");
    if (typed.length !== 8) return home(wallet, "Enter the eight characters of the code");
    const code = `${typed.slice(0, 4)}-${typed.slice(4)}`;
    const isRequest = await call(`/api/requests/${code}`).then(
      () => true,
      () => false,
    );
    location.hash = `${isRequest ? "request" : "offer"}=${code}`;
  };
  const time = new Intl.DateTimeFormat(navigator.language, { dateStyle: "long", timeStyle: "short" });
  const empty = [element("p", "There is no credential in it yet. The office gives you a code for one.")];
  const proven = receipts.map(({ title, asker, outcome, atSeconds, reference }) =>
    card(
      typeof title === "string" ? title : Object.values(title)[0],
      `${OUTCOMES[outcome]}, ${asker}, ${time.format(1000 * atSeconds)}`,
      ...(reference === undefined ? [] : [`Reference ${reference}`]),
    ),
  );
  show(
    element("h1", "Your wallet"),
    ...(credentials.length === 0 ? empty : []),
    ...credentials.map(({ credential }) =>
      card("Credential", `Valid until ${dayInWords(credential.validUntil, navigator.language)}`),
    ),
    error,
    label,
    input,
    button("Continue", follow),
    ...(proven.length === 0 ? [] : [element("h2", "What you have proven"), ...proven]),
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
