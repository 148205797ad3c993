import { InvalidInputError } from "./json.ts";

/**
 * Options with nothing but what the caller wrote: a name that somebody put on `Object.prototype` is no option. To be
 * taken apart at once: `const { clock = now } = own(options)`.
 *
 * @throws InvalidInputError for no object, and for one that can't be read
 */
export function own<Options extends object>(options: Options): Options {
  try {
    if (typeof options === "object" && options !== null) return { __proto__: null, ...options } as Options;
  } catch {
    // A proxy may throw anything, even something that only looks like an error.
  }
  throw new InvalidInputError({ path: "options", expected: "an object that can be read" });
}
