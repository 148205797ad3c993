/** `@openid4vc/openid4vci` from npm reads the office's offers and metadata, and gets an access token. */
import { Openid4vciClient } from "@openid4vc/openid4vci";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readOfferLink } from "../../../src/office/wallet/offer.ts";
import { callbacksOf } from "../../independent.ts";
import { OFFICE_ORIGIN } from "../../office.ts";
import { startOffice, type TestOffice, TOWN_CREDENTIAL } from "./office.ts";

describe("an office in the eyes of @openid4vc/openid4vci", () => {
  let office: TestOffice;
  let client: Openid4vciClient;
  beforeAll(async () => {
    office = await startOffice();
    client = new Openid4vciClient({ callbacks: callbacksOf({ fetch: network }) });
  });
  afterAll(() => office.close());

  const network = (async (input: string | URL, init: RequestInit = {}) => {
    const { pathname } = new URL(String(input));
    const answer = await office.service.app.inject({
      ...{ method: (init.method ?? "GET") as "GET", url: pathname },
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(init.body === undefined || init.body === null ? {} : { payload: String(init.body) }),
    });
    return new Response(answer.body, { status: answer.statusCode, headers: answer.headers as Record<string, string> });
  }) as typeof fetch;

  it("has metadata of OpenID4VCI 1.0, with one credential of a format of its own", async () => {
    const { credentialIssuer, authorizationServers, originalDraftVersion, knownCredentialConfigurations } =
      await client.resolveIssuerMetadata(OFFICE_ORIGIN);
    expect(originalDraftVersion).toBe("V1");
    expect(credentialIssuer.credential_issuer).toBe(OFFICE_ORIGIN);
    expect(Object.keys(credentialIssuer.credential_configurations_supported)).toEqual([TOWN_CREDENTIAL]);
    expect(authorizationServers.map(({ issuer }) => issuer)).toEqual([OFFICE_ORIGIN]);
    // Its formats are a closed list, and others are let pass.
    expect(knownCredentialConfigurations).toEqual({});
  });

  it("makes offers whose code is good for a token", async () => {
    const { link, transactionCode } = await office.offer();
    const credentialOffer = await client.resolveCredentialOffer(link);
    expect(credentialOffer.credential_configuration_ids).toEqual([readOfferLink(link).credential]);
    const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
    const given = {
      credentialOffer,
      issuerMetadata,
      ...(transactionCode === undefined ? {} : { txCode: transactionCode }),
    };
    const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer(given);
    expect(accessTokenResponse).toMatchObject({ token_type: "Bearer", access_token: expect.any(String) });
    const credentials = client.retrieveCredentials({
      ...{ issuerMetadata, accessToken: accessTokenResponse.access_token, credentialConfigurationId: TOWN_CREDENTIAL },
      proofs: { jwt: ["e30.e30.AA"] },
    });
    // It makes proofs of other types only.
    await expect(credentials).rejects.toThrow(/"invalid_proof"/);
  });
});
