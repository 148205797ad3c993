import { refusal } from "../../core/errors.ts";

/**
 * Anyone can forge with a development key, so it is refused unless `allowDevelopmentKeys` is given.
 *
 * What to do: use keys from a ceremony; allow development keys in tests and demonstrations only.
 */
export class DevelopmentKeyError extends /* @__PURE__ */ refusal(
  "DEVELOPMENT_KEY_REFUSED",
  "DevelopmentKeyError",
  "A development key needs allowDevelopmentKeys",
) {}
