/** `<civicproof-request>`: a portal asks for a proof, waits for the wallet, and says how it ended. */
import {
  type ClaimProgress,
  type ClaimService,
  claimService,
  readStarted,
  type StartedClaim,
} from "./claim-service.ts";
import { type Child, h, icon, rows } from "./dom.ts";
import { ScreenElement } from "./element.ts";
import { failureOf } from "./failures.ts";
import type { ComponentMessages } from "./messages/catalogue.ts";
import { fill, loadComponentMessages } from "./messages/load.ts";
import { qrCode } from "./qr-code.ts";
import { retryAfter } from "./service-call.ts";

const POLL_MILLISECONDS = 1_000;
/** Longest pause while the service can't be reached. */
const MOST_MILLISECONDS = 8_000;

/**
 * A claim from its start to its end. Attributes: `src`, the address below which a portal has the calls of `claimService`;
 * `heading-level`; `theme`. A reload goes on with the claim that waits, and shows again how one ended: give a claim an
 * address of its own, such as `#claim`, so that the next one is at another place of the tab's history. Each end has a way
 * on: after `accepted` and `already-used` it is yours, in the slots `accepted` and `ended`.
 *
 * Events: `civicproof-progress` (detail: {@link ClaimProgress}), `civicproof-stopped`, `civicproof-screen`.
 *
 * @example
 * <civicproof-request src="/api/programmes/city-pass/claims"></civicproof-request>
 */
export class RequestElement extends ScreenElement<ComponentMessages> {
  protected load = loadComponentMessages;
  #source: ClaimService | undefined;
  #claim: StartedClaim | undefined;
  #isUnreachable = false;

  /** Another way to a portal than the calls below `src`. */
  get source(): ClaimService {
    return this.#source ?? claimService(this.getAttribute("src") ?? "");
  }
  set source(source: ClaimService) {
    this.#source = source;
    if (this.isConnected && this.messages !== undefined) this.begin();
  }

  protected override begin(): void {
    if (this.#source === undefined && !this.hasAttribute("src")) return;
    const kept = this.#kept();
    if (kept === undefined) void this.#start();
    else void this.#wait(kept);
  }

  /** Forgets the claim before and starts another one. */
  restart(): void {
    this.#keep(undefined);
    void this.#start();
  }

  async #start(): Promise<void> {
    const { signal } = this.life;
    this.show("starting", () => [this.heading(icon("wait"), this.messages.request.starting)]);
    try {
      const claim = await this.source.start(signal);
      if (signal.aborted) return;
      this.#keep(claim);
      await this.#wait(claim);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  async #wait(claim: StartedClaim): Promise<void> {
    const { signal } = this.life;
    this.#claim = claim;
    this.#isUnreachable = false;
    this.#drawWaiting(claim, false);
    this.#countDown(claim);
    let pause = POLL_MILLISECONDS;
    let isOpened = false;
    while (!signal.aborted && this.#claim === claim) {
      try {
        const progress = await this.source.progress(claim, signal);
        if (signal.aborted || this.#claim !== claim) return;
        pause = POLL_MILLISECONDS;
        this.#setReachable(true);
        if (progress.state !== "opened" && progress.state !== "waiting") return this.#end(progress);
        if (progress.state === "opened" && !isOpened) {
          isOpened = true;
          this.#drawWaiting(claim, true);
        }
      } catch (error) {
        if (signal.aborted || this.#claim !== claim) return;
        const { kind } = failureOf(error);
        if (kind === "unauthorised" || kind === "notFound") return this.#fail(error);
        this.#setReachable(false);
        pause = Math.max(1_000 * retryAfter(error), Math.min(MOST_MILLISECONDS, 2 * pause));
      }
      if (secondsLeft(claim) <= 0) return this.#end({ state: "expired" });
      await new Promise((resolve) => setTimeout(resolve, Math.min(pause, 1_000 * secondsLeft(claim) + 50)));
    }
  }

  #drawWaiting(claim: StartedClaim, isOpened: boolean): void {
    const { link, code } = claim;
    this.show(isOpened ? "opened" : "waiting", () => {
      const { request } = this.messages;
      const away = [
        h("p", {}, request.scan),
        h(
          "div",
          { class: "side" },
          qrCode(link, fill(request.picture, { code: code ?? "" })),
          code !== undefined && h("div", {}, h("p", { class: "muted" }, request.code), h("p", { class: "code" }, code)),
        ),
      ];
      const here = [
        h("p", {}, h("a", { class: "button", href: link, target: "_blank", rel: "noopener" }, request.openHere)),
        h("p", { class: "muted" }, request.here),
      ];
      // A phone can't scan itself.
      const isPhone = matchMedia("(pointer: coarse) and (max-width: 60rem)").matches;
      return [
        this.heading(request.title),
        this.#steps(isOpened ? 1 : 0),
        ...(isPhone
          ? [...here, h("details", {}, h("summary", {}, request.otherDevice), ...away)]
          : [h("div", { class: "card" }, ...away), ...here]),
        h("p", { class: "sentence" }, icon("wait"), request.waiting),
        h("p", { class: "muted", id: "left" }, this.#timeLeft(claim)),
        h("p", { id: "unreachable", role: "status" }, this.#isUnreachable ? request.unreachable : ""),
        h(
          "div",
          { class: "actions" },
          this.button(request.stop, () => this.#stop(claim), "quiet"),
        ),
      ];
    });
  }

  #steps(current: number): HTMLElement {
    const { stepOpen, stepAgree, stepDone } = this.messages.request;
    return h(
      "ol",
      { class: "steps" },
      ...[stepOpen, stepAgree, stepDone].map((text, i) =>
        h("li", { "aria-current": i === current ? "step" : undefined }, text),
      ),
    );
  }

  #timeLeft(claim: StartedClaim): string {
    const left = Math.max(0, Math.ceil(secondsLeft(claim)));
    const two = (value: number): string => String(value).padStart(2, "0");
    const [hours, minutes, seconds] = [Math.floor(left / 3_600), Math.floor(left / 60) % 60, left % 60];
    const time = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
    return fill(this.messages.request.timeLeft, { time });
  }

  #countDown(claim: StartedClaim): void {
    const { signal } = this.life;
    const timer = setInterval(() => {
      if (signal.aborted || this.#claim !== claim) return clearInterval(timer);
      const line = this.find<HTMLElement>("#left");
      if (line !== null) line.textContent = this.#timeLeft(claim);
      if (Math.ceil(secondsLeft(claim)) === 60) this.announce(this.messages.request.minuteLeft);
    }, 1_000);
  }

  #setReachable(isReachable: boolean): void {
    this.#isUnreachable = !isReachable;
    const line = this.find<HTMLElement>("#unreachable");
    const text = isReachable ? "" : this.messages.request.unreachable;
    if (line !== null && line.textContent !== text) line.textContent = text;
  }

  #stop(claim: StartedClaim): void {
    this.#keep(undefined);
    this.#claim = undefined;
    void this.source.stop(claim).catch(() => {});
    this.tell("civicproof-stopped", {});
  }

  #end(progress: ClaimProgress): void {
    this.#keep(this.#claim, true);
    this.#claim = undefined;
    this.tell("civicproof-progress", progress);
    if (progress.state === "failed") this.#fail(progress.code ?? "UNKNOWN");
    else this.show(progress.state, () => this.#ending(progress));
  }

  #ending(progress: ClaimProgress): readonly Child[] {
    const { request } = this.messages;
    const again = h(
      "div",
      { class: "actions" },
      this.button(request.restart, () => this.restart()),
    );
    switch (progress.state) {
      case "accepted": {
        const { reference, atSeconds } = progress;
        const format = new Intl.DateTimeFormat(this.locale, { dateStyle: "long", timeStyle: "short" });
        return [
          this.heading(icon("done"), request.accepted),
          this.#steps(2),
          h("p", {}, request.acceptedText),
          reference !== undefined &&
            h(
              "div",
              { class: "card" },
              rows([
                [request.reference, h("span", { class: "code" }, reference)],
                ...(atSeconds === undefined ? [] : [[request.when, format.format(1_000 * atSeconds)] as const]),
              ]),
              h("p", { class: "muted" }, request.keep),
            ),
          h("slot", { name: "accepted" }),
        ];
      }
      case "already-used":
        return [
          this.heading(icon("note"), request.usedTitle),
          h("p", {}, progress.once ? request.usedOnce : request.usedPeriod),
          h("div", { class: "note" }, h("p", {}, request.usedHelp)),
          h("slot", { name: "ended" }),
        ];
      case "declined":
        return [this.heading(icon("stop"), request.declined), h("p", {}, request.declinedText), again];
      default:
        return [this.heading(icon("wait"), request.expired), h("p", {}, request.expiredText), again];
    }
  }

  #fail(error: unknown): void {
    const { kind, code } = failureOf(error);
    this.#claim = undefined;
    this.show(`failed-${kind}`, () => {
      const { request, wallet, failures } = this.messages;
      return [
        this.heading(icon("stop"), failures[kind].title),
        h("p", {}, failures[kind].text),
        h(
          "div",
          { class: "actions" },
          this.button(request.again, () => this.restart()),
        ),
        kind === "unexpected" && h("p", { class: "muted" }, fill(wallet.forSupport, { code })),
      ];
    });
  }

  get #storageKey(): string {
    return `civicproof-request ${this.getAttribute("src") ?? ""}`;
  }

  /**
   * A reload must not lose a claim that somebody is about to answer, for as long as the tab lives, nor how it ended, for as
   * long as somebody is at this place of the tab's history.
   */
  #keep(claim: StartedClaim | undefined, isOver = false): void {
    const key = this.#storageKey;
    try {
      history.replaceState({ ...history.state, [key]: isOver ? claim : undefined }, "");
      if (claim === undefined || isOver) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(claim));
    } catch {
      // No storage: then a reload starts again.
    }
  }

  #kept(): StartedClaim | undefined {
    const key = this.#storageKey;
    try {
      const over = readStarted(history.state?.[key]);
      if (over !== undefined) return over;
      const claim = readStarted(JSON.parse(sessionStorage.getItem(key) ?? "null"));
      return claim !== undefined && secondsLeft(claim) > 0 ? claim : undefined;
    } catch {
      return undefined;
    }
  }
}

function secondsLeft({ expiresAtSeconds }: StartedClaim): number {
  return expiresAtSeconds - Date.now() / 1_000;
}
