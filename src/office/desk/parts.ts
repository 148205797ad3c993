/** What the desk's screens are made of beside the parts of all components. */
import { type Child, h, icon } from "../../browser/components/dom.ts";
import type { OfficeSession, Role, Session } from "./calls.ts";
import type { DeskMessages } from "./messages/en.ts";

/** What a screen works with. */
export interface Desk {
  readonly m: DeskMessages;
  readonly office: OfficeSession;
  readonly session: Session;
  /** A call with the session's token. @throws DeskRefusal */
  call<Answer>(path: string, options?: { method?: "GET" | "POST" | "DELETE"; body?: unknown }): Promise<Answer>;
  /** Shows a screen; it is drawn again when the language changes. */
  show(name: string, draw: () => readonly Child[]): void;
  /** The heading of the screen. */
  heading(text: string, mark?: Child): HTMLElement;
  section(text: string): HTMLElement;
  /** Does something that may be refused; a refusal is shown. */
  attempt(work: () => Promise<void>): Promise<void>;
  go(page: string): void;
  announce(text: string): void;
  /** Ends with the screen. */
  readonly life: AbortSignal;
  instant(seconds: number): string;
  day(text: string): string;
  has(role: Role): boolean;
}

/** A text with its `{names}` filled in. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** What a refusal says to somebody at the desk. */
export function failureText({ failures }: DeskMessages, code: string): string {
  const { title: _, again: __, refused, ...texts } = failures;
  return Object.hasOwn(texts, code) ? texts[code as keyof typeof texts] : fill(refused, { code });
}

/** A labelled control, with its hint and its error, both read out with it. */
export function field(
  label: string,
  control: HTMLInputElement | HTMLSelectElement,
  { hint, error }: { readonly hint?: string; readonly error?: string | undefined } = {},
): HTMLElement {
  const { id } = control;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  if (described !== "") control.setAttribute("aria-describedby", described);
  if (error !== undefined) control.setAttribute("aria-invalid", "true");
  return h(
    "div",
    { class: error === undefined ? "field" : "field bad" },
    h("label", { for: id }, label),
    hint !== undefined && h("span", { class: "hint", id: `${id}-hint` }, hint),
    error !== undefined && h("p", { class: "error", id: `${id}-error` }, error),
    control,
  );
}

export const textInput = (id: string, attributes: Readonly<Record<string, string | boolean>> = {}): HTMLInputElement =>
  h("input", { id, type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", ...attributes });

export function select(id: string, options: readonly (readonly [value: string, text: string])[]): HTMLSelectElement {
  return h("select", { id }, ...options.map(([value, text]) => h("option", { value }, text)));
}

/** A box to tick. */
export function choice(id: string, label: string, hint: string, isOn: boolean): HTMLElement {
  const input = h("input", { type: "checkbox", id, "aria-describedby": `${id}-hint`, checked: isOn });
  const text = h("div", {}, h("label", { for: id }, label), h("span", { class: "hint", id: `${id}-hint` }, hint));
  return h("div", { class: "choice" }, input, text);
}

export const button = (text: string, onclick: () => unknown, kind: "" | "quiet" | "danger" = "", about?: string) =>
  h(
    "button",
    { type: "button", class: kind, onclick },
    text,
    about !== undefined && h("span", { class: "hidden" }, ` ${about}`),
  );

export const actions = (...children: readonly Child[]) => h("div", { class: "actions" }, ...children);
export const lead = (text: string) => h("p", { class: "lead" }, text);
export const note = (kind: "" | "good" | "warn", ...children: readonly Child[]) =>
  h("div", { class: `note ${kind}` }, ...children);
export const number = (text: string) => h("span", { class: "number" }, text);
/** The first characters of a mark that is 64 long: enough to compare two. */
export const mark = (text: string | null) => (text === null ? "" : number(`${text.slice(0, 12)}…`));
export const done = (text: string) => note("good", h("p", { class: "sentence" }, icon("done"), text));

/** A form that calls instead of leaving the page. */
export function form(submit: () => unknown, ...children: readonly Child[]): HTMLFormElement {
  return h(
    "form",
    {
      novalidate: true,
      onsubmit: (event: Event) => {
        event.preventDefault();
        submit();
      },
    },
    ...children,
  );
}

/**
 * A table; in a narrow window each row is a block whose values have their heads beside them. The roles are said, because a
 * table that is laid out as blocks is none to a screen reader.
 */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement {
  const cell = (child: Child, i: number): HTMLElement => h("td", { role: "cell", "data-head": heads[i] }, child);
  return h(
    "div",
    { class: "scroll" },
    h(
      "table",
      { role: "table", "aria-label": caption },
      h(
        "thead",
        { role: "rowgroup" },
        h("tr", { role: "row" }, ...heads.map((head) => h("th", { scope: "col", role: "columnheader" }, head))),
      ),
      h("tbody", { role: "rowgroup" }, ...rows.map((row) => h("tr", { role: "row" }, ...row.map(cell)))),
    ),
  );
}
