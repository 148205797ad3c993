/** The wallet itself: cards, what was proven, removing, the lock. */
import { packedDayInWords } from "../../../src/browser/components/index.ts";
import type { Receipt, StoredCredential, Wallet } from "../../../src/browser/wallet/index.ts";
import { claimInWords, longDate } from "./claims.ts";
import {
  actions,
  attempt,
  button,
  currentTurn,
  details,
  field,
  fieldValue,
  form,
  good,
  goTo,
  h,
  h1,
  h2,
  language,
  link,
  list,
  locale,
  p,
  show,
  submit,
  summary,
  t,
  tag,
  tagline,
  warn,
} from "./ui.ts";
import { hasPasskeys, lockKind, removeLock, setPasskey, setPin, unlock } from "./wallet-lock.ts";

const TEXTS = {
  title: { en: "Your wallet", fr: "Votre portefeuille" },
  empty: { en: "There is no credential in it yet.", fr: "Il ne contient encore aucune attestation." },
  code: { en: "Enter a code", fr: "Saisir un code" },
  codeHint: {
    en: "From the registry office or from a benefit portal, for example K7QF-4MDX",
    fr: "Du guichet de l’état civil ou d’un portail d’aides, par exemple K7QF-4MDX",
  },
  codeError: { en: "Enter the eight characters of the code", fr: "Saisissez les huit caractères du code" },
  next: { en: "Continue", fr: "Continuer" },
  scan: { en: "Scan with the camera", fr: "Scanner avec la caméra" },
  ready: { en: "Works without a network", fr: "Fonctionne sans réseau" },
  loading: { en: "Getting ready to work without a network…", fr: "Préparation pour fonctionner sans réseau…" },
  notKept: {
    en: "Needs a network: there is no space to keep the files",
    fr: "A besoin du réseau : pas de place pour garder les fichiers",
  },
  history: { en: "What you have proven", fr: "Ce que vous avez prouvé" },
  backup: { en: "Backup and recovery", fr: "Sauvegarde et secours" },
  lock: { en: "Lock", fr: "Verrou" },
  office: { en: "City registry office", fr: "Guichet de l’état civil" },
  credential: { en: "Residence credential", fr: "Attestation de résidence" },
  validUntil: { en: "valid until {0}", fr: "valable jusqu’au {0}" },
  later: {
    en: "It replaces one from another wallet: good for periods that begin on {0} or later.",
    fr: "Elle en remplace une d’un autre portefeuille : elle vaut pour les périodes qui commencent le {0} ou après.",
  },
  holds: { en: "What it says about you", fr: "Ce qu’elle dit de vous" },
  remove: { en: "Remove this credential", fr: "Supprimer cette attestation" },
  removeTitle: { en: "Remove this credential?", fr: "Supprimer cette attestation ?" },
  removeText: {
    en: "It is deleted from this device and can’t be brought back from here. You need it for every claim; the office can give you a new one.",
    fr: "Elle est effacée de cet appareil et ne peut pas être rétablie ici. Il vous la faut pour chaque demande ; le guichet peut vous en donner une autre.",
  },
  removeNow: { en: "Remove it", fr: "La supprimer" },
  keep: { en: "Keep it", fr: "La garder" },
  historyEmpty: { en: "You have not proven anything yet.", fr: "Vous n’avez encore rien prouvé." },
  historyText: {
    en: "Only this wallet keeps this list. With the number you can ask an organisation what it keeps about a claim.",
    fr: "Seul ce portefeuille garde cette liste. Avec le numéro vous pouvez demander à un organisme ce qu’il garde sur une demande.",
  },
  outcome: {
    accepted: { en: "Accepted", fr: "Accepté" },
    "already-used": { en: "Had been claimed before", fr: "Déjà demandé auparavant" },
    printed: { en: "Printed", fr: "Imprimé" },
  },
  to: { en: "To", fr: "À" },
  when: { en: "When", fr: "Quand" },
  reference: { en: "Reference", fr: "Référence" },
  number: { en: "Your number in this programme and period", fr: "Votre numéro dans ce programme et cette période" },
  toWallet: { en: "Back to your wallet", fr: "Retour au portefeuille" },
  lockText: {
    en: "The wallet can ask for a fingerprint, a face or a PIN before it proves, so that nobody claims with your unlocked phone.",
    fr: "Le portefeuille peut demander une empreinte, un visage ou un code PIN avant de prouver, pour que personne ne fasse de demande avec votre téléphone déverrouillé.",
  },
  lockNone: { en: "There is no lock.", fr: "Il n’y a pas de verrou." },
  lockPin: { en: "A PIN is asked for before each proof.", fr: "Un code PIN est demandé avant chaque preuve." },
  lockPasskey: {
    en: "Fingerprint, face or the code of this device is asked for before each proof.",
    fr: "Empreinte, visage ou code de cet appareil est demandé avant chaque preuve.",
  },
  usePasskey: { en: "Use fingerprint or face", fr: "Utiliser empreinte ou visage" },
  pin: { en: "New PIN", fr: "Nouveau code PIN" },
  pinHint: { en: "6 to 12 digits", fr: "6 à 12 chiffres" },
  pinRepeat: { en: "The same PIN again", fr: "Le même code PIN" },
  pinShort: { en: "Enter 6 to 12 digits", fr: "Saisissez 6 à 12 chiffres" },
  pinDiffers: { en: "The two PINs differ", fr: "Les deux codes PIN diffèrent" },
  pinSet: { en: "Use this PIN", fr: "Utiliser ce code PIN" },
  lockOff: { en: "Turn the lock off", fr: "Retirer le verrou" },
};

export type Readiness = "loading" | "ready" | "notKept";

export function readinessTag(readiness: Readiness) {
  return readiness === "ready" ? tag(t(TEXTS.ready), "green") : tag(t(TEXTS[readiness]), "grey");
}

export interface HomeOptions {
  readonly readiness: () => Readiness;
  /** Finds out what a code is for. */
  readonly follow: (code: string) => Promise<void>;
  readonly normalise: (typed: string) => string;
}

export async function drawHome(wallet: Wallet, options: HomeOptions): Promise<void> {
  const turn = currentTurn();
  const credentials = await wallet.credentials();
  // Another screen may have been opened meanwhile.
  if (turn !== currentTurn()) return;
  const draw = (error?: string): void =>
    show(
      h1(t(TEXTS.title)),
      p(h("span", { id: "readiness" }, readinessTag(options.readiness()))),
      credentials.length === 0 ? p(t(TEXTS.empty)) : h("div", { class: "app-columns" }, ...credentials.map(card)),
      codeForm(options, draw, error),
      list([link(t(TEXTS.history), "#history"), link(t(TEXTS.backup), "#backup"), link(t(TEXTS.lock), "#lock")]),
    );
  draw();
}

function codeForm({ follow, normalise }: HomeOptions, draw: (error?: string) => void, error: string | undefined) {
  const proceed = async (): Promise<void> => {
    const typed = fieldValue("code");
    const code = normalise(typed);
    if (code !== "") return attempt(() => follow(code));
    draw(t(TEXTS.codeError));
    const input = document.getElementById("code") as HTMLInputElement;
    input.value = typed;
    input.focus();
  };
  return form(
    proceed,
    field({ id: "code", label: t(TEXTS.code), hint: t(TEXTS.codeHint), width: "app-input--width-10", error }),
    actions(
      submit(t(TEXTS.next)),
      button(t(TEXTS.scan), () => goTo("#scan"), "secondary"),
    ),
  );
}

function card({ id, credential }: StoredCredential) {
  const { claims, claimsFrom, validUntil } = credential;
  return h(
    "section",
    { "aria-label": t(TEXTS.credential) },
    h(
      "div",
      { class: `app-pass${claimsFrom > 0 ? " app-pass--later" : ""}` },
      h("span", { class: "app-pass__mark", "aria-hidden": "true" }, "CR"),
      h("span", { class: "app-pass__issuer" }, t(TEXTS.office)),
      h("h2", {}, t(TEXTS.credential)),
      h("p", {}, t(TEXTS.validUntil, longDate(validUntil))),
    ),
    claimsFrom > 0 && p(t(TEXTS.later, packedDayInWords(claimsFrom, locale()))),
    details(t(TEXTS.holds), summary(Object.entries(claims).map(([name, value]) => claimInWords(name, value)))),
    button(t(TEXTS.remove), () => goTo(`#remove=${id}`), "secondary"),
  );
}

export function drawRemove(wallet: Wallet, id: string): void {
  const remove = async (): Promise<void> => {
    await wallet.removeCredential(id);
    goTo("");
  };
  show(
    h1(t(TEXTS.removeTitle)),
    warn(p(t(TEXTS.removeText))),
    actions(
      button(t(TEXTS.removeNow), () => attempt(remove), "warning"),
      button(t(TEXTS.keep), () => goTo(""), "secondary"),
    ),
  );
}

export async function drawHistory(wallet: Wallet): Promise<void> {
  const receipts = await wallet.receipts();
  show(
    h1(t(TEXTS.history)),
    p(receipts.length === 0 ? t(TEXTS.historyEmpty) : t(TEXTS.historyText)),
    h("div", { class: "app-columns" }, ...receipts.map(receiptCard)),
    actions(button(t(TEXTS.toWallet), () => goTo(""), "secondary")),
  );
}

function receiptCard({ title, asker, outcome, atSeconds, reference, nullifier }: Receipt) {
  const name = typeof title === "string" ? title : (title[language()] ?? title.en ?? "");
  const time = new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short" });
  return h(
    "section",
    { class: "app-card", "aria-label": name },
    h2(name),
    p(tag(t(TEXTS.outcome[outcome]), outcome === "already-used" ? "grey" : "green")),
    summary([
      [t(TEXTS.to), asker],
      [t(TEXTS.when), time.format(1_000 * atSeconds)],
      ...(reference === undefined ? [] : [[t(TEXTS.reference), reference] as const]),
    ]),
    details(t(TEXTS.number), h("p", { class: "app-number" }, nullifier)),
  );
}

export async function drawLock(error?: string): Promise<void> {
  const kind = lockKind();
  const canUsePasskeys = await hasPasskeys();
  const now = { none: TEXTS.lockNone, pin: TEXTS.lockPin, passkey: TEXTS.lockPasskey }[kind];
  const usePin = async (): Promise<void> => {
    const pin = fieldValue("new-pin");
    if (!/^\d{6,12}$/.test(pin)) return drawLock(t(TEXTS.pinShort));
    if (pin !== fieldValue("repeat-pin")) return drawLock(t(TEXTS.pinDiffers));
    await setPin(pin);
    return drawLock();
  };
  const usePasskey = async (): Promise<void> => {
    await setPasskey(t(TEXTS.title));
    return drawLock();
  };
  // Whoever holds the phone must not turn it off.
  const off = async (): Promise<void> => {
    await unlock();
    removeLock();
    return drawLock();
  };
  const pinField = { type: "password", width: "app-input--width-10", autocomplete: "off" };
  show(
    h1(t(TEXTS.lock)),
    p(t(TEXTS.lockText)),
    kind === "none" ? p(t(now)) : good(p(t(now))),
    kind === "none" && canUsePasskeys && actions(button(t(TEXTS.usePasskey), () => attempt(usePasskey))),
    kind === "none" &&
      form(
        () => attempt(usePin),
        field({ id: "new-pin", label: t(TEXTS.pin), hint: t(TEXTS.pinHint), error, ...pinField }),
        field({ id: "repeat-pin", label: t(TEXTS.pinRepeat), ...pinField }),
        actions(submit(t(TEXTS.pinSet))),
      ),
    kind !== "none" && actions(button(t(TEXTS.lockOff), () => attempt(off), "warning")),
    tagline(link(t(TEXTS.toWallet), "/wallet")),
  );
}
