/** Elements and the components that the screens are made of (GOV.UK Frontend's markup). */
import QRCode from "qrcode";
import { loadMessages, type Messages } from "../../../src/statement/policy/index.ts";
import { LANGUAGES, type Language, OWN_NAMES, TEXTS, type Text } from "./messages/index.ts";

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

export const p = (...children: readonly Child[]) => h("p", { class: "govuk-body" }, ...children);
export const lead = (text: string) => h("p", { class: "govuk-body-l" }, text);
export const hint = (text: string, id?: string) => h("div", { class: "govuk-hint", id }, text);
export const h1 = (text: string) => h("h1", { class: "govuk-heading-l", tabindex: -1 }, text);
export const h2 = (text: string) => h("h2", { class: "govuk-heading-m" }, text);
export const h3 = (text: string) => h("h3", { class: "govuk-heading-s" }, text);
export const list = (items: readonly Child[]) =>
  h("ul", { class: "govuk-list govuk-list--bullet" }, ...items.map((item) => h("li", {}, item)));
export const inset = (...children: readonly Child[]) => h("div", { class: "govuk-inset-text" }, ...children);
export const good = (...children: readonly Child[]) => h("div", { class: "app-good" }, ...children);
export const warn = (...children: readonly Child[]) => h("div", { class: "app-warn" }, ...children);
export const actions = (...children: readonly Child[]) => h("div", { class: "app-actions" }, ...children);

/** `about` is for screen readers only: what this one of several equal buttons is for. */
export function button(text: string, onclick: () => unknown, kind: "" | "secondary" | "warning" = "", about?: string) {
  const variant = kind === "" ? "" : ` govuk-button--${kind}`;
  const hidden = about !== undefined && h("span", { class: "govuk-visually-hidden" }, ` ${about}`);
  return h("button", { type: "button", class: `govuk-button${variant}`, onclick }, text, hidden);
}

export function linkButton(text: string, href: string, kind: "" | "secondary" = "") {
  const variant = kind === "" ? "" : ` govuk-button--${kind}`;
  return h("a", { class: `govuk-button${variant}`, href, role: "button", draggable: "false" }, text);
}

export const link = (text: string, href: string) => h("a", { class: "govuk-link", href }, text);

export function panel(title: string, text: string) {
  return h(
    "div",
    { class: "govuk-panel govuk-panel--confirmation" },
    h("h1", { class: "govuk-panel__title", tabindex: -1 }, title),
    h("div", { class: "govuk-panel__body" }, text),
  );
}

export function summary(rows: readonly (readonly [key: string, value: Child])[]) {
  return h(
    "dl",
    { class: "govuk-summary-list" },
    ...rows.map(([key, value]) =>
      h(
        "div",
        { class: "govuk-summary-list__row" },
        h("dt", { class: "govuk-summary-list__key" }, key),
        h("dd", { class: "govuk-summary-list__value" }, value),
      ),
    ),
  );
}

export function details(title: string, ...children: readonly Child[]) {
  return h(
    "details",
    { class: "govuk-details" },
    h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, title)),
    h("div", { class: "govuk-details__text" }, ...children),
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
    { class: `govuk-form-group${error ? " govuk-form-group--error" : ""}` },
    h("label", { class: "govuk-label govuk-label--s", for: id }, label),
    help !== undefined && hint(help, `${id}-hint`),
    error !== undefined &&
      h(
        "p",
        { class: "govuk-error-message", id: `${id}-error` },
        h("span", { class: "govuk-visually-hidden" }, "! "),
        error,
      ),
    h("input", {
      class: `govuk-input ${width}${error ? " govuk-input--error" : ""}`,
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

export const submit = (text: string) => h("button", { type: "submit", class: "govuk-button" }, text);

export function table(caption: string, head: readonly string[], rows: readonly (readonly Child[])[]) {
  return h(
    "div",
    { class: "app-table", tabindex: 0, role: "region", "aria-label": caption },
    h(
      "table",
      { class: "govuk-table" },
      h("caption", { class: "govuk-table__caption govuk-table__caption--m" }, caption),
      h(
        "thead",
        { class: "govuk-table__head" },
        h(
          "tr",
          { class: "govuk-table__row" },
          ...head.map((text) => h("th", { scope: "col", class: "govuk-table__header" }, text)),
        ),
      ),
      h(
        "tbody",
        { class: "govuk-table__body" },
        ...rows.map((cells) =>
          h("tr", { class: "govuk-table__row" }, ...cells.map((cell) => h("td", { class: "govuk-table__cell" }, cell))),
        ),
      ),
    ),
  );
}

export const tag = (text: string, colour: "green" | "red" | "grey" | "blue") =>
  h("strong", { class: `govuk-tag govuk-tag--${colour}` }, text);

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

/** A QR code (ISO/IEC 18004, level M) that is drawn on this device: what it holds goes nowhere. */
export function qr(text: string, alternative: string) {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const { size, data } = modules;
  const margin = 4;
  const squares = Array.from(data, (dark, i) =>
    dark ? `M${margin + (i % size)} ${margin + Math.floor(i / size)}h1v1h-1z` : "",
  ).join("");
  const side = size + 2 * margin;
  return svg(
    "svg",
    {
      class: "app-qr",
      viewBox: `0 0 ${side} ${side}`,
      role: "img",
      "aria-label": alternative,
      "shape-rendering": "crispEdges",
    },
    svg("rect", { width: side, height: side, fill: "#fff" }),
    svg("path", { d: squares, fill: "#000" }),
  );
}

// ---- languages ----

const LANGUAGE_KEY = "portal-language";

/** The language that was chosen here, else the first of the browser's that there is, else English. */
export function language(): Language {
  const wanted = [localStorage.getItem(LANGUAGE_KEY), ...navigator.languages];
  const tags = wanted.map((tag) => tag?.toLowerCase().split("-")[0]);
  return LANGUAGES.find((each) => each === tags.find((tag) => LANGUAGES.some((known) => known === tag))) ?? "en";
}

/** A text in the language of the page; `{0}` … are filled with `values`. */
export function t(text: Text, ...values: readonly (string | number)[]): string {
  return text[language()].replace(/\{(\d)\}/g, (_, i) => String(values[Number(i)]));
}

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

/** Builds header, main part and footer, and draws the first screen. */
export function startApp(app: App): void {
  current = app;
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  frame();
  void app.draw();
}

function frame(): void {
  document.documentElement.lang = language();
  document.body.replaceChildren(
    h("a", { href: "#main", class: "govuk-skip-link" }, t(CHROME.skip)),
    h(
      "header",
      {},
      h(
        "div",
        { class: "app-header" },
        h(
          "div",
          { class: "govuk-width-container app-header__inner" },
          h("a", { class: "app-header__name", href: location.pathname }, t(current.name)),
          h(
            "nav",
            { class: "app-languages", "aria-label": t(CHROME.languages) },
            ...LANGUAGES.filter((each) => each !== language()).map((other) =>
              h("button", { type: "button", lang: other, onclick: switchTo(other) }, OWN_NAMES[other]),
            ),
          ),
        ),
      ),
      h("div", { class: "app-dev" }, h("div", { class: "govuk-width-container" }, h("p", {}, t(CHROME.demo)))),
    ),
    h("div", { class: "govuk-width-container" }, h("main", { class: "govuk-main-wrapper app-main", id: "main" })),
    h(
      "footer",
      { class: "app-footer" },
      h("div", { class: "govuk-width-container" }, t(CHROME.footer), link(t(CHROME.start), "/")),
    ),
  );
}

function switchTo(other: Language) {
  return (): void => {
    localStorage.setItem(LANGUAGE_KEY, other);
    frame();
    void current.draw();
  };
}

let drawn = "";

/** Shows a screen. A new one (another heading) gets the focus, so that screen readers start at its top. */
export function show(...children: readonly Child[]): void {
  const main = document.getElementById("main")!;
  main.replaceChildren();
  append(main, children);
  const heading = main.querySelector<HTMLElement>("h1");
  const title = heading?.textContent ?? "";
  document.title = `${title} – ${t(current.name)}`;
  if (drawn !== "" && drawn !== title) {
    heading?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  drawn = title;
}

// ---- calls ----

/** A call that the server refused; `code` is that of the library's errors, or NOT_FOUND. */
export class CallError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Calls this server. @throws CallError with the server's code, or OFFLINE when it can't be reached */
export async function call<T>(
  path: string,
  { method = "GET", body, token }: { method?: string; body?: unknown; token?: string } = {},
): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new CallError("OFFLINE");
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new CallError(typeof answer.code === "string" ? answer.code : "REFUSED");
  return answer as T;
}

export const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "UNKNOWN";

/** Codes as people type them. */
export const normaliseCode = (typed: string): string => {
  const plain = typed.toUpperCase().replace(/[^0-9A-Z]/g, "");
  return plain.length === 8 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : "";
};
