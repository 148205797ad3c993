/** The files that all requests of a programme carry, most of each: decoded once, frozen, and shared from then on. */
import { deepFreeze } from "../../core/json.ts";
import type { PresentationRequest } from "../../presentation/proof/request.ts";

/** Policy and schema of a request. */
export type RequestFiles = Pick<PresentationRequest, "policy" | "schema">;

/** Stands for the files where they are not read: what they say is bound by hashes that a request names beside them. */
export const NO_FILES: RequestFiles = { policy: {}, schema: {} };

const shared = new WeakSet<object>();

/** Freezes the files of a request; the requests that carry them from then on need no copy. */
export function shareFiles({ policy, schema }: RequestFiles): RequestFiles {
  for (const file of [policy, schema]) if (typeof file === "object" && file !== null) shared.add(deepFreeze(file));
  return { policy, schema };
}

/** Whether nobody can change them, as they are frozen to the last part. */
export const areShared = ({ policy, schema }: RequestFiles): boolean =>
  [policy, schema].every((file) => typeof file === "object" && file !== null && shared.has(file));

/** What a caller may change afterwards is copied. */
export function copyRequest(request: PresentationRequest): PresentationRequest {
  if (!areShared(request)) return structuredClone(request);
  const { policy, schema } = request;
  return { ...structuredClone({ ...request, ...NO_FILES }), policy, schema };
}
