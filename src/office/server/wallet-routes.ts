/** The routes of wallets, in the shape of OpenID4VCI 1.0. */
import type { FastifyInstance, FastifyReply } from "fastify";
import { refusal } from "../../core/errors.ts";
import { schemaReference } from "../../credentials/credential/schema.ts";
import { OFFER_SECONDS } from "../store/offers.ts";
import type { Issuance, IssueAnswer } from "./issuance.ts";
import type { OfficeMetrics } from "./metrics.ts";
import { answerWallet } from "./oauth.ts";
import { credentialOffer, PRE_AUTHORIZED } from "./offer-link.ts";
import { OFFICE_SCHEMAS } from "./schemas.ts";
import type { OfficeSettings } from "./settings.ts";

/** Our own credential format identifier (OpenID4VCI 1.0, appendix A leaves them open). */
export const CREDENTIAL_FORMAT = "civicproof_credential_v2";
/** How long a wallet waits before it asks for a deferred credential again. */
const INTERVAL_SECONDS = 30;
/** So that no cache keeps a code or a credential. */
const PRIVATE = { "cache-control": "no-store" } as const;

export interface WalletRoutes {
  readonly settings: OfficeSettings;
  readonly issuance: Issuance;
  readonly metrics: OfficeMetrics;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

export function addWalletRoutes(app: FastifyInstance, { settings, issuance, metrics, publicUrl }: WalletRoutes): void {
  const { store } = settings;
  const config = { access: "everybody" } as const;
  const wallet = { config, errorHandler: answerWallet };
  const bearer = (authorization: string | undefined): string | undefined =>
    /^bearer +([A-Za-z0-9_-]{43})$/i.exec(authorization ?? "")?.[1];
  const send = (reply: FastifyReply, answer: IssueAnswer) => {
    reply.headers(PRIVATE);
    if ("credential" in answer) return { credentials: [{ credential: answer.credential }] };
    reply.code(202);
    return { transaction_id: answer.waiting, interval: INTERVAL_SECONDS };
  };

  app.get("/.well-known/openid-credential-issuer", { schema: OFFICE_SCHEMAS.issuerMetadata, config }, async () => ({
    credential_issuer: publicUrl,
    credential_endpoint: `${publicUrl}/credential`,
    nonce_endpoint: `${publicUrl}/nonce`,
    deferred_credential_endpoint: `${publicUrl}/deferred`,
    display: [{ name: settings.displayName }],
    credential_configurations_supported: Object.fromEntries(
      [...issuance.kinds.values()].map(({ schema }) => [
        schemaReference(schema),
        {
          format: CREDENTIAL_FORMAT,
          scope: schemaReference(schema),
          schema,
          cryptographic_binding_methods_supported: ["civicproof_holder_commitment"],
          proof_types_supported: { [issuance.proofType]: { proof_signing_alg_values_supported: ["civicproof_s1"] } },
          credential_metadata: {
            display: [{ name: schema.name }],
            claims: schema.claims.map(({ name }) => ({ path: [name] })),
          },
        },
      ]),
    ),
  }));

  app.get("/.well-known/oauth-authorization-server", { schema: OFFICE_SCHEMAS.serverMetadata, config }, async () => ({
    issuer: publicUrl,
    token_endpoint: `${publicUrl}/token`,
    grant_types_supported: [PRE_AUTHORIZED],
    response_types_supported: [],
    "pre-authorized_grant_anonymous_access_supported": true,
  }));

  app.post<{ Body: { code: string } }>(
    "/offer",
    { schema: OFFICE_SCHEMAS.shortCode, ...wallet },
    async (request, reply) => {
      const { code, schemaId, hasTransactionCode } = await store.offers.byShortCode(request.body.code);
      reply.headers(PRIVATE);
      const credential = schemaReference(issuance.kinds.get(schemaId)!.schema);
      return credentialOffer({ issuer: publicUrl, credential, code, hasTransactionCode });
    },
  );

  app.post<{ Body: { grant_type: string; "pre-authorized_code": string; tx_code?: string } }>(
    "/token",
    { schema: OFFICE_SCHEMAS.token, ...wallet },
    async ({ body }, reply) => {
      if (body.grant_type !== PRE_AUTHORIZED)
        throw new GrantTypeError({ path: "grant_type", expected: PRE_AUTHORIZED });
      const { token } = await store.offers.redeem(body["pre-authorized_code"], body.tx_code);
      reply.headers(PRIVATE);
      return { access_token: token, token_type: "Bearer", expires_in: OFFER_SECONDS };
    },
  );

  app.post("/nonce", { schema: OFFICE_SCHEMAS.nonce, ...wallet }, async ({ headers }, reply) => {
    const { nonce, request } = await issuance.nonce(bearer(headers.authorization));
    reply.headers(PRIVATE);
    return { c_nonce: nonce, ...(request === undefined ? {} : { enrolment_request: request }) };
  });

  app.post<{ Body: { credential_configuration_id?: string; proofs: unknown } }>(
    "/credential",
    { schema: OFFICE_SCHEMAS.credential, ...wallet },
    async ({ headers, body }, reply) => {
      const done = metrics.issuing();
      const { credential_configuration_id: reference, proofs } = body;
      const answer = await issuance.credential(bearer(headers.authorization), { reference, proofs });
      done("credential" in answer ? "issued" : "deferred");
      return send(reply, answer);
    },
  );

  app.post<{ Body: { transaction_id: string } }>(
    "/deferred",
    { schema: OFFICE_SCHEMAS.deferred, ...wallet },
    async ({ headers, body }, reply) =>
      send(reply, await issuance.deferred(bearer(headers.authorization), body.transaction_id)),
  );
}

/**
 * The token endpoint was asked with another grant than a pre-authorized code.
 *
 * What to do: take the grant type from the offer.
 */
export class GrantTypeError extends /* @__PURE__ */ refusal(
  "GRANT_TYPE_WRONG",
  "GrantTypeError",
  "The grant type is not supported",
) {}
