/**
 * Verifying where WebAssembly comes from files only, such as Cloudflare Workers.
 *
 * @module
 */
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "./core/errors.ts";
export { FieldElementError } from "./core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "./core/json.ts";
export { UnsupportedPlatformError } from "./core/platform.ts";
export { useVerifierModule } from "./engine/pairing/module-file.ts";
