import { InvalidInputError } from "./json.ts";

/**
 * Options with nothing but what the caller wrote: a name that somebody put on `Object.prototype` is no option. To be
 * taken apart at once: `const { clock = now } = own(options)`.
 *
 * @param path what the caller calls them
 * @throws InvalidInputError for no object, and for one that can't be read
 */
export function own<Options extends object>(options: Options, path = "options"): Options {
  try {
    if (typeof options === "object" && options !== null) return { __proto__: null, ...options } as Options;
  } catch {
    // A proxy may throw anything, even something that only looks like an error.
  }
  throw new InvalidInputError({ path, expected: "an object that can be read" });
}

/** @throws InvalidInputError for anything but a text with something in it */
export function requireText(path: string, text: unknown): asserts text is string {
  if (typeof text !== "string" || text === "") throw new InvalidInputError({ path, expected: "a text" });
}

/**
 * As {@link own}, for an object that must have what is named: whoever leaves something out hears its name here, and not
 * of a property of undefined somewhere below.
 *
 * @throws InvalidInputError for an object without one of them
 */
export function ownWith<Options extends object>(given: Options, ...needed: NeededKeys<Options>[]): Options {
  const options = own(given);
  for (const path of needed) if (options[path] == null) throw new InvalidInputError({ path, expected: "a value" });
  return options;
}

/** Names of the properties that must be there. */
type NeededKeys<Options> = {
  [Name in keyof Options & string]-?: undefined extends Options[Name] ? never : Name;
}[keyof Options & string];

/** @throws InvalidInputError for anything but a list */
export function requireList(path: string, list: unknown): void {
  if (!Array.isArray(list)) throw new InvalidInputError({ path, expected: "a list" });
}

/**
 * For what another function of ours makes, and which is more than its properties.
 *
 * @throws InvalidInputError for anything without a function of this name
 */
export function requireMade(path: string, value: unknown, method: string): void {
  if (typeof (value as Readonly<Record<string, unknown>> | null | undefined)?.[method] !== "function")
    throw new InvalidInputError({ path, expected: "what the library made" });
}
