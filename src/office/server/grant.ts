import { refusal } from "../../core/errors.ts";

/**
 * The token endpoint was asked with another grant than a pre-authorized code.
 *
 * What to do: take the grant type from the offer.
 */
export class GrantTypeError extends /* @__PURE__ */ refusal(
  "GRANT_TYPE_WRONG",
  "GrantTypeError",
  "The grant type is not supported",
) {}
