/** The mark of a request whose asker was checked. Proving takes nothing without it. */
import { refusal } from "../../core/errors.ts";
import { deepFreeze } from "../../core/json.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import { checkEnd, type RequestDescription } from "./describe-request.ts";
import type { PresentationRequest } from "./request.ts";

declare const openedBrand: unique symbol;

/** A request that may be answered: `openRequest` or a proving worker has checked who asks and compiled its policy. */
export interface AnswerableRequest extends RequestDescription {
  readonly [openedBrand]: true;
}

/** What was checked, whatever somebody did with the marked object since. */
interface Answerable {
  readonly request: PresentationRequest;
  /** Absent on a page whose worker compiled it. */
  readonly policy: CompiledPolicy | undefined;
}

/** The clock by which a request was opened; absent in a worker, whose page has looked. */
type Clock = (() => number) | undefined;

const answerable = /* @__PURE__ */ new WeakMap<object, Answerable & { readonly clock: Clock }>();

/** Marks what is known about a request as good for proving until it ends. For this room and the proving worker only. */
export function markOpened<Known extends RequestDescription & { readonly policy?: CompiledPolicy }>(
  known: Known,
  clock: Clock,
): Known & AnswerableRequest {
  const opened = Object.freeze({ ...known, request: deepFreeze(known.request) });
  answerable.set(opened, { request: opened.request, policy: opened.policy, clock });
  return opened as Known & AnswerableRequest;
}

/**
 * What was opened.
 *
 * @throws RequestNotOpenedError for anything else than `openRequest` returned
 * @throws RequestTimeError when the request has ended since, by the clock that opened it
 */
export function answerableOf(opened: unknown): Answerable {
  const found = answerable.get(opened as object);
  if (found === undefined) throw new RequestNotOpenedError({ path: "request", expected: "what openRequest returned" });
  if (found.clock !== undefined) checkEnd(found.request, found.clock());
  return found;
}

/**
 * A proof was asked for with a request that was not opened.
 *
 * What to do: give the request to `openRequest` with the party that really asks, and what it returns to the prover.
 */
export class RequestNotOpenedError extends /* @__PURE__ */ refusal(
  "REQUEST_NOT_OPENED",
  "RequestNotOpenedError",
  "The request was not opened",
) {}
