/** JSON Schemas of the service's routes; OpenAPI 3.1 is made of them. */
import { MAX_PRESENTATION_TEXT } from "../../presentation/verification/verify.ts";
import { RESPONSE_CODE } from "./response-code.ts";

const seconds = { type: "integer", minimum: 0 } as const;
const object = <const Properties extends object>(properties: Properties, required: readonly (keyof Properties)[]) =>
  ({ type: "object", properties, required, additionalProperties: false }) as const;

/** Schemas with a name of their own in OpenAPI; routes refer to them. */
const errorSchema = object(
  {
    error: object(
      {
        code: { type: "string", description: "Stable; see the error classes of civicproof" },
        message: { type: "string" },
        path: { type: "string" },
        expected: { type: "string" },
        received: { type: "string" },
      },
      ["code", "message"],
    ),
  },
  ["error"],
);

const refusals = {
  400: { description: "The message is not what the schema says", $ref: "Refusal#" },
  413: { description: "More than 16 kB", $ref: "Refusal#" },
  415: { description: "Another media type", $ref: "Refusal#" },
  429: { description: "Too many requests", $ref: "Refusal#" },
  503: { description: "It can't be decided now; no claim was granted", $ref: "Refusal#" },
} as const;

const idParameter = object({ id: { type: "string", pattern: "^[A-Za-z0-9_-]{22}$" } }, ["id"]);

const outcome = {
  type: "string",
  enum: ["accepted", "already-used", "handed-over", "declined", "failed"],
  description:
    "handed-over: verified and given to the relay; the gate on the chain decides and pays, the portal must not. declined: by the person; failed: in the wallet. Nothing was claimed then",
} as const;
const result = { type: "string", description: "Compact JWS" } as const;
const resultSchema = object({ outcome, decidedAtSeconds: seconds, result }, ["outcome", "decidedAtSeconds", "result"]);
/** The wallet's copy: the result, or the page to open. */
const answerSchema = object(
  {
    outcome,
    decidedAtSeconds: seconds,
    result,
    redirect_uri: {
      type: "string",
      description: "For a claim on one device: the portal's page, with response_code in its fragment; open it",
    },
  },
  ["outcome", "decidedAtSeconds"],
);

const authorizationSchema = {
  type: "object",
  description: "Authorization request object of OpenID4VP 1.0",
  required: ["response_type", "response_mode", "client_id", "response_uri", "nonce", "state", "dcql_query"],
  properties: {
    response_type: { type: "string", const: "vp_token" },
    response_mode: { type: "string", const: "direct_post" },
    client_id: { type: "string" },
    response_uri: { type: "string" },
    nonce: { type: "string", description: "At least 128 random bits, base64url" },
    state: { type: "string" },
    dcql_query: { type: "object", additionalProperties: true },
    transaction_data: { type: "array", items: { type: "string" } },
    client_metadata: { type: "object", additionalProperties: true },
    wallet_nonce: { type: "string" },
  },
  additionalProperties: false,
} as const;

/** Signed or not: what a request object says is in the same shape. */
const request200 = {
  description: "The request",
  content: {
    "application/json": { schema: { $ref: "AuthorizationRequest#" } },
    "application/oauth-authz-req+jwt": {
      schema: { type: "string", description: "A request object (RFC 9101); always, where requests are signed" },
    },
  },
} as const;

const failingParts = {
  type: "array",
  items: { type: "string" },
  description: "store, queue, registry; registry of a programme where there are several",
} as const;

const newRequestSchema = object(
  {
    id: { type: "string" },
    requestUri: { type: "string", description: "For the holder's app" },
    link: { type: "string", description: "Where requests are signed: opens a wallet, as a button or a QR code" },
    expiresAtSeconds: seconds,
    expiresAt: { type: "string", description: "The same by the clocks of the portal's time zone, for people" },
  },
  ["id", "requestUri", "expiresAtSeconds", "expiresAt"],
);

/** By their names in OpenAPI. */
export const NAMED_SCHEMAS = [
  { $id: "Refusal", ...errorSchema },
  { $id: "NewRequest", ...newRequestSchema },
  { $id: "AuthorizationRequest", ...authorizationSchema },
  { $id: "Answer", ...answerSchema },
  { $id: "Result", ...resultSchema },
] as const;

const security = [{ apiKey: [] }];

const SCHEMAS = {
  createRequest: {
    summary: "Make a presentation request",
    description:
      "For a wallet on another device, recipient is needed and the request lives for two minutes at most. For one on the same device, give sameDevice and read the result with the response code.",
    tags: ["portal"],
    security,
    body: object(
      {
        recipient: {
          type: "string",
          minLength: 1,
          maxLength: 256,
          description:
            "Who is paid or served, for example a case number; the proof is bound to it. On a chain the payee's address, 0x and 40 lower-case hexadecimal digits",
        },
        ordinal: {
          type: "integer",
          minimum: 1,
          maximum: 16,
          description: "On a chain: which of the person's claims in the period it is; default: 1",
        },
        sameDevice: {
          type: "boolean",
          description: "Whether the wallet is on the device that shows the portal's page",
        },
      },
      [],
    ),
    response: {
      201: { description: "Made", $ref: "NewRequest#" },
      401: { description: "No or another API key", $ref: "Refusal#" },
      ...refusals,
    },
  },
  getRequest: {
    summary: "The request as the holder's app reads it",
    tags: ["holder"],
    params: idParameter,
    response: {
      200: request200,
      404: { description: "No such request", $ref: "Refusal#" },
      ...refusals,
    },
  },
  postRequest: {
    summary: "The request, for request_uri_method post (OpenID4VP 1.0, section 5.10)",
    description: "What the wallet says of itself is ignored, but for wallet_nonce.",
    tags: ["holder"],
    consumes: ["application/x-www-form-urlencoded", "application/json"],
    params: idParameter,
    body: {
      type: ["object", "null"],
      properties: { wallet_nonce: { type: "string", maxLength: 500 } },
      additionalProperties: true,
    },
    response: {
      200: request200,
      404: { description: "No such request", $ref: "Refusal#" },
      ...refusals,
    },
  },
  getDigitalRequest: {
    summary: "The signed request for a browser's Digital Credentials API",
    description: "What the portal's page gives to navigator.credentials.get; the answer's data goes to /responses.",
    tags: ["portal"],
    params: idParameter,
    response: {
      200: {
        type: "object",
        description: "OpenID4VP 1.0, appendix A",
        properties: { digital: { type: "object", additionalProperties: true } },
        required: ["digital"],
        additionalProperties: false,
      },
      404: { description: "No such request", $ref: "Refusal#" },
      ...refusals,
    },
  },
  getResult: {
    summary: "What was decided about a request",
    tags: ["portal"],
    security,
    params: idParameter,
    querystring: object(
      {
        responseCode: {
          type: "string",
          pattern: RESPONSE_CODE.source,
          description: "response_code that the person's browser brought back; good once, for five minutes",
        },
      },
      [],
    ),
    response: {
      200: { description: "What was decided", $ref: "Result#" },
      202: object({ outcome: { type: "string", const: "pending" } }, ["outcome"]),
      401: { description: "No or another API key", $ref: "Refusal#" },
      403: { description: "A claim on one device, and no or another response code", $ref: "Refusal#" },
      404: { description: "No such request", $ref: "Refusal#" },
      ...refusals,
    },
  },
  acknowledgeResult: {
    summary: "Acknowledge a result that the portal has kept",
    description:
      "The decision may then be deleted a day later. Without this it stays as long as the claim is remembered.",
    tags: ["portal"],
    security,
    params: idParameter,
    response: {
      204: { description: "Acknowledged", type: "null" },
      401: { description: "No or another API key", $ref: "Refusal#" },
      404: { description: "No such request, or nothing decided", $ref: "Refusal#" },
      ...refusals,
    },
  },
  postResponse: {
    summary: "Answer a request",
    description:
      "As JSON, or as a form with vp_token in JSON (OpenID4VP 1.0, section 8.2); to a signed request, as response (section 8.3).",
    tags: ["holder"],
    consumes: ["application/x-www-form-urlencoded", "application/json"],
    body: {
      type: "object",
      properties: {
        state: { type: "string", pattern: "^[A-Za-z0-9_-]{22}$" },
        vp_token: {
          description: "The presentations by credential id: one, under eligibility",
          anyOf: [{ type: "string", maxLength: MAX_PRESENTATION_TEXT + 100 }, { type: "object" }],
        },
        error: {
          type: "string",
          pattern: "^[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]{1,100}$",
          description: "In place of vp_token: why there is none (OpenID4VP 1.0, section 8.5)",
        },
        response: {
          type: "string",
          maxLength: 16_000,
          description: "In place of the others: a JWE of them to the key in the request's client_metadata",
        },
      },
      // Parameters that are not understood are ignored (RFC 6749, section 3.1).
      additionalProperties: true,
    },
    response: {
      200: { description: "What was decided", $ref: "Answer#" },
      404: { description: "No such request any more", $ref: "Refusal#" },
      422: { description: "The presentation is refused", $ref: "Refusal#" },
      ...refusals,
    },
  },
  live: {
    summary: "Whether the process answers",
    tags: ["operation"],
    response: { 200: object({ status: { type: "string", const: "ok" } }, ["status"]) },
  },
  health: {
    summary: "Whether claims can be decided",
    tags: ["operation"],
    response: {
      200: object({ status: { type: "string", const: "ok" }, failing: failingParts }, ["status"]),
      503: object(
        {
          status: { type: "string", const: "unavailable" },
          failing: failingParts,
        },
        ["status", "failing"],
      ),
    },
  },
  metrics: { summary: "Prometheus metrics", tags: ["operation"], response: { 200: { type: "string" } } },
  did: {
    summary: "The DID that requests are signed under",
    tags: ["holder"],
    response: { 200: { type: "object", additionalProperties: true } },
  },
  jwks: {
    summary: "The keys that results are signed with",
    tags: ["portal"],
    response: {
      200: object({ keys: { type: "array", items: { type: "object", additionalProperties: true } } }, ["keys"]),
    },
  },
} as const;

type Operations = {
  readonly [Name in keyof typeof SCHEMAS]: (typeof SCHEMAS)[Name] & { readonly operationId: string };
};

/** The routes' schemas with their names in OpenAPI, where each is used once: a programme's has the programme before it. */
export function operationsOf(programme: string): Operations {
  const named = Object.entries(SCHEMAS).map(([name, schema]) => {
    return [name, { ...schema, operationId: programme === "" ? name : `${programme}_${name}` }] as const;
  });
  return Object.fromEntries(named) as Operations;
}
