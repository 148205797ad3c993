/** The office as a column of the knowledge matrix: what its program sees while it issues, and what its tables hold. */
import { type CredentialSchema, schemaReference } from "../../credentials/credential/schema.ts";
import type { OfficeDescription, OfficeItem } from "./description.ts";

/** What the program sees of a datum while it issues. The rest of an assessment knows further levels. */
export type OfficeKnowledge = "sees" | "hash" | "cannot";

/** In the office's cell. */
export interface OfficeSight {
  readonly live: OfficeKnowledge;
  /** What of it stays when the call is over, as the office's tables have it. */
  readonly holds: readonly OfficeItem[];
}

/** What an office knows of a datum besides what is published; the claims of a schema are data of the form `claim:name`. */
export function seenByOffice(id: string, office: OfficeDescription, schema: CredentialSchema): OfficeSight {
  const { reads, bridges = [] } = office;
  const kept = new Set(office.holds.filter(({ seconds }) => seconds !== 0).map(({ item }) => item));
  const holding = (...items: readonly OfficeItem[]): readonly OfficeItem[] => items.filter((each) => kept.has(each));
  const reading = reads.some(({ credential }) => credential === schemaReference(schema));
  // Which of its credentials a bridge ends in is not said, so it may be this one.
  const isIssuer = reading || bridges.length > 0;
  if (id === "identity") {
    const isAsked = reads.length > 0 || bridges.length > 0;
    return { live: isAsked ? "sees" : "cannot", holds: holding("identifier", "subject-key") };
  }
  if (id.startsWith("claim:")) {
    const name = id.slice("claim:".length);
    const demanded = reads.some(({ identity = [] }) => identity.includes(name));
    const elsewhere = reads.some(({ claims }) => claims.includes(name));
    return {
      live: isIssuer || demanded || elsewhere ? "sees" : "cannot",
      holds: [
        ...(isIssuer || elsewhere ? holding("claims", "credential") : []),
        ...(demanded ? holding("identity") : []),
      ],
    };
  }
  const signed = (...items: readonly OfficeItem[]): OfficeSight => ({
    live: isIssuer ? "sees" : "cannot",
    holds: isIssuer ? holding(...items) : [],
  });
  switch (id) {
    case "holderSecret":
      return { live: isIssuer ? "hash" : "cannot", holds: isIssuer ? holding("commitment") : [] };
    case "statusIndex":
    case "validity":
      return signed("status", "credential");
    case "issuer":
    case "signature":
      return signed("credential");
    case "pseudonym": {
      const enrols = reads.some(({ identity }) => identity !== undefined);
      return { live: enrols ? "sees" : "cannot", holds: enrols ? holding("pseudonym") : [] };
    }
    case "registry-statement":
      return { live: "sees", holds: [] };
    default:
      return { live: "cannot", holds: [] };
  }
}
