/** `<civicproof-wallet>`: takes an offered credential, and answers a portal's request or declines it. */

import { requireWebAssembly } from "../../core/platform.ts";
import { questionOf, type RequestDescription } from "../../presentation/proof/describe-request.ts";
import type { Presentation } from "../../presentation/proof/presentation.ts";
import type { PresentationProgress } from "../../presentation/proof/prove.ts";
import { PUBLIC_SIGNALS } from "../../statement/circuit/signals.ts";
import type { StoredCredential } from "../wallet/wallet.ts";
import type { ExplainedRequest } from "../worker/client.ts";
import { readProgress } from "./claim-service.ts";
import { askerName, chooser, consent, failureIcon, titleIn, whoAsks } from "./consent.ts";
import { type Child, h, icon, rows } from "./dom.ts";
import { ScreenElement } from "./element.ts";
import { failureOf } from "./failures.ts";
import type { ComponentMessages } from "./messages/catalogue.ts";
import { fill, loadComponentMessages } from "./messages/load.ts";
import type { Wording } from "./notice.ts";
import { ServiceCallError } from "./service-call.ts";
import { dayInWords, nameInWords, packedDayInWords, valueInWords } from "./values.ts";
import type { IncomingRequest, Receipt, WalletAnswer, WalletSetup } from "./wallet-setup.ts";

/** A request as it is being answered. */
interface Asked {
  readonly incoming: IncomingRequest;
  readonly opened: ExplainedRequest;
}

/** What the screens of an offer are made with. */
const KIT = { h, icon, rows, fill, nameInWords, valueInWords, packedDayInWords };

/** The name of a stage's text: `stageLoading`. */
const textOf = ({ stage }: PresentationProgress): `stage${Capitalize<PresentationProgress["stage"]>}` =>
  stage.replace(/^./, (first) => `stage${first.toUpperCase()}`) as never;

/**
 * One thing that a wallet does, from its link to its end. Set `setup`, then `openOffer` or `openRequest`. Attributes:
 * `heading-level`, `theme`.
 *
 * Events: `civicproof-go` (detail `{ to: "wallet" | "portal" | "issuer" | "backup" }`: where the person wants to go on),
 * `civicproof-receipt` (detail: {@link Receipt}; it is in the wallet unless that has no room), `civicproof-saved`, `civicproof-screen`.
 *
 * @example
 * const element = document.querySelector("civicproof-wallet");
 * element.setup = { wallet, prover, artifacts, registry, offer, request };
 * element.openRequest("K7QF-4MDX");
 */
export class WalletElement extends ScreenElement<ComponentMessages> {
  protected load = loadComponentMessages;
  setup: WalletSetup | undefined;
  /** What to do when the element is on a page, and when somebody tries again. */
  #task: (() => Promise<void>) | undefined;
  /** Where the task came from, and may be begun again. */
  #from: "issuer" | "portal" = "portal";
  /** The request on the screen, to be declined. */
  #asked: { readonly incoming: IncomingRequest; readonly name: string } | undefined;

  /** Shows what an issuer offers by a link or a short code, and takes it when the person agrees. */
  openOffer(reference: string): void {
    this.#open("issuer", () => this.#readOffer(reference));
  }

  /** Shows what a portal asks, and proves it when the person agrees. */
  openRequest(reference: string): void {
    this.#open("portal", () => this.#readRequest(reference));
  }

  #open(from: "issuer" | "portal", task: () => Promise<void>): void {
    this.#from = from;
    this.#task = task;
    this.#asked = undefined;
    if (this.isConnected && this.messages !== undefined) this.begin();
  }

  protected override begin(): void {
    if (this.#task !== undefined) void this.#try(this.#task);
  }

  async #try(task: () => Promise<void>): Promise<void> {
    const { signal } = this.life;
    try {
      await task();
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  get #wording(): Wording {
    return { messages: this.messages, locale: this.locale };
  }

  get #needs(): WalletSetup {
    if (this.setup === undefined) throw new TypeError("<civicproof-wallet> needs its setup first");
    return this.setup;
  }

  #go(to: "wallet" | "portal" | "issuer" | "backup"): () => void {
    return () => this.tell("civicproof-go", { to });
  }

  #reading(): void {
    this.show("reading", () => [this.heading(icon("wait"), this.messages.wallet.reading)]);
  }

  // ---- taking a credential ----

  async #readOffer(reference: string): Promise<void> {
    this.#reading();
    const { takeOffer } = await import("./wallet-offer.ts").catch((cause: unknown) => {
      throw new ServiceCallError({ path: "offline", cause });
    });
    await takeOffer(reference, {
      kit: KIT,
      setup: this.#needs,
      signal: this.life.signal,
      wording: () => this.#wording,
      validity: (from, until) => this.#validity(from, until),
      attempt: (task) => this.#try(task),
      go: (to) => this.#go(to),
      show: (name, draw) => this.show(name, draw),
      heading: (...children) => this.heading(...children),
      section: (text) => this.section(text),
      button: (...given) => this.button(...given),
      tell: (type, detail) => this.tell(type, detail),
    });
  }

  #validity(validFrom: string, validUntil: string): string {
    const [from, until] = [dayInWords(validFrom, this.locale), dayInWords(validUntil, this.locale)];
    return fill(this.messages.wallet.validValue, { from, until });
  }

  // ---- answering a request ----

  async #readRequest(reference: string): Promise<void> {
    const { signal } = this.life;
    const setup = this.#needs;
    const { wallet, prover } = setup;
    // Before anything is asked or downloaded for a proof that can't be made here.
    requireWebAssembly();
    this.#reading();
    const incoming = await setup.request!(reference);
    const { askedBy, responseUri, crossDevice, confirmedRecipient, programmes } = incoming;
    const name = incoming.asker?.name ?? (typeof askedBy === "string" ? askedBy : askedBy.responseUri);
    this.#asked = { incoming, name };
    const opened = await prover.openRequest(incoming.request, {
      askedBy,
      responseUri,
      crossDevice,
      confirmedRecipient,
      programmes,
      answered: await wallet.questionsAsked(),
      language: this.messages.language,
      schemas: setup.schemas,
      onDescription: (described) => this.#describe(described, incoming),
      signal,
    });
    const fitting = (await wallet.credentials())
      .filter(({ credential }) => credential.schemaId === opened.request.schemaId)
      // The newest first: it replaces the older ones.
      .reverse();
    if (signal.aborted) return;
    if (fitting.length === 0) return this.#fail("NO_CREDENTIAL");
    this.#ask({ incoming, opened }, fitting);
  }

  #describe(described: RequestDescription, incoming: IncomingRequest): void {
    this.#asked = { incoming, name: askerName(described, incoming) };
    this.show("reading", () => [
      this.heading(icon("wait"), this.messages.wallet.reading),
      ...whoAsks(described, incoming, this.#wording),
    ]);
  }

  #ask(asked: Asked, fitting: readonly StoredCredential[]): void {
    const { incoming, opened } = asked;
    const spoken = this.messages.language;
    this.show("consent", () => {
      const { wallet: texts, language } = this.messages;
      // The words of the conditions are in one language: ask for those of the new one.
      if (language !== spoken) queueMicrotask(() => this.begin());
      const chosen = (): StoredCredential => {
        const picked = this.find<HTMLInputElement>("input[name=credential]:checked")?.value;
        return fitting.find(({ id }) => id === picked) ?? fitting[0]!;
      };
      const choices = fitting.map(({ id, credential: { validFrom, validUntil } }) => ({
        id,
        text: `${texts.valid} ${this.#validity(validFrom, validUntil)}`,
      }));
      return [
        this.heading(texts.consentTitle),
        ...consent(opened, incoming, this.#wording),
        choices.length > 1 && chooser(choices, this.#wording),
        h(
          "div",
          { class: "actions" },
          this.button(incoming.isPaper ? texts.agreePaper : texts.agree, () => {
            const picked = chosen();
            return this.#try(() => this.#prove(asked, picked));
          }),
          this.button(texts.decline, () => this.#decline(), "quiet"),
        ),
      ];
    });
  }

  async #prove(asked: Asked, { credential }: StoredCredential): Promise<void> {
    const { wallet, prover, artifacts, registry, unlock } = this.#needs;
    await unlock?.call(this.setup);
    const controller = new AbortController();
    this.life.signal.addEventListener("abort", () => controller.abort(), { once: true });
    let last: PresentationProgress = { stage: "checking", fraction: 0 } as PresentationProgress;
    this.show("proving", () => {
      const { wallet: texts } = this.messages;
      return [
        this.heading(icon("wait"), texts.proving),
        h("p", {}, texts.provingText),
        h("progress", { max: 100, value: Math.round(100 * last.fraction), "aria-label": texts.proving }),
        h("p", { id: "stage", role: "status" }, texts[textOf(last)]),
        h(
          "div",
          { class: "actions" },
          this.button(texts.stop, () => controller.abort(), "quiet"),
        ),
      ];
    });
    const onProgress = (progress: PresentationProgress): void => {
      last = progress;
      const bar = this.find<HTMLProgressElement>("progress");
      if (bar !== null) bar.value = Math.round(100 * progress.fraction);
      const line = this.find<HTMLElement>("#stage");
      const text = this.messages.wallet[textOf(progress)];
      if (line !== null && line.textContent !== text) line.textContent = text;
    };
    const presentation = await prover.createPresentation({
      credential,
      holderSecret: await wallet.holderSecret(),
      request: asked.opened,
      registry: await registry.call(this.setup, credential.issuer),
      artifacts,
      onProgress,
      signal: controller.signal,
    });
    await wallet.rememberQuestion(questionOf(asked.opened.request));
    // What is on its way can't be stopped.
    this.find(".actions")?.remove();
    await this.#send(asked, presentation);
  }

  async #send(asked: Asked, presentation: Presentation): Promise<void> {
    try {
      const answer = readAnswer(await asked.incoming.answer(presentation));
      await this.#finish(asked, presentation, answer);
    } catch (error) {
      if (failureOf(error).kind !== "offline") throw error;
      this.#hold(asked, presentation);
    }
  }

  /** No network: the proof stays on this page until there is one. */
  #hold(asked: Asked, presentation: Presentation): void {
    const send = (): void => {
      removeEventListener("online", send);
      void this.#try(() => this.#send(asked, presentation));
    };
    addEventListener("online", send, { once: true, signal: this.life.signal });
    this.show("held", () => {
      const { wallet: texts } = this.messages;
      return [
        this.heading(icon("wait"), texts.held),
        h("p", {}, texts.heldText),
        h("div", { class: "actions" }, this.button(texts.sendNow, send)),
      ];
    });
  }

  async #finish({ incoming, opened }: Asked, presentation: Presentation, answer: WalletAnswer): Promise<void> {
    const { scope, period } = opened.request;
    const receipt: Receipt = {
      title: opened.title,
      asker: askerName(opened, incoming),
      verifier: scope.verifier,
      programme: scope.programme,
      period,
      outcome: answer.outcome === "kept" ? "printed" : answer.outcome,
      nullifier: presentation.publicSignals[PUBLIC_SIGNALS.indexOf("nullifier")]!,
      atSeconds: Math.floor(answer.atSeconds ?? Date.now() / 1_000),
      ...(answer.reference === undefined ? {} : { reference: answer.reference }),
    };
    // What was accepted is so, also where this device has no room for the receipt.
    await this.#needs.wallet.addReceipt(receipt).catch(() => {});
    this.#asked = undefined;
    this.tell("civicproof-receipt", receipt);
    if (answer.outcome === "accepted") this.show("accepted", () => this.#accepted(receipt));
    else if (answer.outcome === "already-used") this.show("already-used", () => this.#used(answer));
    else this.show("kept", () => []);
  }

  #accepted({ asker, reference, atSeconds, nullifier, title }: Receipt): readonly Child[] {
    const { wallet: texts, language } = this.messages;
    const format = new Intl.DateTimeFormat(this.locale, { dateStyle: "long", timeStyle: "short" });
    return [
      this.heading(icon("done"), texts.accepted),
      h("p", {}, fill(texts.acceptedText, { name: asker })),
      h(
        "div",
        { class: "card" },
        rows([
          [texts.purpose, titleIn(title, language)],
          ...(reference === undefined ? [] : [[texts.reference, h("span", { class: "code" }, reference)] as const]),
          [texts.when, format.format(1_000 * atSeconds)],
        ]),
        h(
          "details",
          {},
          h("summary", {}, texts.number),
          h("p", { class: "number" }, nullifier),
          h("p", { class: "muted" }, fill(texts.numberHint, { name: asker })),
        ),
      ),
      h(
        "div",
        { class: "actions" },
        this.button(texts.toWallet, this.#go("wallet")),
        this.button(texts.toPortal, this.#go("portal"), "quiet"),
      ),
    ];
  }

  #used({ once }: WalletAnswer): readonly Child[] {
    const { request, wallet: texts } = this.messages;
    return [
      this.heading(icon("note"), request.usedTitle),
      h("p", {}, once ? request.usedOnce : request.usedPeriod),
      h("div", { class: "note" }, h("p", {}, request.usedHelp)),
      h("div", { class: "actions" }, this.button(texts.toWallet, this.#go("wallet"))),
    ];
  }

  // ---- not proving ----

  async #decline(): Promise<void> {
    const asked = this.#asked;
    const isTold = await asked?.incoming.decline?.().then(
      () => true,
      () => false,
    );
    this.show("declined", () => {
      const { wallet: texts } = this.messages;
      const text = fill(isTold ? texts.declinedText : texts.declinedUntold, { name: asked?.name ?? "" });
      return [
        this.heading(icon("stop"), texts.declined),
        h("p", {}, text),
        h("div", { class: "actions" }, this.button(texts.toWallet, this.#go("wallet"))),
      ];
    });
  }

  #fail(error: unknown): void {
    const { kind, next, code } = failureOf(error);
    const isWaited = this.#asked?.incoming.decline !== undefined && next !== "retry" && kind !== "used";
    this.show(`failed-${kind}`, () => {
      const { wallet: texts, failures } = this.messages;
      const name = this.#asked?.name ?? "";
      const on = {
        retry: () => this.button(texts.again, () => this.begin()),
        credential: () => this.button(texts.toIssuer, this.#go("issuer")),
        request: () => this.button(this.#from === "portal" ? texts.toPortal : texts.toIssuer, this.#go(this.#from)),
        backup: () => this.button(texts.toBackup, this.#go("backup")),
        none: () => undefined,
      }[next];
      return [
        this.heading(failureIcon(kind === "used"), failures[kind].title),
        h("p", {}, failures[kind].text),
        isWaited && h("p", { class: "muted" }, texts.closeHint),
        h(
          "div",
          { class: "actions" },
          on(),
          isWaited && this.button(fill(texts.close, { name }), () => this.#decline(), next === "none" ? "" : "quiet"),
          this.button(texts.toWallet, this.#go("wallet"), "quiet"),
        ),
        (kind === "unexpected" || kind === "offerRefused") &&
          h("p", { class: "muted" }, fill(texts.forSupport, { code })),
      ];
    });
  }
}

/** What a portal said, as far as it can be shown. @throws ServiceCallError for anything that is no answer */
function readAnswer(said: unknown): WalletAnswer {
  const { outcome } = (said ?? {}) as Partial<WalletAnswer>;
  if (outcome === "kept") return { outcome };
  const progress = readProgress({ ...(said as object | undefined), state: outcome });
  if (progress?.state === "accepted" || progress?.state === "already-used")
    return { ...progress, outcome: progress.state } as WalletAnswer;
  throw new ServiceCallError({ path: "malformed" });
}
