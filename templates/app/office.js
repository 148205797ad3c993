/**
 * A stand-in for the office: gives credentials by code, publishes what wallets need. Its keys live as long as the process.
 * A department runs `civicproof office`, over its register.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  createStatement,
  createStatusRegistry,
  derivePublicKey,
  encodeClaims,
  encodePublicKey,
  generatePrivateKey,
  issueCredential,
  parseSchema,
  proveIssuerKey,
  schemaId,
  toHolderCommitment,
} from "civicproof/issuer";
import { newCode, nowSeconds } from "./codes.js";

const OFFER_SECONDS = 600;

export function openOffice() {
  const schema = parseSchema(JSON.parse(readFileSync(new URL("schema.json", import.meta.url), "utf8")));
  const issuerKey = generatePrivateKey();
  const publicKey = derivePublicKey(issuerKey);
  const registry = createStatusRegistry({ id: randomBytes(32).toString("hex") });
  const possession = proveIssuerKey({ issuerKey, registry: registry.id, index: registry.nextIssuerIndex(publicKey) });
  const added = { timeSeconds: nowSeconds(), actor: "office", reasonCode: "issuer-added" };
  const issuerIndex = registry.addIssuer(
    encodePublicKey(publicKey),
    { schemas: [schemaId(schema)], possession },
    added,
  );
  const offers = new Map();

  const openOffer = (id) => {
    const offer = offers.get(id);
    return offer === undefined || offer.isUsed || nowSeconds() >= offer.endSeconds ? undefined : offer;
  };
  const validity = () => {
    const year = new Date().getUTCFullYear();
    return { validFrom: `${year}-01-01`, validUntil: `${year + 1}-12-31` };
  };

  return {
    registryId: registry.id,
    statements: () => {
      const now = nowSeconds();
      return [createStatement({ registry, timeSeconds: now - (now % 3_600) })];
    },
    routes: {
      "POST /api/offers": ({ body: { birthDate } }) => {
        encodeClaims(schema, { birthDate }); // refuses what can't be signed
        const code = newCode();
        offers.set(code, { claims: { birthDate }, endSeconds: nowSeconds() + OFFER_SECONDS, isUsed: false });
        return { code };
      },
      "GET /api/offers/:id": ({ id }) => {
        const offer = openOffer(id);
        if (offer === undefined) return undefined;
        const issuerKey = encodePublicKey(publicKey);
        return { issuer: "{{name}}", issuerKey, definitions: schema.claims };
      },
      "POST /api/offers/:id/redeem": ({ id, body }) => {
        const offer = openOffer(id);
        if (offer === undefined) return undefined;
        const credential = issueCredential({
          issuerKey,
          schema,
          claims: offer.claims,
          holderCommitment: toHolderCommitment(body.holderCommitment),
          registry: registry.id,
          statusIndex: registry.allocateStatusIndex(issuerIndex),
          ...validity(),
          claimsFrom: 0,
        });
        offer.isUsed = true;
        return credential;
      },
      "GET /registry/snapshot.json": () => registry.snapshot(),
      "GET /registry/status/:id": ({ id }) =>
        Number(id) === issuerIndex ? registry.statusBits(issuerIndex) : undefined,
    },
  };
}
