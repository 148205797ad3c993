/** The one gate for JSON from outside: plain data only, bounded, copied, then checked against a schema. */
import * as v from "valibot";
import { type CivicproofError, describeValue, type RefusalDetails, refusal } from "./errors.ts";
import { visible } from "./text.ts";

/** JSON data after {@link toPlainJson}: no prototypes, getters, functions or cycles are left. */
export type PlainJson = null | boolean | number | string | readonly PlainJson[] | { readonly [key: string]: PlainJson };

/** Bounds that are checked while copying. */
export interface JsonLimits {
  /** Nested arrays and objects. */
  readonly maxDepth?: number;
  /** Values of any kind, containers included. */
  readonly maxNodes?: number;
  /** UTF-16 units of one string or key. */
  readonly maxStringLength?: number;
  /** UTF-16 units of all strings and keys together. */
  readonly maxCharacters?: number;
}

type RefusalClass = new (details: RefusalDetails) => CivicproofError;

const FORBIDDEN_KEYS = /* @__PURE__ */ new Set(["__proto__", "constructor", "prototype"]);

/**
 * Deep-copies plain JSON data. Reads every property once, as a data property, so later reads can't differ.
 *
 * @param path where the value stands in the caller's input, for the error
 * @throws the given error class for accessors, symbols, exotic prototypes, holes, non-finite numbers, cycles, the keys
 * `__proto__`, `constructor` and `prototype`, and anything over the limits
 */
export function toPlainJson(
  value: unknown,
  { maxDepth = 16, maxNodes = 10_000, maxStringLength = 10_000, maxCharacters = Infinity }: JsonLimits = {},
  Refusal: RefusalClass = InvalidInputError,
  path = "",
): PlainJson {
  let nodes = 0;
  let characters = 0;
  const refuse = (path: string, expected: string, received?: string): never => {
    // A key of somebody's file may hold an escape sequence of the terminal that shows this.
    throw new Refusal({ path: visible(path), expected, ...(received && { received: visible(received) }) });
  };

  const limit = (size: number, most: number, what: string, path: string): void => {
    if (size > most) refuse(path, `at most ${most} ${what}`, String(size));
  };
  const count = (text: string, path: string): void => {
    limit(text.length, maxStringLength, "characters", path);
    characters += text.length;
    limit(characters, maxCharacters, "characters in all", path);
  };

  const copy = (input: unknown, path: string, depth: number): PlainJson => {
    nodes++;
    limit(nodes, maxNodes, "values", path);
    if (input === null || typeof input === "boolean") return input;
    if (typeof input === "string") {
      count(input, path);
      return input;
    }
    if (typeof input === "number") {
      if (!Number.isFinite(input)) refuse(path, "a finite number");
      return input;
    }
    if (typeof input !== "object") return refuse(path, "JSON data", typeof input);
    limit(depth + 1, maxDepth, "levels", path);
    return Array.isArray(input) ? copyArray(input, path, depth) : copyObject(input, path, depth);
  };

  const copyArray = (input: readonly unknown[], path: string, depth: number): PlainJson => {
    const prototype: unknown = Object.getPrototypeOf(input);
    if (!Array.isArray(prototype) || !isRoot(Object.getPrototypeOf(prototype))) refuse(path, "a plain array");
    const { length } = input;
    limit(nodes + length, maxNodes, "values", path);
    const keys = Reflect.ownKeys(input);
    if (keys.length !== length + 1) refuse(path, "an array without holes or extra properties");
    return Array.from({ length }, (_, i) => copy(dataProperty(input, String(i), path), `${path}[${i}]`, depth + 1));
  };

  const copyObject = (input: object, path: string, depth: number): PlainJson => {
    const prototype: object | null = Object.getPrototypeOf(input);
    if (prototype !== null && !isRoot(prototype)) refuse(path, "a plain object");
    // Without a prototype, so that a schema finds no key that only Object.prototype has.
    const output = Object.create(null) as Record<string, PlainJson>;
    for (const key of Reflect.ownKeys(input)) {
      if (typeof key !== "string" || FORBIDDEN_KEYS.has(key))
        return refuse(path, "no such key", String(key).slice(0, 40));
      count(key, path);
      output[key] = copy(dataProperty(input, key, path), `${path && `${path}.`}${key.slice(0, 80)}`, depth + 1);
    }
    return output;
  };

  const dataProperty = (object: object, key: string, path: string): unknown => {
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (property === undefined || !("value" in property)) return refuse(path, "plain data properties", "an accessor");
    return property.value;
  };

  try {
    return copy(value, path, 0);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // Proxies and other exotic objects may throw anything from the reflection calls above.
    throw new Refusal({ path, expected: "plain JSON data", received: "an object that can't be read" });
  }
}

/** Whether it is `Object.prototype`, of this realm or another (frames, `vm`, Jest, structuredClone). */
function isRoot(prototype: object | null): boolean {
  return prototype !== null && Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

/**
 * Copies `value` and checks it against a valibot schema.
 *
 * @throws the given error class with the path of the first finding; values are never repeated in it
 * @throws VersionUnsupportedError, SuiteUnsupportedError for a document of another version or suite (protocol P-3a)
 */
export function decode<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  {
    Refusal = InvalidInputError,
    path = "",
    limits = {},
  }: { readonly Refusal?: RefusalClass; readonly path?: string; readonly limits?: JsonLimits } = {},
): v.InferOutput<Schema> {
  const plain = toPlainJson(value, limits, Refusal, path);
  checkFormat(plain, path);
  const result = v.safeParse(schema, plain, { abortEarly: true });
  if (result.success) return result.output;
  const [{ path: inner = [], type, expected, message, input }] = result.issues;
  const keys = [path, ...inner.map(({ key }) => visible(String(key)))].filter(Boolean);
  const unknown = expected === "never" && keys.at(-1);
  // A condition of our own says what it expects in its message alone.
  throw new Refusal({
    path: keys.join("."),
    expected: unknown ? "no such key" : type === "custom" ? message : (expected ?? message),
    received: unknown || describeValue(input),
  });
}

/**
 * Freezes plain data with all that is in it, and answers it: a value that is trusted later must stay what was checked.
 * Accessors are not called.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const property of Object.values(Object.getOwnPropertyDescriptors(value))) deepFreeze(property.value);
  return Object.freeze(value);
}

const VERSION = "2";
/** The suite of algorithms of all documents and hashes (protocol P-3a). */
export const SUITE = "s1";

/**
 * Stops the reading of a document of another version or suite, so that its values are never taken for ours (protocol P-3a).
 * {@link decode} calls it.
 *
 * @throws VersionUnsupportedError, SuiteUnsupportedError
 */
export function checkFormat(plain: unknown, path = ""): void {
  if (typeof plain !== "object" || plain === null || Array.isArray(plain)) return;
  const name = (plain as { readonly civicproof?: unknown }).civicproof;
  const parts = typeof name === "string" ? /^[a-z-]{1,40}\/v(\d{1,9})(?:\/([a-z0-9-]{1,20}))?$/.exec(name) : null;
  if (parts === null) return;
  const where = `${path && `${path}.`}civicproof`;
  const [, version, suite = SUITE] = parts;
  if (version !== VERSION)
    throw new VersionUnsupportedError({ path: where, expected: `version ${VERSION}`, received: `version ${version}` });
  if (suite !== SUITE)
    throw new SuiteUnsupportedError({ path: where, expected: `suite ${SUITE}`, received: `suite ${suite}` });
}

/**
 * Parses JSON text of bounded size, in which each object has each key once.
 *
 * @throws the given error class when the text is too long, is not JSON or has a key twice; it names a byte order mark
 */
export function parseJson(text: string, maxLength: number, Refusal: RefusalClass = InvalidInputError): unknown {
  if (typeof text !== "string") throw new Refusal({ expected: "JSON text", received: describeValue(text) });
  if (text.length > maxLength)
    throw new Refusal({ expected: `at most ${maxLength} characters`, received: String(text.length) });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Two replacement characters or a NUL at the second place: UTF-16 that was read as UTF-8.
    const mark = /^\ufeff|^\ufffd\ufffd|^.?\0/.exec(text)?.[0];
    const received = mark === "\ufeff" ? "a byte order mark" : "UTF-16";
    throw new Refusal({ expected: "valid JSON", ...(mark && { received }) });
  }
  const key = repeatedKey(text);
  if (key !== undefined) throw new Refusal({ path: visible(key), expected: "each key once" });
  return value;
}

/** The first key of valid JSON text that one object has twice: of two values one would be checked and the other used. */
export function repeatedKey(text: string): string | undefined {
  // The keys of each object that is open; an array has none.
  const open: Set<string>[] = [];
  // Where a string began that is open.
  let start = -1;
  // Escapes stand in strings alone; a string before a colon is a key.
  for (const { 0: token, index } of text.matchAll(/\\.|"\s*:?|[{}[\]]/g)) {
    if (token.startsWith('"')) {
      if (start >= 0 && token.endsWith(":")) {
        const key = JSON.parse(text.slice(start, index + 1)) as string;
        const keys = open.at(-1)!;
        if (keys.has(key)) return key;
        keys.add(key);
      }
      start = start < 0 ? index : -1;
    } else if (start < 0) {
      if ("{[".includes(token)) open.push(new Set());
      else open.pop();
    }
  }
  return;
}

/**
 * A value is not what its schema says: its shape, type or size, or a key that is unknown or forbidden.
 *
 * What to do: correct the value at `path`.
 */
export class InvalidInputError extends /* @__PURE__ */ refusal("INPUT_INVALID", "InvalidInputError", "Invalid input") {}

/**
 * The document is of another version of the protocol.
 *
 * What to do: update whichever side is older; a document of an older version has to be made again.
 */
export class VersionUnsupportedError extends /* @__PURE__ */ refusal(
  "VERSION_UNSUPPORTED",
  "VersionUnsupportedError",
  "This version of the protocol is not supported",
) {}

/**
 * The document belongs to another suite of algorithms.
 *
 * What to do: use a release that knows the suite; values of two suites can't be mixed.
 */
export class SuiteUnsupportedError extends /* @__PURE__ */ refusal(
  "SUITE_UNSUPPORTED",
  "SuiteUnsupportedError",
  "This suite of algorithms is not supported",
) {}
