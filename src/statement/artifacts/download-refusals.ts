/** What downloads are refused with; apart from what downloads, so that a page knows the classes without it. */
import { refusal } from "../../core/errors.ts";

/**
 * The server of the files for proving can't be reached, or it returns an error status.
 *
 * What to do: check the connection and `baseUrl`, then try again.
 */
export class ArtifactUnreachableError extends /* @__PURE__ */ refusal(
  "ARTIFACT_UNREACHABLE",
  "ArtifactUnreachableError",
  "The file for proving can't be downloaded",
) {}

/**
 * The first bytes are not those of such a file: usually a web page that a server sends for unknown addresses.
 *
 * What to do: check `baseUrl` and the server's routing.
 */
export class ArtifactTypeError extends /* @__PURE__ */ refusal(
  "ARTIFACT_TYPE_WRONG",
  "ArtifactTypeError",
  "The server sent something other than the file for proving",
) {}

/**
 * The download ended before the last byte.
 *
 * What to do: try again.
 */
export class ArtifactTruncatedError extends /* @__PURE__ */ refusal(
  "ARTIFACT_TRUNCATED",
  "ArtifactTruncatedError",
  "The file for proving is incomplete",
) {}

/**
 * The server of the files for proving takes the question and sends nothing, or nothing any more.
 *
 * What to do: try again, or another network.
 */
export class ArtifactStalledError extends /* @__PURE__ */ refusal(
  "ARTIFACT_STALLED",
  "ArtifactStalledError",
  "The file for proving does not arrive",
) {}

/**
 * The bytes changed on the way or on the device; the server may have the right file.
 *
 * What to do: try again; the damaged copy is not kept.
 */
export class ArtifactDamagedError extends /* @__PURE__ */ refusal(
  "ARTIFACT_DAMAGED",
  "ArtifactDamagedError",
  "The file for proving is damaged",
) {}

/**
 * The device has no space for the files for proving. Proving continues.
 *
 * What to do: ask the person to free space, or do nothing: the files are downloaded again next time.
 */
export class ArtifactCacheFullError extends /* @__PURE__ */ refusal(
  "ARTIFACT_CACHE_FULL",
  "ArtifactCacheFullError",
  "The device has no space for the files for proving",
) {}

/**
 * The browser refuses to keep the files for proving. Proving continues.
 *
 * What to do: nothing; the files are downloaded again next time.
 */
export class ArtifactCacheUnavailableError extends /* @__PURE__ */ refusal(
  "ARTIFACT_CACHE_UNAVAILABLE",
  "ArtifactCacheUnavailableError",
  "The files for proving can't be kept",
) {}
