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

/** Base class of all errors thrown by this library. */
export abstract class CivicproofError extends Error {
  declare readonly code: ErrorCode;
  declare readonly path: string | undefined;
  declare readonly expected: string | undefined;
  declare readonly received: string | undefined;

  constructor(summary: string, details: RefusalDetails & { readonly code: ErrorCode }) {
    const { path, expected, received } = details;
    const found = (path ? ` at ${path}` : "") + (expected ? `: expected ${expected}` : "");
    const { message = summary + found + (received ? `, received ${received}` : "") } = details;
    super(message, details);
    // Message and cause are there already and stay hidden from whoever lists the properties.
    Object.assign(this, details).message = message;
  }

  /** A plain object for logs and `--json` output; holds nothing personal. */
  toJSON(): RefusalJson {
    return { ...this, message: this.message } as RefusalJson;
  }
}

/** A refusal as plain data. */
export interface RefusalJson {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path?: string;
  readonly expected?: string;
  readonly received?: string;
}

/** The base of one refusal class. Named, so that declarations don't spell out Error's static side, which is Node.js's. */
export interface RefusalClass<Code extends ErrorCode> {
  /** @param text replaces the summary of the class in the composed message */
  new (details?: RefusalDetails, text?: string): CivicproofError & { readonly code: Code };
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
  return class extends CivicproofError {
    declare readonly code: Code;
    /** Given, because minifiers change the names of classes. */
    override get name(): string {
      return name;
    }
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof Error && (value as CivicproofError).code === code;
    }
    constructor(details?: RefusalDetails, text = summary) {
      super(text, { ...details, code });
    }
  };
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
    declare readonly position: TextPosition | undefined;

    constructor({ position, ...details }: RefusalInTextDetails = {}) {
      super(details, position && `${summary} (line ${position.line}, column ${position.column})`);
      Object.defineProperty(this, "position", { value: position });
    }
  };
}

/** What a refusal says that it received: never the value itself, which may be somebody's. */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === "string" ? `a string of ${value.length} characters` : typeof value;
}
