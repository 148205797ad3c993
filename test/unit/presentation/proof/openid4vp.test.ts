import { describe, expect, it } from "vitest";
import { fromAuthorizationRequest, toAuthorizationRequest } from "../../../../src/presentation/proof/openid4vp.ts";
import { RequestError } from "../../../../src/presentation/proof/request.ts";
import { createTestPortal } from "../../../portal.ts";

const portal = createTestPortal();
const request = portal.request({ recipient: "case 1" });
const transaction = { purpose: "Ermäßigte Jahreskarte €", retainUntilSeconds: 1_800_000_000, dpiaHash: "a".repeat(64) };
const responseUri = "https://benefits.example.org/responses";
const authorization = toAuthorizationRequest({ request, responseUri, state: "abc", transaction });

describe("a request in OpenID4VP's shape", () => {
  it("comes back as it was, over JSON", () => {
    const opened = fromAuthorizationRequest(JSON.parse(JSON.stringify(authorization)));
    expect(opened).toMatchObject({ request, responseUri, state: "abc", transaction });
    expect(opened.respond({ a: 1 })).toEqual({ vp_token: '{"eligibility":[{"a":1}]}', state: "abc" });
  });

  it("names the parameters of the standard", () => {
    expect(Object.keys(authorization).sort()).toEqual([
      "client_id",
      "dcql_query",
      "nonce",
      "response_mode",
      "response_type",
      "response_uri",
      "state",
      "transaction_data",
    ]);
    expect(authorization.client_id).toBe(`redirect_uri:${responseUri}`);
    const data = JSON.parse(Buffer.from(authorization.transaction_data[0]!, "base64url").toString());
    expect(data).toMatchObject({ credential_ids: ["eligibility"], purpose: transaction.purpose, scope: request.scope });
  });

  it.each([
    ["nothing", null],
    ["another response type", { ...authorization, response_type: "code" }],
    ["another verifier's address", { ...authorization, client_id: "redirect_uri:https://evil.example/" }],
    ["an unknown parameter", { ...authorization, scope: "x" }],
    [
      "another format",
      {
        ...authorization,
        dcql_query: { credentials: [{ ...authorization.dcql_query.credentials[0], format: "mso_mdoc" }] },
      },
    ],
    [
      "two credentials",
      {
        ...authorization,
        dcql_query: { credentials: [...authorization.dcql_query.credentials, ...authorization.dcql_query.credentials] },
      },
    ],
    ["a nonce too short", { ...authorization, nonce: "abc" }],
    [
      "a nonce inside meta",
      {
        ...authorization,
        dcql_query: { credentials: [{ ...authorization.dcql_query.credentials[0], meta: request }] },
        nonce: undefined,
      },
    ],
    ["no transaction data", { ...authorization, transaction_data: [] }],
    ["transaction data that is no base64url", { ...authorization, transaction_data: ["%%%"] }],
    [
      "transaction data of another type",
      { ...authorization, transaction_data: [Buffer.from('{"type":"x"}').toString("base64url")] },
    ],
  ])("is refused with %s", (_what, input) => {
    expect(() => fromAuthorizationRequest(input)).toThrow(RequestError);
  });
});
