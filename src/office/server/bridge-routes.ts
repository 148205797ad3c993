/** The routes of bridges: for our wallet, for source wallets (OpenID4VP 1.0) and for whoever comes back from a login. */
import type { FastifyInstance } from "fastify";
import { REQUEST_OBJECT_TYPE } from "../../core/openid/sign-request.ts";
import { SIGNED_PROTOCOL } from "../../presentation/openid/sign-request.ts";
import { queryOf } from "./access.ts";
import { BridgeDeclinedError, type BridgeWish, type Bridging } from "./bridging.ts";
import { answerWallet } from "./oauth.ts";
import { credentialOffer } from "./offer-link.ts";
import { OFFICE_SCHEMAS } from "./schemas.ts";

/** A presentation with a portrait that nobody asked for is read, and refused for what it is. */
const BODY_LIMIT = 262_144;
/** So that no cache keeps a code, and no other page learns the address. */
const PRIVATE = { "cache-control": "no-store", "referrer-policy": "no-referrer" } as const;

export function addBridgeRoutes(
  app: FastifyInstance,
  { bridging, publicUrl }: { readonly bridging: Bridging & object; readonly publicUrl: string },
): void {
  const open = { config: { access: "everybody" as const }, errorHandler: answerWallet };

  app.post<{ Body: BridgeWish }>(
    "/bridge/start",
    { schema: OFFICE_SCHEMAS.bridgeStart, ...open },
    async ({ body }, reply) => {
      const { ticket, link, expiresAtSeconds } = await bridging.start(body);
      reply.headers(PRIVATE);
      return { ticket, link, expiresAtSeconds };
    },
  );

  app.get<{ Params: { id: string } }>(
    "/bridge/request/:id",
    { schema: OFFICE_SCHEMAS.bridgeRequest, ...open },
    async ({ params }, reply) => {
      const request = await bridging.request(params.id);
      return reply.type(`application/${REQUEST_OBJECT_TYPE}`).headers(PRIVATE).send(request);
    },
  );

  app.post<{ Params: { id: string }; Body: { wallet_nonce?: string } | undefined }>(
    "/bridge/request/:id",
    { schema: OFFICE_SCHEMAS.bridgeRequestFor, ...open },
    async ({ params, body }, reply) => {
      const request = await bridging.request(params.id, body?.wallet_nonce);
      return reply.type(`application/${REQUEST_OBJECT_TYPE}`).headers(PRIVATE).send(request);
    },
  );

  app.post<{ Params: { id: string }; Body: { response?: string; error?: string } }>(
    "/bridge/response/:id",
    { schema: OFFICE_SCHEMAS.bridgeResponse, bodyLimit: BODY_LIMIT, ...open },
    async ({ params, body }, reply) => {
      // A wallet that can't encrypt its error sends it in clear (section 8.5).
      if (body.error !== undefined) throw new BridgeDeclinedError({ path: "error" });
      const redirect = await bridging.respond(params.id, body.response);
      reply.headers(PRIVATE);
      return { redirect_uri: redirect };
    },
  );

  app.post<{ Body: { ticket: string } }>(
    "/bridge/digital-credential",
    { schema: OFFICE_SCHEMAS.bridgeDigital, ...open },
    async ({ body }, reply) => {
      const request = await bridging.digitalRequest(body.ticket);
      reply.headers(PRIVATE);
      return { digital: { requests: [{ protocol: SIGNED_PROTOCOL, data: { request } }] } };
    },
  );

  app.post<{ Body: { ticket: string; response: string } }>(
    "/bridge/digital-response",
    { schema: OFFICE_SCHEMAS.bridgeDigitalResponse, bodyLimit: BODY_LIMIT, ...open },
    async ({ body }, reply) => {
      const code = await bridging.digitalResponse(body.ticket, body.response);
      reply.headers(PRIVATE);
      return { response_code: code };
    },
  );

  app.get("/bridge/callback", { schema: OFFICE_SCHEMAS.bridgeCallback, ...open }, async (request, reply) => {
    const redirect = await bridging.callback(queryOf(request.raw.url));
    return reply.headers(PRIVATE).redirect(redirect, 303);
  });

  app.post<{ Body: { ticket: string; response_code: string } }>(
    "/bridge/offer",
    { schema: OFFICE_SCHEMAS.bridgeOffer, ...open },
    async ({ body }, reply) => {
      const { code, credential } = await bridging.collect({ ticket: body.ticket, responseCode: body.response_code });
      reply.headers(PRIVATE);
      return credentialOffer({ issuer: publicUrl, credential, code, hasTransactionCode: false });
    },
  );
}
