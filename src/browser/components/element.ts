/** What both components share: a shadow root, the texts of the page's language, screens, focus and announcements. */
import { type Child, h } from "./dom.ts";
import { STYLE } from "./style.ts";

/** On a server there are no elements; the classes can be imported there all the same. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** What the texts of every element say of their language. */
interface InLanguage {
  readonly language: string;
  readonly locale: string;
}

/** A custom element with one screen at a time. */
export abstract class ScreenElement<Texts extends InLanguage> extends Base {
  protected messages!: Texts;
  /** Ends what the element does when it leaves the page. */
  protected life = new AbortController();
  #screen = h0("div", "screen");
  #status = h0("div", "hidden");
  #drawn = "";
  #redraw: (() => void) | undefined;
  #watch: MutationObserver | undefined;

  /** The element's texts in a language, or in the one that it speaks instead. */
  protected abstract load(language: string): Promise<Texts>;

  /** What to do when the element is on a page and its texts are there. */
  protected abstract begin(): void;

  connectedCallback(): void {
    if (this.shadowRoot === null) this.#prepare();
    this.life = new AbortController();
    const { signal } = this.life;
    void this.#speak().then(() => {
      if (!signal.aborted) this.begin();
    });
    this.#watch = new MutationObserver(() => void this.#speak().then(() => this.#redraw?.()));
    for (const element of [document.documentElement, this])
      this.#watch.observe(element, { attributes: true, attributeFilter: ["lang"] });
  }

  disconnectedCallback(): void {
    this.life.abort();
    this.#watch?.disconnect();
  }

  #prepare(): void {
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.#status.setAttribute("role", "status");
    root.append(this.#screen, this.#status);
  }

  /** The tag of the language around the element. */
  protected get language(): string {
    return this.closest<HTMLElement>("[lang]")?.lang || navigator.language;
  }

  async #speak(): Promise<void> {
    const messages = await this.load(this.language);
    this.messages = messages;
    this.#screen.lang = messages.language;
    this.#status.lang = messages.language;
  }

  /** For dates and numbers: the region of this device where it speaks the same language. */
  protected get locale(): string {
    const own = navigator.language;
    return own.split("-")[0] === this.messages.language ? own : this.messages.locale;
  }

  /** The screen's own heading; the element's `heading-level`, 2 by default, says of which level. */
  protected heading(...children: readonly Child[]): HTMLElement {
    const level = Math.min(6, Math.max(1, Number(this.getAttribute("heading-level") ?? 2) || 2));
    return h(`h${level}` as "h2", { class: "title", tabindex: -1 }, ...children);
  }

  protected section(text: string): HTMLElement {
    const level = Math.min(6, 1 + (Number(this.getAttribute("heading-level") ?? 2) || 2));
    return h(`h${level}` as "h3", { class: "section" }, text);
  }

  /**
   * Shows a screen and draws it again when the language changes. Another one than before gets the focus, unless it is the
   * first of all: then the page decides.
   */
  protected show(name: string, draw: () => readonly Child[]): void {
    const put = (): void => {
      this.#screen.replaceChildren(...draw().filter((child) => child !== false && child != null));
    };
    put();
    this.#redraw = put;
    const isOther = this.#drawn !== name;
    const isFirst = this.#drawn === "";
    this.#drawn = name;
    this.setAttribute("state", name);
    if (!isOther) return;
    if (!isFirst) this.#screen.querySelector<HTMLElement>(".title")?.focus();
    this.tell("civicproof-screen", { name });
  }

  /** For screen readers, without moving the focus. */
  protected announce(text: string): void {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  protected find<Found extends Element>(selector: string): Found | null {
    return this.#screen.querySelector<Found>(selector);
  }

  protected button(text: string, onclick: () => unknown, kind: "" | "quiet" = ""): HTMLElement {
    return h("button", { type: "button", class: kind, onclick }, text);
  }

  protected tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

/** Where there is no document yet, nothing. */
function h0(name: "div", className: string): HTMLElement {
  return globalThis.document === undefined ? (undefined as never) : h(name, { class: className });
}
