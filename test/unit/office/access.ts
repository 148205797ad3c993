/** Which roles may call which route of an office. */
import type { Role } from "../../../src/office/store/keys.ts";

/** Who may call what. A route that is not here fails the first test. */
export const ACCESS: Readonly<Record<string, readonly Role[] | "everybody">> = {
  "GET /.well-known/openid-credential-issuer": "everybody",
  "GET /.well-known/oauth-authorization-server": "everybody",
  "POST /offer": "everybody",
  "POST /token": "everybody",
  "POST /nonce": "everybody",
  "POST /credential": "everybody",
  "POST /deferred": "everybody",
  "GET /health": "everybody",
  "GET /health/live": "everybody",
  "GET /metrics": "everybody",
  "GET /registry/*": "everybody",
  "GET /.well-known/did.json": "everybody",
  "GET /.well-known/jwks.json": "everybody",
  "GET /desk": "everybody",
  "GET /desk/files/:name": "everybody",
  "POST /desk/offers": ["clerk"],
  "GET /desk/offers/:id": ["clerk"],
  "POST /desk/person": ["clerk", "approver"],
  "POST /desk/status": ["clerk"],
  "GET /desk/queue": ["clerk", "approver"],
  "POST /desk/queue/:id": ["approver"],
  "GET /desk/log": ["auditor"],
  "POST /desk/keys": ["administrator"],
  "DELETE /desk/keys/:name": ["administrator"],
  "GET /desk/issuers": ["auditor", "administrator"],
  "GET /desk/keys": ["administrator"],
  "GET /desk/sessions": ["administrator"],
  "POST /desk/sessions/end": ["administrator"],
  "GET /session": "everybody",
  "POST /sign-out": "everybody",
};

/** Of an office whose people sign in at a provider. */
export const SIGN_IN_AT_PROVIDER = { "GET /sign-in": "everybody", "GET /sign-in/back": "everybody" } as const;
/** Of an office without one. */
export const SIGN_IN_BY_KEY = { "POST /sign-in/key": "everybody" } as const;

/** An address of a route of the tables. */
export const url = (route: string): string =>
  route.split(" ")[1]!.replace(":id", "A".repeat(22)).replace(":name", "none").replace("*", "statements.json");
