/** The only way from a request to a proof: who asks is checked, the policy is compiled, and the result is marked. */
import { parseSchema, withoutWords } from "../../credentials/credential/schema.ts";
import { type CircuitName, isEnrolmentCircuit, isRecordCircuit } from "../../statement/circuit/signals.ts";
import { withBudget } from "../../statement/policy/budget.ts";
import {
  type CompiledPolicy,
  compileEnrolmentDemand,
  compilePolicy,
  compileRecordPolicy,
} from "../../statement/policy/compile.ts";
import { readPolicy } from "../../statement/policy/parse.ts";
import { clockOf, describeRequest, type OpenRequestOptions, type RequestDescription } from "./describe-request.ts";
import { type AnswerableRequest, markOpened } from "./opened-request.ts";
import { decodeRequest, type PresentationRequest, RequestError } from "./request.ts";

/** A request that may be answered, with the policy that is proven. Made by {@link openRequest} only. */
export interface OpenedRequest extends AnswerableRequest {
  readonly policy: CompiledPolicy;
}

/**
 * Opens a request: checks who asks and everything else that {@link describeRequest} checks, and compiles its policy, so
 * that the holder decides on the policy that is proven. A hostile policy is refused after half a second, so pages let
 * their worker open requests (`createProverWorker`).
 *
 * @throws RequestError, SchemaError, AskerMismatchError, ProgrammeMismatchError, RequestTimeError, AsOfRefusedError,
 * RecipientNotConfirmedError as {@link describeRequest}
 * @throws RequestError when policyHash, schemaId, circuit or maxClaims are not those of its policy
 * @throws PolicySyntaxError, PolicyLimitError for an unusable policy
 * @example
 * const opened = openRequest(request, { askedBy: "https://benefits.example.org" });
 * const { proves, hidden } = explainPolicy(opened.policy.policy, opened.policy.schema);
 */
export function openRequest(input: unknown, options: OpenRequestOptions): OpenedRequest {
  const description = describeRequest(input, options);
  return markOpened({ ...description, policy: compileRequest(description.request) }, clockOf(options));
}

/**
 * The worker's side of a page that has described a request: form and policy are checked again, who asked is the page's
 * word. The page is the holder's own; whoever controls it has her secret and needs no request.
 *
 * @throws RequestError, SchemaError, PolicySyntaxError, PolicyLimitError
 */
export function reopenRequest(described: RequestDescription): OpenedRequest {
  const request = decodeRequest(described.request);
  return markOpened({ ...described, request, policy: compileRequest(request) }, undefined);
}

/** What a proof speaks about. */
export type Subject = "credential" | "record" | "enrolment";

const COMPILERS = {
  credential: compilePolicy,
  record: compileRecordPolicy,
  enrolment: compileEnrolmentDemand,
} as const satisfies Record<Subject, typeof compilePolicy>;

/** What the proofs of a circuit speak about. */
export function subjectOf(circuit: CircuitName): Subject {
  if (isEnrolmentCircuit(circuit)) return "enrolment";
  return isRecordCircuit(circuit) ? "record" : "credential";
}

/** The policy of a request. @throws RequestError when it is not the one that the request names */
export function compileRequest({ policy, schema: json, ...request }: PresentationRequest): CompiledPolicy {
  return withBudget(() => {
    // The sender could call a claim by any other name; nothing that is signed or hashed would show it.
    const schema = withoutWords(parseSchema(json));
    const compile = COMPILERS[subjectOf(request.circuit)];
    const compiled = compile(readPolicy(policy, schema), schema, { settles: request.scope.chainId !== undefined });
    const compare = (path: string, asked: string | number, own: string | number): void => {
      if (asked !== own) throw new RequestError({ path, expected: "that of the request's own policy" });
    };
    compare("schemaId", request.schemaId, String(compiled.schemaId));
    compare("circuit", request.circuit, compiled.circuit);
    compare("policyHash", request.policyHash, String(compiled.policyHash));
    compare("maxClaims", request.maxClaims, compiled.maxClaims);
    return compiled;
  });
}
