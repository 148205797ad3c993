/** What an office sees of other people's credentials, for its row in an assessment: it follows from each bridge's mapping. */

import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import type { OfficeBridgeDescription } from "../../dpia/office/description.ts";
import type { BridgeMapping } from "./mapping.ts";

/** The kinds of sources, as settings name them. */
export type BridgeKind = "sd-jwt-vc" | "mdoc" | "jwt-vc" | "openid";

/** What comes along whatever the mapping reads: of the holder, and what can't be left out of the format. */
const ALWAYS: Readonly<Record<BridgeKind, { readonly kind: string; readonly sees: readonly string[] }>> = {
  "sd-jwt-vc": { kind: "SD-JWT VC", sees: ["issuer", "validity", "status entry", "holder's public key"] },
  mdoc: { kind: "ISO mdoc", sees: ["issuer", "validity", "status entry", "device's public key"] },
  "jwt-vc": {
    kind: "W3C credential as JWT",
    sees: [
      "issuer",
      "validity",
      "status entry",
      "holder's identifier and public key",
      "every other claim of the credential",
    ],
  },
  openid: {
    kind: "login over OpenID Connect",
    sees: ["provider", "level of assurance", "when the person signed in", "every other claim of the ID token"],
  },
};

/**
 * A bridge, as `bridges` of an office's description: seen in clear for as long as a call takes, and no longer.
 *
 * @throws InvalidInputError for a kind that is none
 */
export function describeBridge(given: {
  readonly kind: BridgeKind;
  readonly mapping: BridgeMapping;
}): OfficeBridgeDescription {
  const { kind, mapping } = ownWith(given, "kind", "mapping");
  if (!Object.hasOwn(ALWAYS, kind))
    throw new InvalidInputError({ path: "kind", expected: Object.keys(ALWAYS).join(", ") });
  const { kind: name, sees } = ALWAYS[kind];
  const { columns, identity, subject } = mapping;
  const places = new Set([...Object.values(columns), ...Object.values(identity?.columns ?? {}), ...subject]);
  return { kind: name, sees: [...places, ...sees], seconds: 0 };
}
