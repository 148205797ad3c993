/** Code that is loaded when it is first needed. */
import { CivicproofError, refusal } from "./errors.ts";

/**
 * A module that is imported by the first who asks; one that did not arrive is asked for again by the next.
 *
 * @param load `() => import("./module.ts")`
 * @throws CodeUnreachableError when it can't be loaded
 */
export function later<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loading: Promise<Module> | undefined;
  return () => {
    loading ??= load().catch((cause: unknown) => {
      loading = undefined;
      throw cause instanceof CivicproofError ? cause : new CodeUnreachableError({ cause });
    });
    return loading;
  };
}

/**
 * A part of this library that an application loads when it is needed did not arrive.
 *
 * What to do: check that all files of the build are served, as JavaScript, then try again.
 */
export class CodeUnreachableError extends /* @__PURE__ */ refusal(
  "CODE_UNREACHABLE",
  "CodeUnreachableError",
  "A part of this library can't be loaded",
) {}
