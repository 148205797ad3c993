/** What a gate answers about one claim: the enum `ClaimCode` of contracts/interfaces/IClaimGate.sol, in its order. */
export const CLAIM_CODES = [
  "Accepted",
  "ProgrammeUnknown",
  "ProgrammePaused",
  "ProgrammeNotOpen",
  "PeriodWrong",
  "DateWrong",
  "RootsNotAccepted",
  "DeadlinePassed",
  "RecipientInvalid",
  "NullifierOutOfField",
  "ProofMalformed",
  "OrdinalInvalid",
  "ClaimUsed",
  "FoldStale",
] as const;

/** `Accepted`, or the first check that failed. */
export type ClaimCode = (typeof CLAIM_CODES)[number];
