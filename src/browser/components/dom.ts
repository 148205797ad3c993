/** Elements in few words. */

export type Child = Node | string | false | undefined | null;
type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => unknown) | undefined>>;

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
  for (const child of children.flat())
    if (child !== false && child !== undefined && child !== null) element.append(child);
  return element;
}

/** An SVG element with attributes only, which no Content-Security-Policy minds. */
export function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: Node[]
): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** Names and values, as a list of descriptions. */
export function rows(entries: readonly (readonly [name: string, value: Child])[]): HTMLElement {
  return h("dl", {}, ...entries.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

const ICONS = {
  done: "M4 12.5l5 5L20 6.5",
  stop: "M6 6l12 12M18 6L6 18",
  wait: "M12 6v6l4 2.5",
  note: "M12 7v6.5M12 17v.2",
} as const;
export type IconName = keyof typeof ICONS;

/** A sign beside a sentence that says the same. */
export function icon(name: IconName): Node {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" },
    svg("circle", { cx: 12, cy: 12, r: 11 }),
    svg("path", { d: ICONS[name] }),
  );
}
