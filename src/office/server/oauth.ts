/** Refusals in the words of OAuth 2.0 and OpenID4VCI 1.0, for wallets of every make; our code stands beside them. */
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { CivicproofError } from "../../core/errors.ts";
import { statusOf } from "../../core/service/http.ts";
import { describeError, failureOf } from "../../core/service/log.ts";
import { refusalOfFastify } from "../../core/service/unreadable.ts";

/** RFC 6749 section 5.2, RFC 6750 section 3.1, OpenID4VCI 1.0 sections 8.3.1 and 9.3. */
const WORDS: Readonly<Record<string, string>> = {
  OFFER_NOT_FOUND: "invalid_grant",
  OFFER_EXPIRED: "invalid_grant",
  OFFER_USED: "invalid_grant",
  OFFER_LOCKED: "invalid_grant",
  TRANSACTION_CODE_WRONG: "invalid_grant",
  ACCESS_TOKEN_WRONG: "invalid_token",
  NONCE_MISSING: "invalid_nonce",
  REQUEST_EXPIRED: "invalid_nonce",
  PROOF_TYPE_WRONG: "invalid_proof",
  PROOF_INVALID: "invalid_proof",
  PRESENTATION_MALFORMED: "invalid_proof",
  ENROLMENT_MALFORMED: "invalid_proof",
  CREDENTIAL_MALFORMED: "invalid_proof",
  PUBLIC_SIGNAL_MISMATCH: "invalid_proof",
  ISSUER_ROOT_STALE: "invalid_proof",
  STATUS_ROOT_STALE: "invalid_proof",
  TRANSACTION_MISSING: "invalid_transaction_id",
  INPUT_INVALID: "invalid_credential_request",
};

/** For `errorHandler` of a wallet's route. */
export function answerWallet(error: FastifyError | CivicproofError, request: FastifyRequest, reply: FastifyReply) {
  reply.header("cache-control", "no-store");
  if (error instanceof CivicproofError) {
    const { code, message, path } = error;
    const status = statusOf(code) === 422 ? 400 : statusOf(code);
    const isOurs = status >= 500;
    reply.failure = failureOf(error, isOurs);
    return reply.code(status).send({
      error: WORDS[code] ?? (isOurs ? "temporarily_unavailable" : "credential_request_denied"),
      error_description: isOurs ? "It can't be done now, and nothing was issued; try again" : message,
      code,
      ...(isOurs || path === undefined ? {} : { path }),
    });
  }
  const { statusCode = 500 } = error;
  const refused = refusalOfFastify(error);
  if (refused !== undefined || statusCode < 500) {
    const { code, path } = refused ?? { code: error.code };
    reply.failure = failureOf({ code, ...(path === undefined ? {} : { path }) }, false);
    const status = refused === undefined ? statusCode : statusOf(refused.code);
    return reply.code(status).send({ error: "invalid_request", code, ...(path === undefined ? {} : { path }) });
  }
  request.log.error({ err: error, defect: describeError(error) }, "a defect");
  reply.failure = { code: "INTERNAL" };
  return reply.code(500).send({ error: "server_error", code: "INTERNAL" });
}
