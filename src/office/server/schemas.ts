/** JSON Schemas of the office's routes; OpenAPI 3.1 is made of them. */
import { ROLES } from "../store/keys.ts";
import { STATUS_ACTIONS } from "../store/queue.ts";

const text = (maxLength: number, description?: string) =>
  ({ type: "string", minLength: 1, maxLength, ...(description === undefined ? {} : { description }) }) as const;
const seconds = { type: "integer", minimum: 0 } as const;
const index = { type: "integer", minimum: 0, maximum: 131_071 } as const;
const object = (properties: object, required: readonly string[] = Object.keys(properties)) =>
  ({ type: "object", properties, required, additionalProperties: false }) as const;
const open = { type: "object", additionalProperties: true } as const;
/** Parameters that are not understood are ignored (RFC 6749, section 3.2; OpenID4VCI 1.0, section 8.2). */
const parameters = (properties: object, required?: readonly string[]) => ({
  ...object(properties, required),
  additionalProperties: true,
});
const list = (items: object) => ({ type: "array", items }) as const;
const id = { type: "string", pattern: "^[A-Za-z0-9_-]{22}$" } as const;
const key = { security: [{ apiKey: [] }] } as const;

const walletError = object({ error: text(64), error_description: text(500), code: text(64), path: text(200) }, [
  "error",
]);
const wallet = (summary: string, rest: object) => ({ tags: ["wallet"], summary, ...rest });
const signIn = (summary: string, rest: object) => ({ tags: ["sign-in"], summary, ...rest });
const desk = (summary: string, rest: object) => ({ tags: ["desk"], summary, ...key, ...rest });
const credentials = object({ credentials: list(object({ credential: open })) });
const waiting = object({ transaction_id: id, interval: seconds });

export const OFFICE_SCHEMAS = {
  issuerMetadata: wallet("Credential Issuer Metadata (OpenID4VCI 1.0, section 12.2)", { response: { 200: open } }),
  serverMetadata: wallet("Authorization Server Metadata (RFC 8414)", { response: { 200: open } }),
  shortCode: wallet("The credential offer for a code that somebody typed", {
    body: object({ code: text(20) }),
    response: { 200: open, "4xx": walletError },
  }),
  token: wallet("Token endpoint: a pre-authorized code, once, for an access token", {
    consumes: ["application/x-www-form-urlencoded"],
    body: parameters(
      { grant_type: text(100), "pre-authorized_code": text(100), tx_code: text(20), client_id: text(200) },
      ["grant_type", "pre-authorized_code"],
    ),
    response: {
      200: object({ access_token: text(100), token_type: text(10), expires_in: seconds }),
      "4xx": walletError,
    },
  }),
  nonce: wallet("Nonce endpoint; with the enrolment request that has this nonce", {
    ...key,
    response: { 200: object({ c_nonce: text(100), enrolment_request: open }, ["c_nonce"]), "4xx": walletError },
  }),
  credential: wallet("Credential endpoint", {
    ...key,
    body: parameters({ credential_configuration_id: text(100), proofs: open }, ["proofs"]),
    response: { 200: credentials, 202: waiting, "4xx": walletError },
  }),
  deferred: wallet("Deferred credential endpoint", {
    ...key,
    body: parameters({ transaction_id: id }),
    response: { 200: credentials, 202: waiting, "4xx": walletError },
  }),
  bridgeStart: wallet("Begins a session in which a credential from elsewhere is shown, for one holder commitment", {
    body: object({ bridge: text(32), commitment: text(80), replacement: { type: "boolean" } }, [
      "bridge",
      "commitment",
    ]),
    response: { 200: object({ ticket: text(43), link: text(4_000), expiresAtSeconds: seconds }), "4xx": walletError },
  }),
  bridgeRequest: wallet("The signed request of a session, for a source wallet (OpenID4VP 1.0, section 5)", {
    params: object({ id }),
    response: { 200: { type: "string" }, "4xx": walletError },
  }),
  bridgeRequestFor: wallet("The same, with the wallet's own nonce (section 5.10)", {
    consumes: ["application/x-www-form-urlencoded"],
    params: object({ id }),
    body: parameters({ wallet_nonce: text(500), wallet_metadata: text(10_000) }, []),
    response: { 200: { type: "string" }, "4xx": walletError },
  }),
  bridgeResponse: wallet("A source wallet's encrypted answer (section 8.3.1)", {
    consumes: ["application/x-www-form-urlencoded"],
    params: object({ id }),
    body: parameters({ response: text(262_144), error: text(200) }, []),
    response: { 200: object({ redirect_uri: text(2_000) }), "4xx": walletError },
  }),
  bridgeDigital: wallet("The signed request of a session, for a browser's Digital Credentials API (appendix A)", {
    body: object({ ticket: text(43) }),
    response: { 200: open, "4xx": walletError },
  }),
  bridgeDigitalResponse: wallet("What the browser gave to the page that asked", {
    body: object({ ticket: text(43), response: text(262_144) }),
    response: { 200: object({ response_code: text(43) }), "4xx": walletError },
  }),
  bridgeCallback: wallet("Where a provider of logins sends a person back", { response: { "4xx": walletError } }),
  bridgeOffer: wallet("The credential offer of a session, for its ticket and its response code", {
    body: object({ ticket: text(43), response_code: text(43) }),
    response: { 200: open, "4xx": walletError },
  }),
  makeOffer: desk("Makes an offer for a person; link and codes are shown this once", {
    body: object(
      {
        subject: text(200, "As the register names the person"),
        credential: text(100, "name@version"),
        replacement: { type: "boolean", description: "The person's secret is lost, and somebody has looked into it" },
        transactionCode: { type: "boolean", description: "Demand six digits that reach the person another way" },
      },
      ["subject", "credential"],
    ),
    response: {
      201: object(
        {
          ...{ id, link: text(2_000), shortCode: text(9), transactionCode: text(6), expiresAtSeconds: seconds },
        },
        ["id", "link", "shortCode", "expiresAtSeconds"],
      ),
    },
  }),
  offerProgress: desk("Where an offer stands: open, redeemed, waiting, issued, closed, expired or gone", {
    params: object({ id }),
    response: { 200: object({ state: text(20), triesLeft: { type: ["integer", "null"] }, expiresAtSeconds: seconds }) },
  }),
  person: desk("A person's credentials: entries and status, no claims", {
    body: object({ subject: text(200) }),
    response: { 200: open },
  }),
  status: desk("Revokes, suspends or reinstates, or asks a second person to", {
    body: object({
      issuerIndex: { type: "integer", minimum: 0, maximum: 255 },
      statusIndex: index,
      action: { type: "string", enum: STATUS_ACTIONS },
      reason: text(60, "A reason code of the list, or other:<code>"),
    }),
    response: { 200: object({ state: text(20) }), 202: object({ state: text(20), id }) },
  }),
  queue: desk("What waits for a second person", { response: { 200: object({ entries: list(open) }) } }),
  decide: desk("Approves or rejects; never by whoever asked", {
    params: object({ id }),
    body: object({ approve: { type: "boolean" } }),
    response: { 200: open },
  }),
  log: desk("The audit log, and whether its chain is whole", {
    querystring: object({ from: { type: "string", pattern: "^[1-9][0-9]{0,9}$" } }, []),
    response: { 200: object({ entries: list(open), verified: seconds }) },
  }),
  makeKey: desk("Makes an API key, which is shown this once", {
    body: object({ name: text(64), role: { type: "string", enum: ROLES } }),
    response: { 201: object({ name: text(64), key: text(100) }) },
  }),
  endKey: desk("Ends an API key", { params: object({ name: text(64) }), response: { 204: { type: "null" } } }),
  keys: desk("API keys that work", { response: { 200: object({ keys: list(open) }) } }),
  sessions: desk("Who is signed in", { response: { 200: object({ sessions: list(open) }) } }),
  endSessions: desk("Ends every session of a person", {
    body: object({ name: text(100) }),
    response: { 204: { type: "null" } },
  }),
  session: signIn("The session of this browser, and the token that its changes show", { response: { 200: open } }),
  signOut: signIn("Ends the session; the answer says where to end that at the provider", {
    response: { 200: object({ location: text(4_000) }) },
  }),
  signInKey: signIn("Trades an API key for a session, at an office without a provider", {
    body: object({ key: text(100) }),
    response: { 200: object({ name: text(100) }) },
  }),
  signIn: signIn("Leads to the provider (OpenID Connect, authorization code with PKCE)", {
    querystring: object({ "step-up": { type: "string", maxLength: 5 } }, []),
    response: { 303: { type: "null" } },
  }),
  signInBack: signIn("Where the provider leads back to", { response: { 303: { type: "null" } } }),
  issuers: desk("Issuer keys: which signs, which are trusted, and how long their credentials last", {
    response: { 200: object({ issuers: list(open) }) },
  }),
} as const;
