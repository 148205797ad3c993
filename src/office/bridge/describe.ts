/** A bridge in an assessment: what the office sees in clear of other people's credentials, and for how long. */
import type { OfficeBridgeDescription } from "../../dpia/office/description.ts";
import { BRIDGE_SECONDS } from "../store/bridge-sessions.ts";
import { DEFERRED_SECONDS, OFFER_SECONDS, SWEEP_SECONDS } from "../store/offers.ts";

export type BridgeKind = "sd-jwt-vc" | "mdoc" | "jwt-vc" | "openid";

/** What comes along whatever is asked for, by the names that the formats have. */
const ALONG: Readonly<Record<BridgeKind, readonly string[]>> = {
  "sd-jwt-vc": ["iss", "vct", "exp", "status", "cnf", "_sd"],
  mdoc: ["x5chain", "validityInfo", "status", "deviceKey", "valueDigests"],
  "jwt-vc": ["iss", "exp", "credentialStatus", "cnf", "credentialSubject"],
  openid: ["id_token"],
};
/** Forms that hide nothing from whoever checks them: what was asked for is not all. */
const SHOWN_WHOLE: readonly BridgeKind[] = ["jwt-vc", "openid"];

/**
 * Describes a bridge for the description of its office.
 *
 * @param places that the office asks for, see `SourceReader.places`
 */
export function describeBridge({
  kind,
  places,
  isIssueForTwo,
}: {
  readonly kind: BridgeKind;
  readonly places: readonly string[];
  readonly isIssueForTwo: boolean;
}): OfficeBridgeDescription {
  return {
    kind,
    sees: [...(SHOWN_WHOLE.includes(kind) ? [] : places), ...ALONG[kind]],
    // The session, the offer that follows, perhaps until somebody has approved it, and the next sweep.
    seconds: BRIDGE_SECONDS + 2 * OFFER_SECONDS + (isIssueForTwo ? DEFERRED_SECONDS : 0) + SWEEP_SECONDS,
  };
}
