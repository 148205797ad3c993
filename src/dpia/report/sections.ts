/** The sections of an assessment and the steps that they stand under. */

export const SECTION_IDS = [
  "screening",
  "processing",
  "roles",
  "signals",
  "hidden",
  "knowledge",
  "status",
  "retention",
  "consultation",
  "basis",
  "leakage",
  "linkability",
  "commitments",
  "rights",
  "transfers",
  "decision",
  "blockchain",
  "risks",
  "measures",
  "security",
  "evidence",
  "sign-off",
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

/** The seven steps of the ICO's assessment. */
export const STEPS = [1, 2, 3, 4, 5, 6, 7] as const;
export type Step = (typeof STEPS)[number];
