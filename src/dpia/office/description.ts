/**
 * An office that issues, as a party of an assessment: what it reads, holds, publishes, and what other credentials it looks
 * into. `civicproof office describe` derives it from the office's settings and tables; the descriptor has it as `office`.
 */
import * as v from "valibot";

/** What an office may hold of people and of its own. */
export const OFFICE_ITEMS = [
  "identifier",
  "subject-key",
  "claims",
  "credential",
  "identity",
  "commitment",
  "pseudonym",
  "codes",
  "status",
  "decision",
  "staff",
  "session",
  "log",
] as const;
export type OfficeItem = (typeof OFFICE_ITEMS)[number];

/** In which form it stands there: for everybody who reads, under a key that stands elsewhere, or as a hash. */
export const OFFICE_FORMS = ["clear", "sealed", "keyed-hash", "hash"] as const;
/** Where claims come from. */
export const OFFICE_SOURCES = ["sql", "http", "csv"] as const;
/** What everybody can read. */
export const OFFICE_FILES = ["issuer-keys", "statements", "status-lists"] as const;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const names = v.pipe(v.array(name), v.maxLength(50));
/** Seconds that something is kept at most; 0 for as long as a call takes. */
const seconds = v.union([
  v.literal("permanent"),
  v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(10_000_000_000)),
]);
const listOf = <const Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(100));

/** A credential of others that the office looks into before it issues: what it sees in clear, and for how long. */
export const bridgeShape = v.strictObject({ kind: name, sees: names, seconds });
export type OfficeBridgeDescription = v.InferOutput<typeof bridgeShape>;

export const officeShape = v.strictObject({
  /** The party that runs it. */
  party: name,
  reads: listOf(
    v.strictObject({
      source: v.picklist(OFFICE_SOURCES),
      credential: name,
      claims: names,
      /** By which an authority's enrolment credential is compared with the file. */
      identity: v.optional(names),
    }),
  ),
  holds: listOf(v.strictObject({ item: v.picklist(OFFICE_ITEMS), form: v.picklist(OFFICE_FORMS), seconds })),
  publishes: listOf(v.picklist(OFFICE_FILES)),
  bridges: v.optional(listOf(bridgeShape)),
});
export type OfficeDescription = v.InferOutput<typeof officeShape>;

/** An office is one of the parties, and one that issues. */
export function officeIsWrong({
  office,
  parties,
}: {
  readonly office?: OfficeDescription | undefined;
  readonly parties: readonly { readonly id: string; readonly does: readonly string[] }[];
}) {
  if (office === undefined) return undefined;
  const issuers = parties.filter(({ does }) => does.includes("issuer")).map(({ id }) => id);
  return issuers.includes(office.party)
    ? undefined
    : { path: ["office", "party"], expected: `a party that issues: ${issuers.join(", ")}` };
}
