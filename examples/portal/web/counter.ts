/** The official's page: scans a proof on paper and decides without a network. */
import { base64 } from "@scure/base";
import manifest from "../../../artifacts/manifest.json" with { type: "json" };
import { dayInWords, failureOf } from "../../../src/browser/components/index.ts";
import { readFromUrl } from "../../../src/holder.ts";
import { createStatement } from "../../../src/issuer.ts";
import {
  type CircuitName,
  loadVerificationKey,
  type PresentationRequest,
  RequestError,
  toField,
  type VerificationKey,
  verifyPresentation,
} from "../../../src/verifier.ts";
import { readPaperProof } from "../paper.ts";
import { TEXTS as SCREENS } from "./messages/index.ts";
import { readPicture, watchCamera } from "./scan.ts";
import {
  actions,
  button,
  call,
  currentTurn,
  failureTexts,
  fieldValue,
  form,
  goTo,
  h,
  h1,
  h2,
  hint,
  inset,
  lead,
  locale,
  nextTurn,
  p,
  panel,
  show,
  startRoutes,
  submit,
  t,
  tag,
  titleIn,
  warn,
} from "./ui.ts";

const TEXTS = SCREENS.counter;

interface Kit {
  readonly programmes: readonly {
    readonly title: Readonly<Record<string, string>>;
    readonly request: PresentationRequest;
  }[];
  readonly statements: readonly {
    readonly registry: string;
    readonly timeSeconds: number;
    readonly issuerRoots: Readonly<Record<string, string>>;
    readonly statusRoot: string;
  }[];
  readonly nonceKey: string;
}

/** A sheet is good until the next day, and the roots under it for two hours more. */
const MAX_ROOT_AGE_SECONDS = 86_400 + 7_200;
const NAME = "portal-counter";

let conflicts = 0;

/** Shows a screen; what it throws is about the sheet. */
function go(screen: () => unknown): void {
  nextTurn();
  void Promise.resolve()
    .then(screen)
    .catch((error: unknown) => drawRefusal(error));
}

// ---- what this device has accepted ----

function transact<T>(mode: IDBTransactionMode, step: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("accepted");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("accepted", mode, { durability: "strict" });
      const request = step(transaction.objectStore("accepted"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    };
  });
}

/** `text` until the portal has it, then "". The key is the nullifier: one entry for each person, programme and period. */
const record = (nullifier: string, text: string): Promise<boolean> =>
  transact("readwrite", (store) => store.add(text, nullifier)).then(
    () => true,
    (error: unknown) => {
      if ((error as { name?: string } | null)?.name === "ConstraintError") return false;
      throw error;
    },
  );
const settle = (nullifier: string): Promise<unknown> => transact("readwrite", (store) => store.put("", nullifier));

async function unsent(): Promise<readonly (readonly [nullifier: string, text: string])[]> {
  const keys = await transact("readonly", (store) => store.getAllKeys());
  const texts = (await transact("readonly", (store) => store.getAll())) as string[];
  return keys.flatMap((key, i) => (texts[i] === "" ? [] : [[String(key), texts[i]!] as const]));
}

/** Sends what is recorded here; answers what the portal says to the last one. */
async function sendAll(): Promise<string | undefined> {
  let last: string | undefined;
  for (const [nullifier, text] of await unsent()) {
    const { outcome } = await call<{ outcome: string }>("/counter/api/settle", { method: "POST", body: { text } });
    if (outcome === "already-used") conflicts++;
    await settle(nullifier);
    last = outcome;
  }
  return last;
}

// ---- checking ----

const keys = new Map<CircuitName, VerificationKey>();

async function keyOf(circuit: CircuitName): Promise<VerificationKey> {
  const read = readFromUrl({ baseUrl: "/artifacts/" });
  const known =
    keys.get(circuit) ?? (await loadVerificationKey({ circuit, manifest, read, allowDevelopmentKeys: true }));
  keys.set(circuit, known);
  return known;
}

async function check(text: string): Promise<void> {
  const { presentation, terms } = readPaperProof(text);
  const kit = await call<Kit>("/counter/api/kit");
  const programme = kit.programmes.find(({ request }) => request.policyHash === presentation.publicSignals[1]);
  if (programme === undefined || !(await isOurs(terms.nonce, kit.nonceKey))) throw new RequestError({ path: "nonce" });
  const { request } = programme;
  const verified = await verifyPresentation(presentation, {
    request: { ...request, ...terms },
    verificationKey: await keyOf(request.circuit),
    // The portal has verified them; the kit comes from it.
    statements: kit.statements.map(({ registry: id, timeSeconds, issuerRoots, statusRoot }) => {
      const roots = Object.entries(issuerRoots).map(([schema, root]) => [schema, toField(root)]);
      const registry = { id, issuerRoots: Object.fromEntries(roots), statusRoot: toField(statusRoot) };
      return createStatement({ registry, timeSeconds });
    }),
    maxRootAgeSeconds: MAX_ROOT_AGE_SECONDS,
    nowSeconds: Math.floor(Date.now() / 1000),
  });
  if (!(await record(String(verified.nullifier), text))) return drawUsed(request);
  const outcome = await sendAll().catch((error: unknown) => {
    if (failureOf(error).kind === "offline") return undefined;
    throw error;
  });
  if (outcome === "already-used") return drawUsed(request);
  go(() => drawAccepted(titleIn(programme.title), outcome !== undefined));
}

/** Whether the portal gave this nonce out: its last 16 bytes are an HMAC-SHA-256 of the first 16. */
async function isOurs(nonce: string, nonceKey: string): Promise<boolean> {
  const bytes = base64.decode(`${nonce.replaceAll("-", "+").replaceAll("_", "/")}=`) as Uint8Array<ArrayBuffer>;
  const raw = base64.decode(nonceKey) as Uint8Array<ArrayBuffer>;
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const tag = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes.slice(0, 16)));
  return bytes.length === 32 && tag.subarray(0, 16).every((byte, i) => byte === bytes[16 + i]);
}

// ---- screens ----

async function drawForm(): Promise<void> {
  const turn = currentTurn();
  const waiting = (await unsent()).length;
  if (turn !== currentTurn()) return;
  const date = new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short" });
  const picture = h("input", {
    class: "app-file-upload",
    type: "file",
    id: "picture",
    accept: "image/*",
    onchange: async () => {
      const text = await readPicture(picture.files?.[0]);
      if (text === undefined) message.textContent = t(TEXTS.none);
      else go(() => check(text));
    },
  });
  const message = h("p", { class: "app-body", role: "status" }, conflicts > 0 ? t(TEXTS.conflict, conflicts) : "");
  show(
    h1(t(TEXTS.title)),
    lead(t(TEXTS.lead)),
    p(tag(t(TEXTS.kit, date.format(kitTime)), "blue")),
    message,
    form(
      () => {
        const text = fieldValue("text");
        go(() => check(text));
      },
      h(
        "div",
        { class: "app-form-group" },
        h("label", { class: "app-label app-label--s", for: "text" }, t(TEXTS.text)),
        hint(t(TEXTS.textHint), "text-hint"),
        h("textarea", {
          class: "app-textarea",
          id: "text",
          rows: 4,
          "aria-describedby": "text-hint",
          spellcheck: "false",
        }),
      ),
      actions(
        submit(t(TEXTS.check)),
        button(t(TEXTS.scan), () => goTo("#camera"), "secondary"),
      ),
    ),
    h(
      "div",
      { class: "app-form-group" },
      h("label", { class: "app-label", for: "picture" }, t(TEXTS.picture)),
      picture,
    ),
    waiting > 0 && h2(t(TEXTS.waiting, waiting)),
    waiting > 0 && button(t(TEXTS.sendNow), () => go(() => sendAll().then(() => drawForm())), "secondary"),
  );
}

async function drawCamera(): Promise<void> {
  const video = h("video", { class: "app-video", muted: true, playsinline: true, "aria-label": t(TEXTS.camera) });
  const message = h("p", { class: "app-body", role: "status" });
  show(
    h1(t(TEXTS.camera)),
    video,
    message,
    button(t(TEXTS.next), () => goTo(""), "secondary"),
  );
  await watchCamera(video, new AbortController().signal).then(
    (text) => text !== undefined && go(() => check(text)),
    () => {
      message.textContent = t(TEXTS.noCamera);
    },
  );
}

function drawAccepted(title: string, isSettled: boolean): void {
  show(
    panel(t(TEXTS.accepted), title),
    p(t(TEXTS.know)),
    inset(p(t(isSettled ? TEXTS.settled : TEXTS.queued))),
    button(t(TEXTS.next), () => goTo("")),
  );
}

/** The first day of the next year's period; other kinds are told without a day. */
function nextDay({ grid, period }: PresentationRequest): string | undefined {
  if (!grid.startsWith("year/")) return undefined;
  const [year, rest] = [Math.floor(period / 10_000), String(period).slice(4)];
  return dayInWords(`${year + 1}-${rest.slice(0, 2)}-${rest.slice(2)}`, locale());
}

function drawUsed(request: PresentationRequest): void {
  const day = nextDay(request);
  const isOnce = request.grid.startsWith("once/");
  show(
    h1(t(TEXTS.usedTitle)),
    inset(p(isOnce ? t(TEXTS.usedOnce) : day === undefined ? t(TEXTS.usedNext) : t(TEXTS.usedPeriod, day))),
    p(t(TEXTS.usedHelp)),
    actions(button(t(TEXTS.next), () => goTo(""))),
  );
}

/** What is wrong with a sheet, as the official hears it. */
const SHEET_FAULTS: Readonly<Record<string, keyof typeof TEXTS & ("unreadable" | "invalid" | "over" | "lists")>> = {
  PRESENTATION_MALFORMED: "unreadable",
  PROOF_INVALID: "invalid",
  REQUEST_INVALID: "invalid",
  PUBLIC_SIGNAL_MISMATCH: "invalid",
  REQUEST_EXPIRED: "over",
  STATUS_ROOT_NOT_ACCEPTED: "lists",
  ISSUER_ROOT_NOT_ACCEPTED: "lists",
  ROOT_PAIR_MISMATCH: "lists",
};

function drawRefusal(error: unknown): void {
  const { kind, code } = failureOf(error);
  const fault = SHEET_FAULTS[code];
  const { title, text } = failureTexts()[kind];
  show(
    h1(fault === undefined ? title : t(TEXTS.sheetBad)),
    warn(p(fault === undefined ? text : t(TEXTS[fault]))),
    actions(button(t(TEXTS.next), () => goTo(""))),
    fault === undefined && kind === "unexpected" && hint(code),
  );
}

/** Pages, lists and keys are kept on this device. */
let kitTime = Date.now();
async function prepareOffline(): Promise<void> {
  await navigator.serviceWorker?.register("/service-worker.js").then(() => navigator.serviceWorker.ready);
  await call<Kit>("/counter/api/kit");
  kitTime = Date.now();
  for (const circuit of Object.keys(manifest.circuits)) await keyOf(circuit as CircuitName);
  document.body.dataset.offline = "ready";
  if (location.hash === "" && currentTurn() === 1) void drawForm();
}

startRoutes({ name: TEXTS.name }, { "": drawForm, camera: drawCamera });
void prepareOffline().catch(() => {});
