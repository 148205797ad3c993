/** Artifacts over the network, for browsers and workers; download.ts does it, and is loaded with the first file. */
import { later } from "../../core/later.ts";
import { own } from "../../core/own.ts";
import type { ReadFromUrlOptions } from "./download.ts";
import type { ReadArtifact } from "./verification-key.ts";

const network = /* @__PURE__ */ later(() => import("./download.ts"));

/**
 * Reads artifacts below a URL. A file is looked for in the cache first and checked there as well: a damaged copy is
 * thrown away and downloaded again. A download that is not the right file is tried once more past the HTTP cache. A
 * packed key is unpacked while it arrives, and kept unpacked.
 *
 * The reader it answers with throws:
 * ArtifactUnreachableError (no network, HTTP error), ArtifactTypeError (a web page instead of the file),
 * ArtifactTruncatedError, ArtifactStalledError (the server sends nothing any more), ArtifactDamagedError (changed on the way or on the device), ArtifactHashMismatchError (the
 * server has another file than the manifest names) and AbortedError.
 *
 * @example
 * const artifacts = await loadArtifacts({ circuit: "age", manifest, read: readFromUrl({ baseUrl: "/artifacts/" }) });
 */
export function readFromUrl(given: ReadFromUrlOptions): ReadArtifact {
  const options = own(given);
  return async (path, expected) => (await network()).readOverNetwork(path, expected, options);
}
