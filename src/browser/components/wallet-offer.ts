/**
 * The screens of an offer: who gives what, the digits, waiting for the office, and what the credential says. They load
 * when there is an offer. What they share with the element is lent to them: modules of both would be files of their own,
 * which every page loads first.
 */
import type { Credential } from "../../credentials/credential/credential.ts";
import type { Child, h, icon, rows } from "./dom.ts";
import { FIELD_STYLE } from "./field-style.ts";
import type { fill } from "./messages/load.ts";
import type { Wording } from "./notice.ts";
import type { nameInWords, packedDayInWords, valueInWords } from "./values.ts";
import type { IncomingCredential, IncomingOffer, ShownValue, WalletSetup } from "./wallet-setup.ts";

/** What the element around lends. */
export interface OfferScreens {
  readonly kit: {
    readonly h: typeof h;
    readonly icon: typeof icon;
    readonly rows: typeof rows;
    readonly fill: typeof fill;
    readonly nameInWords: typeof nameInWords;
    readonly valueInWords: typeof valueInWords;
    readonly packedDayInWords: typeof packedDayInWords;
  };
  readonly setup: WalletSetup;
  readonly signal: AbortSignal;
  wording(): Wording;
  validity(from: string, until: string): string;
  attempt(task: () => Promise<void>): Promise<void>;
  go(to: "wallet" | "portal"): () => void;
  show(name: string, draw: () => readonly Child[]): void;
  heading(...children: readonly Child[]): HTMLElement;
  section(text: string): HTMLElement;
  button(text: string, onclick: () => unknown, kind?: "" | "quiet"): HTMLElement;
  tell(type: string, detail: unknown): void;
}

type Definitions = IncomingOffer["definitions"];

const DIGITS = /^\d{6}$/;

/** Opens an offer, asks the person, and takes the credential. */
export async function takeOffer(reference: string, screens: OfferScreens): Promise<void> {
  const offer = await screens.setup.offer!(reference);
  if (!screens.signal.aborted) ask(offer, screens);
}

/** @param error what is wrong with the digits that were typed, or that the office was not reached */
function ask(
  offer: IncomingOffer,
  screens: OfferScreens,
  error?: "digitsForm" | "digitsWrong" | "unreached",
  typed = "",
): void {
  const isWrong = error === "digitsForm" || error === "digitsWrong";
  const { h, rows, fill, nameInWords } = screens.kit;
  // What was typed stays when the language changes.
  const input = h("input", {
    ...{ id: "digits", type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 20 },
    ...{ "aria-describedby": isWrong ? "digits-hint digits-error" : "digits-hint" },
    "aria-invalid": isWrong && "true",
    value: typed,
  });
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    void submit(offer, screens, input.value);
  };
  screens.show(error === undefined ? "offer" : `offer-${error}`, () => {
    const { messages } = screens.wording();
    const { wallet: texts, language } = messages;
    return [
      screens.heading(fill(texts.offerTitle, { issuer: offer.issuer })),
      h("p", {}, texts.offerText),
      h(
        "div",
        { class: "card" },
        rows([
          [texts.issuer, offer.issuer],
          [texts.address, h("bdi", { dir: "ltr" }, offer.address)],
        ]),
      ),
      screens.section(texts.contents),
      h("ul", {}, ...offer.definitions.map((each) => h("li", {}, nameInWords(each.name, each, language)))),
      h(
        "form",
        { novalidate: true, onsubmit },
        error === "unreached" &&
          h("div", { class: "note warn", role: "alert" }, h("p", {}, messages.failures.offline.title)),
        offer.needsTransactionCode &&
          h(
            "div",
            { class: isWrong ? "field bad" : "field" },
            h("label", { for: "digits" }, texts.digits),
            h("span", { class: "hint", id: "digits-hint" }, texts.digitsHint),
            isWrong && h("p", { class: "error", id: "digits-error" }, texts[error]),
            input,
          ),
        h(
          "div",
          { class: "actions" },
          h("button", {}, texts.take),
          screens.button(texts.cancel, screens.go("wallet"), "quiet"),
        ),
      ),
    ];
  });
  adoptStyle(input);
  if (isWrong) input.focus();
}

let sheet: CSSStyleSheet | undefined;

/** Gives the element around the look of what is filled in. */
function adoptStyle(input: HTMLElement): void {
  const root = input.getRootNode();
  if (!(root instanceof ShadowRoot)) return;
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(FIELD_STYLE);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

async function submit(offer: IncomingOffer, screens: OfferScreens, typed: string): Promise<void> {
  const { needsTransactionCode } = offer;
  const transactionCode = typed.replace(/\s/g, "");
  if (needsTransactionCode && !DIGITS.test(transactionCode)) return ask(offer, screens, "digitsForm");
  await screens.attempt(async () => {
    const { setup, kit } = screens;
    const { wallet } = setup;
    screens.show("taking", () => [screens.heading(kit.icon("wait"), screens.wording().messages.wallet.taking)]);
    const by = { holderSecret: await wallet.holderSecret(), counter: await wallet.counterFor(offer.issuerId) };
    try {
      const taken = await offer.accept({ ...by, ...(needsTransactionCode && { transactionCode }) });
      await finish(taken, offer.definitions, screens);
    } catch (error) {
      // The code may be redeemed by now, and this offer goes on from there.
      if (isUnreached(error)) return ask(offer, screens, "unreached", typed);
      if ((error as { received?: unknown } | null)?.received !== "TRANSACTION_CODE_WRONG") throw error;
      ask(offer, screens, "digitsWrong");
    }
  });
}

async function finish(taken: IncomingCredential, definitions: Definitions, screens: OfferScreens): Promise<void> {
  if ("again" in taken) return wait(taken, definitions, screens);
  // It is kept before it is shown: the offer is used up.
  const { credential } = await screens.setup.wallet.addCredential(taken.credential);
  if (screens.signal.aborted) return;
  screens.show("saved", () => saved(credential, definitions, screens));
  screens.tell("civicproof-saved", { validUntil: credential.validUntil });
}

/** Whether the office was not reached. It is asked again: the offer is used up, and what waits can be had by this alone. */
function isUnreached(error: unknown): boolean {
  const { code, received } = (error ?? {}) as { readonly code?: unknown; readonly received?: unknown };
  return code === "OFFICE_ANSWER_INVALID" && received === undefined;
}

/** Asks again after the office's time, or when the person does, until the answer is another. */
function wait(
  { again, intervalSeconds }: Extract<IncomingCredential, { again: unknown }>,
  definitions: Definitions,
  screens: OfferScreens,
): void {
  const { signal } = screens;
  const { h, icon } = screens.kit;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const askAgain = (): void => {
    clearTimeout(timer);
    void screens.attempt(async () => {
      let taken: IncomingCredential = { again, intervalSeconds };
      try {
        taken = await again();
      } catch (error) {
        if (!isUnreached(error)) throw error;
      }
      await finish(taken, definitions, screens);
    });
  };
  timer = setTimeout(askAgain, 1_000 * intervalSeconds);
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  screens.show("waiting", () => {
    const { wallet: texts } = screens.wording().messages;
    return [
      screens.heading(icon("wait"), texts.approval),
      h("p", {}, texts.approvalText),
      h(
        "div",
        { class: "actions" },
        screens.button(texts.askAgain, askAgain),
        screens.button(texts.toWallet, screens.go("wallet"), "quiet"),
      ),
    ];
  });
}

function saved(
  { claims, claimsFrom, validFrom, validUntil }: Credential,
  definitions: Definitions,
  screens: OfferScreens,
): readonly Child[] {
  const { h, icon, rows, fill, nameInWords, valueInWords, packedDayInWords } = screens.kit;
  const { messages, locale } = screens.wording();
  const { wallet: texts, language } = messages;
  const inWords = (name: string, value: ShownValue): readonly [string, string] => {
    const own = screens.setup.claim?.(name, value, language);
    if (own !== undefined) return own;
    const definition = definitions.find((each) => each.name === name);
    return [nameInWords(name, definition, language), valueInWords(value, definition, messages, locale)];
  };
  const later = fill(texts.later, { date: packedDayInWords(claimsFrom, locale) });
  return [
    screens.heading(icon("done"), texts.saved),
    h(
      "div",
      { class: "note good" },
      h("p", {}, texts.savedText),
      h("p", {}, `${texts.valid} ${screens.validity(validFrom, validUntil)}.`),
      claimsFrom > 0 && h("p", {}, later),
    ),
    screens.section(texts.contents),
    h("p", {}, texts.checkText),
    h("div", { class: "card" }, rows(Object.entries(claims).map(([name, value]) => inWords(name, value)))),
    h(
      "div",
      { class: "actions" },
      screens.button(texts.toWallet, screens.go("wallet")),
      screens.button(texts.toPortal, screens.go("portal"), "quiet"),
    ),
  ];
}
