/** The portal's decisions: ask, verify, accept each person once a period. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseSchema } from "civicproof/issuer";
import { openArtifacts } from "civicproof/node";
import { compilePolicy, readPolicy } from "civicproof/policy";
import { createMemoryStore, createRequest, loadVerificationKey, verifyPresentation } from "civicproof/verifier";
import { newCode, nowSeconds } from "./codes.js";

const CLAIM_SECONDS = 600;
const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));

export async function openPortal({ origin, office, allowDevelopmentKeys }) {
  const schema = parseSchema(read("schema.json"));
  const policy = compilePolicy(readPolicy(read("policy.json"), schema), schema);
  const verificationKey = await loadVerificationKey({
    circuit: policy.circuit,
    allowDevelopmentKeys,
    ...(await openArtifacts()),
  });
  const store = createMemoryStore();
  const claims = new Map();
  const isOpen = ({ progress }) => progress.state === "waiting" || progress.state === "opened";

  const startClaim = () => {
    const id = newCode();
    const token = randomBytes(16).toString("base64url");
    const request = createRequest({
      policy,
      origin,
      scope: { verifier: new URL(origin).hostname },
      registry: office.registryId,
      nowSeconds: nowSeconds(),
      lifetimeSeconds: CLAIM_SECONDS,
    });
    claims.set(id, { request, token, progress: { state: "waiting" } });
    const { expiresAtSeconds } = request;
    return { id, code: id, token, link: `/wallet#request=${id}`, expiresAtSeconds };
  };

  const answer = async (claim, presentation) => {
    const { request } = claim;
    try {
      const verified = await verifyPresentation(presentation, {
        request,
        verificationKey,
        statements: office.statements(),
        maxRootAgeSeconds: 7_200,
        nowSeconds: nowSeconds(),
      });
      const outcome = await store.consume(verified, { idempotencyKey: request.nonce });
      if (outcome === "already-used") claim.progress = { state: "already-used" };
      else if (claim.progress.state !== "accepted")
        claim.progress = { state: "accepted", reference: newCode(), atSeconds: nowSeconds() };
    } catch (error) {
      if (isOpen(claim)) claim.progress = { state: "failed", code: error.code };
      throw error;
    }
    const { state, ...rest } = claim.progress;
    return { outcome: state, ...rest };
  };

  return {
    routes: {
      "POST /api/claims": startClaim,
      "GET /api/claims/:id": ({ id, token }) => {
        const claim = claims.get(id);
        if (claim?.token !== token) return undefined;
        const isOver = isOpen(claim) && nowSeconds() >= claim.request.expiresAtSeconds;
        return isOver ? { state: "expired" } : claim.progress;
      },
      "DELETE /api/claims/:id": ({ id, token }) =>
        claims.get(id)?.token === token && claims.delete(id) ? {} : undefined,
      "GET /api/requests/:id": ({ id }) => {
        const claim = claims.get(id);
        if (claim === undefined) return undefined;
        if (claim.progress.state === "waiting") claim.progress = { state: "opened" };
        return { request: claim.request, asker: { name: "{{name}}" } };
      },
      "POST /api/requests/:id/answer": ({ id, body }) => {
        const claim = claims.get(id);
        return claim === undefined ? undefined : answer(claim, body);
      },
      "POST /api/requests/:id/decline": ({ id }) => {
        const claim = claims.get(id);
        if (claim === undefined) return undefined;
        if (isOpen(claim)) claim.progress = { state: "declined" };
        return {};
      },
    },
  };
}
