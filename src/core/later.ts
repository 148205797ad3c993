/** Code that is loaded when it is first needed. */
import { CivicproofError, refusal } from "./errors.ts";

/** How long code may take to arrive. It goes on loading, so the next who asks has it sooner. */
export const LATER_MILLISECONDS = 8_000;

/**
 * A module that is imported by the first who asks; one that did not arrive is asked for again by the next. An import says
 * nothing of a server that keeps silent, so nobody waits for ever.
 *
 * @param load `() => import("./module.ts")`
 * @throws CodeUnreachableError when it can't be loaded, or not in time
 */
export function later<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loading: Promise<Module> | undefined;
  return () => {
    loading ??= inTime(load()).catch((cause: unknown) => {
      loading = undefined;
      throw cause instanceof CivicproofError ? cause : new CodeUnreachableError({ cause });
    });
    return loading;
  };
}

function inTime<Module>(loading: Promise<Module>): Promise<Module> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    const expected = `the code within ${LATER_MILLISECONDS / 1_000} s`;
    timer = setTimeout(() => reject(new CodeUnreachableError({ expected })), LATER_MILLISECONDS);
  });
  return Promise.race([loading, limit]).finally(() => clearTimeout(timer));
}

/**
 * A part of this library that an application loads when it is needed did not arrive.
 *
 * What to do: try again, then load the page again; when it stays so, check that all files of the build are served, as
 * JavaScript.
 */
export class CodeUnreachableError extends /* @__PURE__ */ refusal(
  "CODE_UNREACHABLE",
  "CodeUnreachableError",
  "A part of this library can't be loaded",
) {}
