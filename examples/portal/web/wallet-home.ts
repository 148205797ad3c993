/** The wallet itself: cards, what was proven, removing, the lock. */
import { packedDayInWords } from "../../../src/browser/components/index.ts";
import type { Receipt, StoredCredential, Wallet } from "../../../src/browser/wallet/index.ts";
import { claimInWords, longDate } from "./claims.ts";
import { TEXTS as SCREENS } from "./messages/index.ts";
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
  home,
  link,
  list,
  locale,
  p,
  settleOn,
  show,
  submit,
  summary,
  t,
  tag,
  tagline,
  titleIn,
  warn,
} from "./ui.ts";
import { addPasskey, hasPasskeys, lockKind, removeLock, setPin, unlock } from "./wallet-lock.ts";

const TEXTS = SCREENS.walletHome;

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

export async function drawRemove(wallet: Wallet, id: string): Promise<void> {
  const leave = (): void => {
    settleOn("");
    goTo("");
  };
  const remove = async (): Promise<void> => {
    await wallet.removeCredential(id);
    leave();
  };
  if (!(await wallet.credentials()).some((each) => each.id === id)) return leave();
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
  const name = titleIn(title);
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
  const usePasskey = async (): Promise<void> =>
    drawLock((await addPasskey(t(TEXTS.title))) ? undefined : t(TEXTS.passkeyNone));
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
    kind === "none" &&
      form(
        () => attempt(usePin),
        field({ id: "new-pin", label: t(TEXTS.pin), hint: t(TEXTS.pinHint), error, ...pinField }),
        field({ id: "repeat-pin", label: t(TEXTS.pinRepeat), ...pinField }),
        actions(submit(t(TEXTS.pinSet))),
      ),
    kind === "pin" && error !== undefined && warn(h("p", { role: "alert" }, error)),
    kind !== "none" &&
      actions(
        kind === "pin" && canUsePasskeys && button(t(TEXTS.usePasskey), () => attempt(usePasskey)),
        button(t(TEXTS.lockOff), () => attempt(off), "warning"),
      ),
    tagline(link(t(TEXTS.toWallet), home())),
  );
}
