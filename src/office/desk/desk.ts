/** `<civicproof-desk>`: the frame of the office's screens, who is signed in, and which screen the address names. */
import { type Child, h } from "../../browser/components/dom.ts";
import { ScreenElement } from "../../browser/components/element.ts";
import { forTag, LANGUAGES } from "../../core/language.ts";
import { callOffice, DeskRefusal, type OfficeSession, type Role, type Session } from "./calls.ts";
import type { DeskMessages } from "./messages/en.ts";
import { loadDeskMessages, OWN_NAMES } from "./messages/load.ts";
import { actions, type Desk, failureText, fill, note } from "./parts.ts";
import { accessScreen } from "./screens/access.ts";
import { issuersScreen } from "./screens/issuers.ts";
import { logScreen } from "./screens/log.ts";
import { offerScreen } from "./screens/offer.ts";
import { personScreen } from "./screens/person.ts";
import { queueScreen } from "./screens/queue.ts";
import { signInScreen, stepUpScreen } from "./screens/sign-in.ts";
import { DESK_STYLE } from "./style.ts";

type Page = keyof DeskMessages["nav"];

/** The pages, in the order of the menu: who may see them, and what draws them. */
const PAGES: Readonly<Record<Page, { readonly roles: readonly Role[]; readonly draw: (desk: Desk) => Promise<void> }>> =
  {
    offer: { roles: ["clerk"], draw: offerScreen },
    person: { roles: ["clerk", "approver"], draw: personScreen },
    queue: { roles: ["clerk", "approver"], draw: queueScreen },
    log: { roles: ["auditor"], draw: logScreen },
    access: { roles: ["administrator"], draw: accessScreen },
    issuers: { roles: ["auditor", "administrator"], draw: issuersScreen },
  };
const LANGUAGE_KEY = "civicproof-language";

/** The desk. Its address names a page or a refusal, and nothing about anybody. */
export class DeskElement extends ScreenElement<DeskMessages> {
  protected load = loadDeskMessages;
  #office: OfficeSession | undefined;
  #page: Page | undefined;
  /** Ends what the screen before still does. */
  #turn = new AbortController();
  #draw: (() => readonly Child[]) | undefined;

  override connectedCallback(): void {
    document.documentElement.lang = chosenLanguage();
    super.connectedCallback();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(DESK_STYLE);
    this.shadowRoot!.adoptedStyleSheets.push(sheet);
  }

  protected begin(): void {
    const { signal } = this.life;
    window.addEventListener("hashchange", () => void this.#follow(), { signal });
    void this.#start();
  }

  /** Asks who is signed in, then follows the address. */
  async #start(): Promise<void> {
    try {
      this.#office = await callOffice<OfficeSession>("session");
      await this.#follow();
    } catch (error) {
      this.#fail(error, () => this.#start());
    }
  }

  async #follow(): Promise<void> {
    const address = new URLSearchParams(location.hash.slice(1));
    const session = this.#office?.session ?? null;
    if (session === null) return this.#signIn(address.get("refused") ?? undefined);
    const allowed = pagesOf(session);
    const wanted = [...address.keys()][0] as Page | undefined;
    this.#page = wanted !== undefined && allowed.includes(wanted) ? wanted : allowed[0];
    const desk = this.#desk(session);
    // What is still on the screen belongs to the page before: nobody begins anything there now.
    this.find<HTMLElement>("main")?.setAttribute("inert", "");
    if (this.#page !== undefined) await desk.attempt(() => PAGES[this.#page!].draw(desk));
  }

  #signIn(refused?: string): void {
    this.#page = undefined;
    const office = this.#office!;
    signInScreen({
      ...{ m: this.messages, office, refused },
      show: (name, draw) => this.#put(name, draw),
      heading: (text) => this.heading(text),
      withKey: async (key) => {
        await callOffice("sign-in/key", { method: "POST", body: { key } });
        history.replaceState(null, "", "#");
        await this.#start();
      },
    });
  }

  async #signOut(csrf: string): Promise<void> {
    try {
      const { location: next } = await callOffice<{ location: string }>("sign-out", { method: "POST", csrf });
      location.assign(next);
      if (new URL(next).pathname === location.pathname) location.reload();
    } catch (error) {
      this.#fail(error, () => this.#start());
    }
  }

  #desk(session: Session): Desk {
    this.#turn.abort();
    this.#turn = new AbortController();
    const { signal } = this.#turn;
    const element = this;
    const instant = { dateStyle: "medium", timeStyle: "short" } as const;
    return {
      get m() {
        return element.messages;
      },
      ...{ office: this.#office!, session, life: signal },
      call: (path, options = {}) => callOffice(path, { ...options, csrf: session.csrf }),
      show: (name, draw) => {
        if (!signal.aborted) this.#put(name, draw);
      },
      heading: (text, mark) => this.heading(mark, text),
      section: (text) => this.section(text),
      async attempt(work) {
        try {
          await work();
        } catch (error) {
          if (!signal.aborted) element.#fail(error, () => element.#follow());
        }
      },
      go: (page) => {
        if (location.hash === `#${page}`) void this.#follow();
        else location.hash = page;
      },
      announce: (text) => this.announce(text),
      instant: (seconds) => new Intl.DateTimeFormat(this.messages.locale, instant).format(1_000 * seconds),
      day: (text) =>
        new Intl.DateTimeFormat(this.messages.locale, { dateStyle: "long", timeZone: "UTC" }).format(
          new Date(`${text}T00:00:00Z`),
        ),
      has: (role) => session.roles.includes(role),
    };
  }

  /** A refusal as a screen with a way on. Whoever is not signed in any more signs in. */
  #fail(error: unknown, again: () => Promise<void>): void {
    const code = error instanceof DeskRefusal ? error.code : "refused";
    if (code === "SESSION_EXPIRED") {
      if (this.#office !== undefined) this.#office = { ...this.#office, session: null };
      this.#signIn(code);
    } else if (code === "STEP_UP_MISSING") {
      stepUpScreen({
        m: this.messages,
        show: (name, draw) => this.#put(name, draw),
        heading: (text) => this.heading(text),
      });
    } else {
      this.#put(`failure-${code}`, () => {
        const { failures } = this.messages;
        return [
          this.heading(failures.title),
          note("warn", h("p", {}, failureText(this.messages, code))),
          actions(this.button(failures.again, again)),
        ];
      });
      if (!(error instanceof DeskRefusal)) console.error(error);
    }
  }

  /** A screen inside the frame. What was typed stays when it is drawn again. */
  #put(name: string, draw: () => readonly Child[]): void {
    this.#draw = draw;
    this.show(name, () => this.#frame(this.#draw!()));
  }

  #frame(children: readonly Child[]): readonly Child[] {
    const m = this.messages;
    const session = this.#office?.session ?? null;
    const language = h(
      "select",
      {
        "aria-label": m.languages,
        onchange: (event: Event) => this.#choose((event.target as HTMLSelectElement).value),
      },
      ...LANGUAGES.map((tag) => h("option", { value: tag, lang: tag, selected: tag === m.language }, OWN_NAMES[tag])),
    );
    const who = session !== null && [
      h("span", {}, fill(m.signedInAs, { name: session.name })),
      h("button", { type: "button", onclick: () => this.#signOut(session.csrf) }, m.signOut),
    ];
    const title = children.find((child) => child instanceof HTMLElement && child.matches(".title")) as HTMLElement;
    document.title = `${title?.textContent ?? m.title} – ${this.#office?.displayName ?? m.title}`;
    const main = h("main", { class: "wide", id: "main", tabindex: -1 }, ...children);
    const skip = h("button", { type: "button", class: "skip", onclick: () => main.focus() }, m.skip);
    return [
      h(
        "div",
        { class: "band" },
        skip,
        h(
          "header",
          { class: "wide top" },
          h("p", { class: "name" }, this.#office?.displayName ?? m.title),
          h("div", { class: "who" }, ...(who || []), language),
        ),
      ),
      session !== null && this.#menu(session),
      keepTyped(this.find("main"), main),
    ];
  }

  #menu(session: Session): Child {
    const m = this.messages;
    const links = pagesOf(session).map((page) =>
      h("li", {}, h("a", { href: `#${page}`, "aria-current": page === this.#page && "page" }, m.nav[page])),
    );
    return h("nav", { "aria-label": m.pages }, h("ul", { class: "wide" }, ...links));
  }

  #choose(tag: string): void {
    try {
      localStorage.setItem(LANGUAGE_KEY, tag);
    } catch {
      // A window that keeps nothing forgets the language, too.
    }
    document.documentElement.lang = tag;
  }
}

const pagesOf = ({ roles }: Session): readonly Page[] =>
  (Object.keys(PAGES) as Page[]).filter((page) => PAGES[page].roles.some((role) => roles.includes(role)));

function chosenLanguage(): string {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(LANGUAGE_KEY);
  } catch {
    // Nothing is kept here.
  }
  const known = Object.fromEntries(LANGUAGES.map((tag) => [tag, tag]));
  return forTag(known, kept ?? "") ?? forTag(known, navigator.language) ?? "en";
}

/** The controls of one drawing have the values of the one before. */
function keepTyped(before: Element | null, after: HTMLElement): HTMLElement {
  for (const old of before?.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select") ?? []) {
    const control = after.querySelector<HTMLInputElement | HTMLSelectElement>(`#${old.id}`);
    if (control === null) continue;
    if (old instanceof HTMLInputElement && control instanceof HTMLInputElement && old.type === "checkbox")
      control.checked = old.checked;
    else control.value = old.value;
  }
  return after;
}
