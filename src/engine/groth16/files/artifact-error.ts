import { refusal } from "../../../core/errors.ts";

/**
 * A file for proving or compiling (r1cs, wasm, wtns, zkey or manifest) can't be used.
 *
 * What to do: rebuild it or download it again.
 */
export class ArtifactError extends /* @__PURE__ */ refusal("ARTIFACT_INVALID", "ArtifactError", "Unusable artifact") {}
