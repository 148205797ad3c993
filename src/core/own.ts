/**
 * Options with nothing but what the caller wrote: a name that somebody put on `Object.prototype` is no option. To be
 * taken apart at once: `const { clock = now } = own(options)`.
 */
export function own<Options extends object>(options: Options): Options {
  return { __proto__: null, ...options } as Options;
}
