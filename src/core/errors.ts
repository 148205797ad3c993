/**
 * The base of every refusal of the library: a stable `code`, where it was found (`path`), what was expected and what
 * arrived. None of them ever carries a secret, a claim value or a witness. A class stands at the foot of the module that
 * throws it, so that a bundle holds only what it can throw; docs/errors.md lists them all.
 */
import type { ErrorCode } from "./error-codes.generated.ts";

export type { ErrorCode };

/** What a refusal may say. `received` must never hold a secret or a claim value. */
export interface RefusalDetails {
  /** Where in the input, as a dotted path: `proof.a[0]`. */
  readonly path?: string;
  readonly expected?: string;
  readonly received?: string;
  /** A sentence that replaces the composed one. */
  readonly message?: string;
  readonly cause?: unknown;
}

/** What the classes differ in. The name is given because minifiers change class names. */
interface RefusalKind<Code extends ErrorCode = ErrorCode> {
  readonly code: Code;
  readonly name: string;
  readonly summary: string;
}

/** Base class of all errors thrown by this library. */
export abstract class CivicproofError extends Error {
  readonly code: ErrorCode;
  readonly path: string | undefined;
  readonly expected: string | undefined;
  readonly received: string | undefined;

  constructor({ code, name, summary }: RefusalKind, details: RefusalDetails = {}) {
    super(
      details.message ?? sentence(summary, details),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.code = code;
    this.name = name;
    this.path = details.path;
    this.expected = details.expected;
    this.received = details.received;
  }

  /** A plain object for logs and `--json` output; holds nothing personal. */
  toJSON(): { code: ErrorCode; message: string; path?: string; expected?: string; received?: string } {
    return {
      code: this.code,
      message: this.message,
      ...(this.path === undefined ? {} : { path: this.path }),
      ...(this.expected === undefined ? {} : { expected: this.expected }),
      ...(this.received === undefined ? {} : { received: this.received }),
    };
  }
}

function sentence(summary: string, { path, expected, received }: RefusalDetails): string {
  const where = path === undefined || path === "" ? "" : ` at ${path}`;
  const wanted = expected === undefined ? "" : `: expected ${expected}`;
  const got = received === undefined ? "" : `${expected === undefined ? ":" : ","} received ${received}`;
  return `${summary}${where}${wanted}${got}`;
}

/** The base of one refusal class. Named, so that declarations don't spell out Error's static side, which is Node.js's. */
export interface RefusalClass<Code extends ErrorCode> {
  new (details?: RefusalDetails): CivicproofError & { readonly code: Code };
  readonly code: Code;
}

/**
 * Makes the base of one refusal class:
 *
 * ```ts
 * /** The period is over. What to do: … *\/
 * export class PeriodClosedError extends /* @__PURE__ *\/ refusal("PERIOD_CLOSED", "PeriodClosedError", "…") {}
 * ```
 *
 * The mark lets bundlers drop a class that nobody uses. `instanceof` goes by the code, so it also holds for a refusal
 * that came out of a worker or from the package's other build (ESM beside CommonJS). There are no field initialisers:
 * the CommonJS build's compiler mixes up those of class expressions.
 */
// @__NO_SIDE_EFFECTS__
export function refusal<const Code extends ErrorCode>(code: Code, name: string, summary: string): RefusalClass<Code> {
  const kind: RefusalKind<Code> = { code, name, summary };
  class Refusal extends CivicproofError {
    declare readonly code: Code;
    static get code(): Code {
      return code;
    }
    static override [Symbol.hasInstance](value: unknown): boolean {
      return (value as CivicproofError | undefined)?.code === code && value instanceof Error;
    }
    constructor(details: RefusalDetails = {}) {
      super(kind, details);
    }
  }
  return Refusal;
}

/** A place in a text; both count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** What a refusal of a text may say. */
export interface RefusalInTextDetails extends RefusalDetails {
  readonly position?: TextPosition;
}

export interface RefusalInTextClass<Code extends ErrorCode> {
  new (
    details?: RefusalInTextDetails,
  ): CivicproofError & {
    readonly code: Code;
    /** Where in the text; absent when the input did not come as text. */
    readonly position: TextPosition | undefined;
  };
  readonly code: Code;
}

/**
 * As {@link refusal}, for something that was read from a text: the refusal knows the line and the column, when there was
 * a text, and says them.
 */
// @__NO_SIDE_EFFECTS__
export function refusalInText<const Code extends ErrorCode>(
  code: Code,
  name: string,
  summary: string,
): RefusalInTextClass<Code> {
  return class RefusalInText extends refusal(code, name, summary) {
    readonly position: TextPosition | undefined;

    constructor({ position, ...details }: RefusalInTextDetails = {}) {
      const where = position && `${summary} (line ${position.line}, column ${position.column})`;
      super(
        where === undefined || details.message !== undefined
          ? details
          : { ...details, message: sentence(where, details) },
      );
      this.position = position;
    }
  };
}

/**
 * The store of nullifiers can't be used.
 *
 * What to do: try again later; look at the service's log for the cause.
 */
export class StoreUnavailableError extends /* @__PURE__ */ refusal(
  "STORE_UNAVAILABLE",
  "StoreUnavailableError",
  "The nullifier store can't be used",
) {}
