/**
 * A constant that bundlers may leave out when nobody uses it: `const shape = /* @__PURE__ *\/ pure(() => v.string())`. The
 * mark speaks for the one call; calls inside its arguments would count as effects of their own.
 */
export const pure = <Value>(make: () => Value): Value => make();
