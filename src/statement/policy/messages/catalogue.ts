/** What a language has to provide. A condition arrives without negation and with its values already formatted. */

/** A condition in one of a few forms. */
export type Phrase =
  | {
      /** How long ago a date is. */
      readonly kind: "ago";
      readonly claim: string;
      readonly label: string;
      readonly unit: "years" | "days";
      readonly form: "atLeast" | "lessThan" | "exactly" | "notExactly" | "between" | "notBetween";
      readonly numbers: readonly number[];
    }
  | {
      readonly kind: "compare";
      readonly claim: string;
      readonly label: string;
      readonly form:
        | "atLeast"
        | "atMost"
        | "moreThan"
        | "lessThan"
        | "exactly"
        | "notExactly"
        | "between"
        | "notBetween";
      /** Dates read "on or after", amounts read "at least". */
      readonly isDate: boolean;
      readonly values: readonly string[];
    }
  | { readonly kind: "flag"; readonly claim: string; readonly label: string; readonly holds: boolean }
  | {
      readonly kind: "list";
      readonly claim: string;
      readonly label: string;
      readonly form: "oneOf" | "noneOf";
      readonly count: number;
      /** The members themselves when there are few, else empty. */
      readonly members: readonly string[];
    };

export interface Messages {
  /** BCP 47. */
  readonly language: string;
  /** BCP 47, for numbers and dates. */
  readonly locale: string;
  /** Names of common claims, with a possessive: "your household income". */
  readonly labels: Readonly<Record<string, string>>;
  /** Any other claim, by what its schema calls it or by its own name: "the entry “school-age children” in your credential". */
  label(name: string): string;
  phrase(phrase: Phrase): string;
  /** `nested`: inside another group, after no "that". */
  allOf(parts: readonly string[], nested: boolean): string;
  anyOf(parts: readonly string[]): string;
  /** The whole statement as a sentence. */
  proves(statement: string): string;
  /** What the portal learns besides the statement. */
  readonly learns: readonly string[];
  /** How often one may claim, and what makes that visible. */
  claims(count: number, period: string | undefined): string;
  /** What stays hidden whatever the policy says. */
  readonly alwaysHidden: readonly string[];
  readonly hiddenAlternative: string;
  hidden(items: readonly string[]): string;
}
