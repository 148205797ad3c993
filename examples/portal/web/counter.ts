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
  p,
  panel,
  show,
  startRoutes,
  submit,
  t,
  tag,
  warn,
} from "./ui.ts";

const TEXTS = {
  name: { en: "Counter: proofs on paper", fr: "Guichet : preuves sur papier" },
  title: { en: "Check a proof on paper", fr: "Vérifier une preuve sur papier" },
  lead: {
    en: "Everything is checked on this device. It needs no network.",
    fr: "Tout est vérifié sur cet appareil, sans réseau.",
  },
  kit: { en: "Lists of {0}", fr: "Listes du {0}" },
  text: { en: "Text of the code", fr: "Texte du code" },
  textHint: {
    en: "A hand scanner types it here; it starts with CIVIC1",
    fr: "Une douchette le saisit ici ; il commence par CIVIC1",
  },
  check: { en: "Check", fr: "Vérifier" },
  scan: { en: "Scan with the camera", fr: "Scanner avec la caméra" },
  picture: { en: "Or choose a picture of the sheet", fr: "Ou choisissez une photo de la feuille" },
  camera: { en: "Hold the sheet in front of the camera", fr: "Tenez la feuille devant la caméra" },
  noCamera: { en: "The camera can’t be used here.", fr: "La caméra n’est pas utilisable ici." },
  none: { en: "There is no code in this picture.", fr: "Il n’y a pas de code dans cette image." },
  accepted: { en: "This person qualifies", fr: "Cette personne remplit les conditions" },
  settled: { en: "The portal has recorded the claim.", fr: "Le portail a enregistré la demande." },
  queued: {
    en: "Recorded on this device. It is sent to the portal when there is a network; if the person has claimed elsewhere meanwhile, you will see it here.",
    fr: "Enregistré sur cet appareil. Envoyé au portail quand le réseau revient ; si la personne a demandé ailleurs entre-temps, vous le verrez ici.",
  },
  know: {
    en: "You know that the person meets the conditions. The sheet says nothing else.",
    fr: "Vous savez que la personne remplit les conditions. La feuille ne dit rien d’autre.",
  },
  next: { en: "Next sheet", fr: "Feuille suivante" },
  usedTitle: { en: "This person has claimed before", fr: "Cette personne a déjà fait la demande" },
  usedPeriod: {
    en: "The benefit was granted for this period already. Do not grant it again. It can be claimed again from {0} on.",
    fr: "L’aide a déjà été accordée pour cette période. Ne l’accordez pas une deuxième fois. Elle pourra être redemandée à partir du {0}.",
  },
  usedNext: {
    en: "The benefit was granted for this period already. Do not grant it again. It can be claimed again in the next period.",
    fr: "L’aide a déjà été accordée pour cette période. Ne l’accordez pas une deuxième fois. Elle pourra être redemandée à la période suivante.",
  },
  usedOnce: {
    en: "It can be used once only, and has been. Do not count it again. There is no later period.",
    fr: "Cela ne peut servir qu’une fois, et a servi. Ne le comptez pas une deuxième fois. Il n’y a pas de période suivante.",
  },
  usedHelp: {
    en: "If the person says that they have not claimed, send them to the registry office: somebody may have used their wallet.",
    fr: "Si la personne dit n’avoir rien demandé, envoyez-la au guichet de l’état civil : quelqu’un a peut-être utilisé son portefeuille.",
  },
  sheetBad: { en: "This sheet can’t be accepted", fr: "Cette feuille ne peut pas être acceptée" },
  unreadable: {
    en: "It can’t be read as a proof. A part may be missing: scan it again, or ask for a new sheet.",
    fr: "Elle n’est pas lisible comme une preuve. Une partie manque peut-être : scannez-la encore, ou demandez une autre feuille.",
  },
  invalid: {
    en: "The proof does not hold, or is for another portal. Ask for a new sheet.",
    fr: "La preuve n’est pas valable, ou elle est pour un autre portail. Demandez une autre feuille.",
  },
  over: {
    en: "It was good until the day before. Ask for a new sheet.",
    fr: "Elle n’était valable que jusqu’à la veille. Demandez une autre feuille.",
  },
  lists: {
    en: "It was made with lists that count no more, or this device has old ones. Connect to a network and try again.",
    fr: "Elle a été faite avec des listes qui ne comptent plus, ou cet appareil en a d’anciennes. Connectez-vous à un réseau et réessayez.",
  },
  waiting: { en: "Not sent yet: {0}", fr: "Pas encore envoyées : {0}" },
  sendNow: { en: "Send to the portal", fr: "Envoyer au portail" },
  conflict: {
    en: "{0} of the sheets sent had been used elsewhere before.",
    fr: "{0} des feuilles envoyées avaient déjà servi ailleurs.",
  },
};

interface Kit {
  readonly programmes: readonly {
    readonly title: Readonly<Record<"en" | "fr", string>>;
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
  go(() => drawAccepted(t(programme.title), outcome !== undefined));
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
  const waiting = (await unsent()).length;
  const date = new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short" });
  const picture = h("input", {
    class: "app-file-upload",
    type: "file",
    id: "picture",
    accept: "image/*",
    onchange: async () => {
      const text = await readPicture(picture.files![0]!);
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
