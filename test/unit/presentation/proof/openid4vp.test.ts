import { describe, expect, it } from "vitest";
import {
  fromAuthorizationRequest,
  readPostedAnswer,
  toAuthorizationRequest,
} from "../../../../src/presentation/proof/openid4vp.ts";
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
      "client_metadata",
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
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "http://benefits.example.org/responses",
    "https://user:word@benefits.example.org/responses",
    "https://benefits.example.org/responses#part",
    "https://benefits.example.org/res\nponses",
    "https://benefits.example.org/\u202eresponses",
    "https://BENEFITS.example.org/responses",
    "https://benefits.example.org:443/responses",
    "https://benefits.example.org@evil.example/responses",
    "//benefits.example.org/responses",
    "https://evil.example/responses",
  ])("sends no answer to %j", (uri) => {
    const changed = { ...authorization, response_uri: uri, client_id: `redirect_uri:${uri}` };
    expect(() => fromAuthorizationRequest(changed)).toThrow(
      expect.objectContaining({ code: "REQUEST_INVALID", path: expect.stringMatching(/^(response_uri|client_id)$/) }),
    );
    expect(() => toAuthorizationRequest({ request, responseUri: uri, state: "abc", transaction })).toThrow(
      RequestError,
    );
  });

  it("sends an answer to this machine without TLS", () => {
    const local = "http://127.0.0.1:8787";
    const asked = portal.request({ responseOrigin: local });
    const made = toAuthorizationRequest({ request: asked, responseUri: `${local}/answers`, state: "abc", transaction });
    expect(fromAuthorizationRequest(made).responseUri).toBe(`${local}/answers`);
  });

  it.each([
    ["type", { type: "urn:civicproof:transaction:v9" }, "type"],
    ["credential", { credential_ids: ["other"] }, "credential_ids"],
    ["credentials, two of them", { credential_ids: ["eligibility", "other"] }, "credential_ids"],
    ["verifier", { scope: { ...request.scope, verifier: "other.example.org" } }, "scope.verifier"],
    ["programme", { scope: { ...request.scope, programme: "other" } }, "scope.programme"],
    ["chain", { scope: { ...request.scope, chainId: "eip155:1", contract: `0x${"c".repeat(40)}` } }, "scope.chainId"],
    ["scope, none at all", { scope: undefined }, "scope"],
    ["purpose with an escape sequence", { purpose: "\u001b[2Jx" }, "purpose"],
    ["purpose from right to left", { purpose: "\u202ex" }, "purpose"],
    ["thing that nobody knows", { payee: "x" }, "payee"],
  ])("is refused when its transaction data names another %s", (_what, change, path) => {
    const data = JSON.parse(Buffer.from(authorization.transaction_data[0]!, "base64url").toString());
    const changed = Buffer.from(JSON.stringify({ ...data, ...change })).toString("base64url");
    expect(() => fromAuthorizationRequest({ ...authorization, transaction_data: [changed] })).toThrow(
      expect.objectContaining({
        code: "REQUEST_INVALID",
        path: expect.stringMatching(`^transaction_data\\[0\\].${path}`),
      }),
    );
  });

  it("sends the browser back to the portal with a code, and nowhere else", () => {
    const code = "A".repeat(43);
    const back = `https://benefits.example.org/done?lang=de#response_code=${code}`;
    const read = (redirect_uri: unknown) => readPostedAnswer({ outcome: "accepted", redirect_uri }, { request });
    expect(read(back)).toEqual({ redirectUri: back });
    expect(readPostedAnswer({ outcome: "accepted" }, { request })).toEqual({ redirectUri: undefined });
    for (const uri of [
      `https://evil.example/done#response_code=${code}`,
      "https://benefits.example.org/done",
      `https://benefits.example.org/done#response_code=${code}A`,
      `https://benefits.example.org/done?response_code=${code}`,
      `javascript:alert(1)#response_code=${code}`,
      `https://a:b@benefits.example.org/#response_code=${code}`,
      7,
    ]) {
      expect(() => read(uri), String(uri)).toThrow(RequestError);
    }
  });

  it.each([
    ["nothing", null],
    ["another response type", { ...authorization, response_type: "code" }],
    ["another verifier's address", { ...authorization, client_id: "redirect_uri:https://evil.example/" }],
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
