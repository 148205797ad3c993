/**
 * Shapes of values that documents have in common, for `decode` of `json.ts`. Each is one condition and says in words what
 * it expects: short for whoever is refused, and light where nothing else of valibot is needed.
 */
import * as v from "valibot";
import { HOST_PATTERN, isWebOrigin, PROGRAMME_PATTERN } from "./origin.ts";
import { pure } from "./pure.ts";
import { isShownText, SHOWN_TEXT } from "./text.ts";

/** An integer from `min` to `max`, both included. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  return v.custom<number>(
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    `an integer from ${min} to ${max}`,
  );
}

/** This text or number and no other. */
export function exactly<const Value extends string | number>(value: Value) {
  return v.custom<Value>((given) => given === value, JSON.stringify(value));
}

/** One of a few texts. */
export function oneOf<const Value extends string>(values: readonly Value[]) {
  return v.custom<Value>((value) => values.includes(value as Value), `one of ${values.join(", ")}`);
}

/** Values of a shape of which something holds besides. */
export function where<Shape extends v.GenericSchema>(
  shape: Shape,
  holds: (value: v.InferOutput<Shape>) => boolean,
  expected: string,
) {
  return v.pipe(
    shape,
    v.custom<v.InferOutput<Shape>>((value) => holds(value as v.InferOutput<Shape>), expected),
  );
}

/** Any text: whoever reads it finds out more. */
export const anyText = /* @__PURE__ */ pure(() => textThat(() => true, "a text"));

/** A text of which something holds. */
export function textThat(holds: (text: string) => boolean, expected: string) {
  return v.custom<string>((value) => typeof value === "string" && holds(value), expected);
}

/** A text of the form of a pattern. */
export function textLike(pattern: RegExp, expected: string) {
  return textThat((text) => pattern.test(text), expected);
}

/** A text of `min` to `max` UTF-16 units. */
export function text(min: number, max: number) {
  return textThat(({ length }) => length >= min && length <= max, `a text of ${min} to ${max} characters`);
}

/** A text of 1 to `max` UTF-16 units that people are shown. */
export function shownText(max: number) {
  return textThat(
    (text) => text !== "" && text.length <= max && isShownText(text),
    `${SHOWN_TEXT}, of 1 to ${max} characters`,
  );
}

/** The form of an integer that a field element may be, as a canonical decimal string. */
export const decimal = /* @__PURE__ */ pure(() => textLike(/^(?:0|[1-9][0-9]{0,76})$/, "a canonical decimal string"));

/** The form of 32 bytes: SHA-256, a compressed point, the id of a registry. */
export const hex64 = /* @__PURE__ */ pure(() => textLike(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits"));

/** The form of a host that stands for a party. */
export const hostName = /* @__PURE__ */ pure(() =>
  textLike(HOST_PATTERN, "a lower-case host name without port and final dot"),
);

/** The form of a programme's name. */
export const programmeName = /* @__PURE__ */ pure(() =>
  textLike(PROGRAMME_PATTERN, "1 to 64 characters of a-z, 0-9 and hyphens"),
);

/** The form of a web origin. */
export const webOrigin = /* @__PURE__ */ pure(() =>
  textThat(isWebOrigin, "a web origin, such as https://benefits.example.org"),
);
