/** Elements, and what the screens of these apps are made of; style.css is their look. */
import {
  type ComponentMessages,
  callService,
  defineComponents,
  failureOf,
  loadComponentMessages,
} from "../../../src/browser/components/index.ts";
import { loadMessages, type Messages } from "../../../src/statement/policy/index.ts";
import { LANGUAGES, type Language, OWN_NAMES, TEXTS, type Text, type TextList } from "./messages/index.ts";

export type Child = Node | string | false | undefined | null;
type Listener = (event: Event) => unknown;
type Attributes = Readonly<Record<string, string | number | boolean | Listener | undefined>>;

/** An element; attributes named `on…` are listeners, `true` is an empty attribute, `false` and `undefined` none. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(parent: Node, children: readonly (Child | readonly Child[])[]): void {
  for (const child of children.flat()) {
    if (child !== false && child !== undefined && child !== null)
      parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
}

export const p = (...children: readonly Child[]) => h("p", { class: "app-body" }, ...children);
export const lead = (text: string) => h("p", { class: "app-body-l" }, text);
export const hint = (text: string, id?: string) => h("div", { class: "app-hint", id }, text);
export const h1 = (text: string) => h("h1", { class: "app-heading-l", tabindex: -1 }, text);
export const h2 = (text: string) => h("h2", { class: "app-heading-m" }, text);
export const h3 = (text: string) => h("h3", { class: "app-heading-s" }, text);
export const list = (items: readonly Child[]) =>
  h("ul", { class: "app-list app-list--bullet" }, ...items.map((item) => h("li", {}, item)));
export const tagline = (...children: readonly Child[]) => h("p", { class: "app-muted" }, ...children);
export const inset = (...children: readonly Child[]) => h("div", { class: "app-inset-text" }, ...children);
export const good = (...children: readonly Child[]) => h("div", { class: "app-good" }, ...children);
export const warn = (...children: readonly Child[]) => h("div", { class: "app-warn" }, ...children);
export const actions = (...children: readonly Child[]) => h("div", { class: "app-actions" }, ...children);

/** `about` is for screen readers only: what this one of several equal buttons is for. */
export function button(text: string, onclick: () => unknown, kind: "" | "secondary" | "warning" = "", about?: string) {
  const variant = kind === "" ? "" : ` app-button--${kind}`;
  const hidden = about !== undefined && h("span", { class: "app-hidden" }, ` ${about}`);
  return h("button", { type: "button", class: `app-button${variant}`, onclick }, text, hidden);
}

export function linkButton(text: string, href: string, kind: "" | "secondary" = "") {
  const variant = kind === "" ? "" : ` app-button--${kind}`;
  return h("a", { class: `app-button${variant}`, href }, text);
}

export const link = (text: string, href: string) => h("a", { class: "app-link", href }, text);

export function panel(title: string, text: string) {
  return h(
    "div",
    { class: "app-panel app-panel--confirmation" },
    h("h1", { class: "app-panel__title", tabindex: -1 }, title),
    h("div", { class: "app-panel__body" }, text),
  );
}

export function summary(rows: readonly (readonly [key: string, value: Child])[]) {
  return h(
    "dl",
    { class: "app-summary-list" },
    ...rows.map(([key, value]) =>
      h(
        "div",
        { class: "app-summary-list__row" },
        h("dt", { class: "app-summary-list__key" }, key),
        h("dd", { class: "app-summary-list__value" }, value),
      ),
    ),
  );
}

export function details(title: string, ...children: readonly Child[]) {
  return h(
    "details",
    { class: "app-details" },
    h("summary", { class: "app-details__summary" }, h("span", { class: "app-details__summary-text" }, title)),
    h("div", { class: "app-details__text" }, ...children),
  );
}

export interface FieldOptions {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: string;
  readonly width?: string;
  readonly autocomplete?: string;
  readonly value?: string;
  readonly error?: string | undefined;
}

/** A labelled input; `error` is announced with it. */
export function field({
  id,
  label,
  hint: help,
  type = "text",
  width = "",
  autocomplete = "off",
  value = "",
  error,
}: FieldOptions) {
  const described = [help && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return h(
    "div",
    { class: `app-form-group${error ? " app-form-group--error" : ""}` },
    h("label", { class: "app-label app-label--s", for: id }, label),
    help !== undefined && hint(help, `${id}-hint`),
    error !== undefined &&
      h("p", { class: "app-error-message", id: `${id}-error` }, h("span", { class: "app-hidden" }, "! "), error),
    h("input", {
      class: `app-input ${width}${error ? " app-input--error" : ""}`,
      id,
      name: id,
      type,
      value,
      autocomplete,
      spellcheck: "false",
      "aria-describedby": described || undefined,
    }),
  );
}

export const fieldValue = (id: string): string => (document.getElementById(id) as HTMLInputElement | null)?.value ?? "";

/** A form that does what it says on Enter as well. */
export function form(onsubmit: () => unknown, ...children: readonly Child[]) {
  return h(
    "form",
    {
      novalidate: true,
      onsubmit(event: Event) {
        event.preventDefault();
        onsubmit();
      },
    },
    ...children,
  );
}

export const submit = (text: string) => h("button", { type: "submit", class: "app-button" }, text);

export function table(caption: string, head: readonly string[], rows: readonly (readonly Child[])[]) {
  return h(
    "div",
    { class: "app-table", tabindex: 0, role: "region", "aria-label": caption },
    h(
      "table",
      { class: "app-table" },
      h("caption", { class: "app-table__caption app-table__caption--m" }, caption),
      h(
        "thead",
        { class: "app-table__head" },
        h(
          "tr",
          { class: "app-table__row" },
          ...head.map((text) => h("th", { scope: "col", class: "app-table__header" }, text)),
        ),
      ),
      h(
        "tbody",
        { class: "app-table__body" },
        ...rows.map((cells) =>
          h("tr", { class: "app-table__row" }, ...cells.map((cell) => h("td", { class: "app-table__cell" }, cell))),
        ),
      ),
    ),
  );
}

export const tag = (text: string, colour: "green" | "red" | "grey" | "blue") =>
  h("strong", { class: `app-tag app-tag--${colour}` }, text);

/** A graphic element with attributes only, which no Content-Security-Policy minds. */
export function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (Node | string)[]
) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

// ---- languages ----

const LANGUAGE_KEY = "portal-language";

/** Where nothing can be stored, the choice lasts as long as the page. */
let chosen: Language | undefined;

/** The language that was chosen here, else the first of the browser's that there is, else English. */
export function language(): Language {
  let stored: string | null | undefined = chosen;
  try {
    stored ??= localStorage.getItem(LANGUAGE_KEY);
  } catch {
    // No storage here.
  }
  const tags = [stored, ...navigator.languages].map((tag) => tag?.toLowerCase().split("-")[0]);
  return LANGUAGES.find((each) => each === tags.find((tag) => LANGUAGES.some((known) => known === tag))) ?? "en";
}

/** For dates and numbers: the browser's own region where it has the page's language. */
export function locale(): string {
  const own = navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === language());
  return own ?? messages.locale;
}

/** A text in the language of the page; `{0}` … are filled with `values`. */
export function t(text: Text, ...values: readonly (string | number)[]): string {
  return text[language()].replace(/\{(\d)\}/g, (_, i) => String(values[Number(i)]));
}

/** The same for a list of texts. */
export const lines = (texts: TextList): readonly string[] => texts[language()];

/** The words in which policies are explained. */
export const policyMessages = (): Promise<Messages> => loadMessages(language());

/** A title of somebody else's: in the language of the page where there is one. */
export function titleIn(title: string | Readonly<Record<string, string>>): string {
  return typeof title === "string" ? title : (title[language()] ?? title.en ?? Object.values(title)[0] ?? "");
}

// ---- the page around a screen ----

const CHROME = TEXTS.chrome;

export interface App {
  readonly name: Text;
  /** Draws the screen that the app is on; called again when the language changes. */
  readonly draw: () => unknown;
}

let current: App;
/** The texts of the components, in the page's language; also for what goes wrong. */
let messages: ComponentMessages;
export const failureTexts = (): ComponentMessages["failures"] => messages.failures;
export const componentTexts = (): ComponentMessages => messages;

/** Builds header, main part and footer, and draws the first screen. */
export async function startApp(app: App): Promise<void> {
  current = app;
  defineComponents();
  messages = await loadComponentMessages(language());
  frame();
  void app.draw();
}

function frame(): void {
  document.documentElement.lang = language();
  document.body.replaceChildren(
    h(
      "header",
      {},
      h(
        "a",
        {
          href: "#main",
          class: "app-skip-link",
          // The part after # names a screen.
          onclick(event: Event) {
            event.preventDefault();
            document.getElementById("main")!.focus();
          },
        },
        t(CHROME.skip),
      ),
      h(
        "div",
        { class: "app-header" },
        h(
          "div",
          { class: "app-width-container app-header__inner" },
          h("a", { class: "app-header__name", href: home() }, t(current.name)),
          h(
            "nav",
            { class: "app-languages", "aria-label": t(CHROME.languages) },
            ...LANGUAGES.filter((each) => each !== language()).map((other) =>
              h("button", { type: "button", lang: other, onclick: switchTo(other) }, OWN_NAMES[other]),
            ),
          ),
        ),
      ),
      h("div", { class: "app-dev" }, h("div", { class: "app-width-container" }, h("p", {}, t(CHROME.demo)))),
    ),
    h("div", { class: "app-width-container" }, h("main", { class: "app-main-wrapper", id: "main", tabindex: -1 })),
    h("footer", { class: "app-footer" }, h("div", { class: "app-width-container" }, link(t(CHROME.start), "/"))),
  );
}

function switchTo(other: Language) {
  return async (): Promise<void> => {
    try {
      localStorage.setItem(LANGUAGE_KEY, other);
    } catch {
      chosen = other;
    }
    messages = await loadComponentMessages(other);
    frame();
    void current.draw();
  };
}

let drawn = "";

/** A component's screens have their headings inside. */
function nameAfterComponent({ target }: Event): void {
  const title = (target as HTMLElement).shadowRoot?.querySelector(".title")?.textContent ?? "";
  if (title !== "") document.title = `${title} – ${t(current.name)}`;
  scrollTo(0, 0);
}

/** Shows a screen. A new one (another heading) gets the focus, so that screen readers start at its top. */
export function show(...children: readonly Child[]): void {
  const main = document.getElementById("main")!;
  main.replaceChildren();
  append(main, children);
  main.addEventListener("civicproof-screen", nameAfterComponent);
  const heading = main.querySelector<HTMLElement>("h1");
  const title = heading?.textContent ?? "";
  document.title = title === "" ? t(current.name) : `${title} – ${t(current.name)}`;
  if (drawn !== "" && drawn !== title) {
    heading?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  drawn = title;
}

// ---- calls and what goes wrong ----

/** Calls this server. @throws ServiceCallError, or the server's own refusal */
export function call<T>(
  path: string,
  { method = "GET", body, token }: { method?: "GET" | "POST"; body?: unknown; token?: string } = {},
): Promise<T> {
  return callService<T>(path, { method, body, token, read: (answer) => (answer as T) ?? undefined });
}

/** The screen for whatever went wrong: what happened, that nothing is lost, and a way on. */
export function showFailure(error: unknown, ...ways: readonly Child[]): void {
  const { kind, code } = failureOf(error);
  const { title, text } = messages.failures[kind];
  show(h1(title), warn(p(text)), actions(...ways), kind === "unexpected" && hint(code));
}

/** Codes as people type them. */
export const normaliseCode = (typed: string): string => {
  const plain = typed.toUpperCase().replace(/[^0-9A-Z]/g, "");
  return plain.length === 8 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : "";
};

// ---- screens by address ----

/**
 * Draws the screen that the part after `#` names, `kind=value`, now and whenever it changes: a reload keeps the screen,
 * and Back leads to the one before. What a screen throws becomes a screen.
 */
export function startRoutes(
  app: Omit<App, "draw">,
  screens: Readonly<Record<string, (value: string) => unknown>>,
): void {
  const draw = (): void => {
    const [, kind = "", value = ""] = /^#([a-z-]*)(?:=(.*))?$/.exec(location.hash) ?? [];
    const known = Object.hasOwn(screens, kind) ? kind : "";
    turn++;
    void attempt(() => screens[known]!(decoded(value)));
  };
  addEventListener("hashchange", draw);
  void startApp({ ...app, draw });
}

/** A value as it was before it became part of an address; "" for an address that somebody has broken. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return "";
  }
}

/** Counts screens: what was begun for one before must not draw over the next. */
let turn = 0;
export const currentTurn = (): number => turn;
/** For a screen that has no address of its own. */
export const nextTurn = (): number => ++turn;

/** Does something for the screen that is shown; when it fails, says so and offers to try again. */
export async function attempt(work: () => unknown): Promise<void> {
  const began = turn;
  try {
    await work();
  } catch (error) {
    if (began !== turn) return;
    showFailure(
      error,
      button(t(CHROME.again), () => attempt(work)),
      link(t(CHROME.start), "/"),
    );
  }
}

/** The app's first screen; what follows `?` is of all screens. */
export const home = (): string => location.pathname + location.search;

/** Goes to a screen; `""` is the app's first. */
export function goTo(hash: string): void {
  if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
  else if (hash === "") {
    history.pushState(null, "", home());
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else location.hash = hash;
}

/** Has a reload and another language show this screen from now on, and not again what is done; Back does not either. */
export function settleOn(hash: string): void {
  history.replaceState(null, "", home() + hash);
}
