/** The wallet: its addresses and screens. Taking a credential and answering a request are the component's. */

import { qrCode } from "../../../src/browser/components/index.ts";
import { openWallet, type Wallet } from "../../../src/browser/wallet/index.ts";
import { writePaperProof } from "../paper.ts";
import { TEXTS as SCREENS } from "./messages/index.ts";
import {
  actions,
  button,
  call,
  details,
  goTo,
  h,
  h1,
  inset,
  locale,
  normaliseCode,
  p,
  settleOn,
  show,
  startRoutes,
  summary,
  t,
  titleIn,
} from "./ui.ts";
import { drawBackup, drawOpen, drawRecover, drawSave, drawSheet } from "./wallet-backup.ts";
import { areFilesKept, artifacts, flowSetup, isOfferLink, type PaperProof, prover } from "./wallet-flow.ts";
import { drawHistory, drawHome, drawLock, drawRemove, type Readiness, readinessTag } from "./wallet-home.ts";
import { drawScan } from "./wallet-scan.ts";

const TEXTS = SCREENS.wallet;

/** An official has opened it for somebody without a phone: nothing stays. */
const isAssisted = new URLSearchParams(location.search).has("assisted");
const NAME = isAssisted ? "assisted-wallet" : "civicproof-wallet";

let opened: Wallet | undefined;
let readiness: Readiness = "loading";
let paper: PaperProof | undefined;

/** A screen that needs the storage. Where the browser refuses it, that is the screen. */
const withWallet =
  (draw: (wallet: Wallet, value: string) => unknown) =>
  async (value: string): Promise<void> => {
    opened ??= await openWallet({ name: NAME });
    await draw(opened, value);
    if (isAssisted) drawAssisted();
  };

function drawAssisted(): void {
  const isThere = document.getElementById("assisted") !== null;
  if (!isThere)
    document
      .getElementById("main")!
      .append(
        h(
          "section",
          { id: "assisted", "aria-label": t(TEXTS.close) },
          inset(p(t(TEXTS.assisted))),
          actions(button(t(TEXTS.close), () => goTo("#closed"), "warning")),
        ),
      );
}

/** Takes an offer or answers a request. */
function drawFlow(wallet: Wallet, kind: "offer" | "request", code: string): void {
  const element = document.createElement("civicproof-wallet");
  element.setAttribute("heading-level", "1");
  element.setup = flowSetup(wallet, (proof) => {
    paper = proof;
  });
  element.addEventListener("civicproof-go", (event) => {
    const { to } = (event as CustomEvent<{ to: string }>).detail;
    if (to === "wallet") goTo("");
    else if (to === "backup") goTo("#backup");
    else location.href = to === "issuer" ? "/office" : "/benefits";
  });
  element.addEventListener("civicproof-saved", () => settleOn(""));
  element.addEventListener("civicproof-receipt", (event) => {
    if ((event as CustomEvent<{ outcome: string }>).detail.outcome === "printed") drawPaper();
    else settleOn("#history");
  });
  if (kind === "offer") element.openOffer(code);
  else element.openRequest(code);
  show(element);
}

function drawPaper(): void {
  const { presentation, request } = paper!;
  const text = writePaperProof(presentation, request);
  const { title } = request.policy as { readonly title: string | Readonly<Record<string, string>> };
  const until = new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short" });
  show(
    h(
      "div",
      { class: "app-paper" },
      h1(t(TEXTS.paperTitle)),
      p(t(TEXTS.paperText)),
      summary([
        [t(TEXTS.what), titleIn(title)],
        [t(TEXTS.who), request.scope.verifier],
        [t(TEXTS.until), until.format(request.expiresAtSeconds * 1000)],
      ]),
      qrCode(text, t(TEXTS.paperQr)),
    ),
    h(
      "div",
      { class: "app-no-print" },
      details(
        t(TEXTS.paperCode),
        h(
          "textarea",
          { class: "app-textarea", id: "paper-text", rows: 6, readonly: true, "aria-label": t(TEXTS.paperCode) },
          text,
        ),
      ),
    ),
    actions(
      button(t(TEXTS.print), () => print()),
      button(t(TEXTS.toWallet), () => goTo(""), "secondary"),
    ),
  );
  if (isAssisted) drawAssisted();
}

/** Forgets everything of an assisted wallet. */
async function drawClosed(): Promise<void> {
  opened?.close();
  opened = undefined;
  paper = undefined;
  if (isAssisted)
    await new Promise<void>((resolve, reject) => {
      const deleting = indexedDB.deleteDatabase(NAME);
      deleting.onsuccess = () => resolve();
      deleting.onerror = () => reject(deleting.error);
    });
  show(h1(t(TEXTS.closed)), p(t(TEXTS.closedText)));
}

/** The link of an offer, or a code as people type it. */
const normaliseReference = (typed: string): string => (isOfferLink(typed.trim()) ? typed.trim() : normaliseCode(typed));

/** A code says not what it is for: requests are tried first. */
async function follow(code: string): Promise<void> {
  if (isOfferLink(code)) return goTo(`#offer=${encodeURIComponent(code)}`);
  const isRequest = await call(`/benefits/api/claims/${code}`).then(
    () => true,
    (error: unknown) => (error as { path?: string }).path !== "notFound",
  );
  goTo(`#${isRequest ? "request" : "offer"}=${code}`);
}

/** Those of policies over credentials. */
const CIRCUITS = ["age", "residency", "eligibility"] as const;

/** Keeps pages, lists and the files for proving, one circuit after the other. */
async function prepareOffline(): Promise<void> {
  await navigator.serviceWorker?.register("/service-worker.js").then(() => navigator.serviceWorker.ready);
  await Promise.all([fetch("/registry/snapshot.json"), fetch("/registry/status/0")]);
  for (const circuit of CIRCUITS) await prover.load(circuit, artifacts);
  readiness = areFilesKept() ? "ready" : "notKept";
  document.getElementById("readiness")?.replaceChildren(readinessTag(readiness));
}

startRoutes(
  { name: TEXTS.name },
  {
    "": withWallet((wallet) => drawHome(wallet, { readiness: () => readiness, follow, normalise: normaliseReference })),
    offer: withWallet((wallet, code) => drawFlow(wallet, "offer", normaliseReference(code))),
    request: withWallet((wallet, code) => drawFlow(wallet, "request", normaliseCode(code))),
    scan: drawScan,
    remove: withWallet(drawRemove),
    history: withWallet(drawHistory),
    lock: () => drawLock(),
    backup: drawBackup,
    "backup-save": withWallet(drawSave),
    "backup-open": withWallet(drawOpen),
    sheet: withWallet(drawSheet),
    recover: withWallet(drawRecover),
    closed: drawClosed,
  },
);
void prepareOffline().catch(() => {});
