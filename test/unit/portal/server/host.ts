/** Services for tests, called without a network: what the portal, the wallet and the attacker send. */

import { decodeJwt } from "jose";
import { encryptResponse } from "../../../../src/core/openid/encrypted-response.ts";
import { serviceIdentity } from "../../../../src/portal/server/identity.ts";
import {
  createVerifierService,
  type VerifierService,
  type VerifierServiceOptions,
} from "../../../../src/portal/server/service.ts";
import type { ServiceStorage } from "../../../../src/portal/server/storage.ts";
import { fromAuthorizationRequest, readAuthorizationQuery } from "../../../../src/presentation/proof/openid4vp.ts";
import type { PresentOptions, TestPortal } from "../../../portal.ts";
import { GRID, NOW_SECONDS, REGISTRY_ID } from "../../../world.ts";

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { readonly error?: { readonly code: string; readonly path?: string } };
}

export interface Host {
  readonly service: VerifierService;
  readonly call: (method: "GET" | "POST", url: string, payload?: object) => Promise<Answer>;
  /** Makes a request and opens it as a wallet does. */
  readonly ask: (body?: object) => Promise<Asked>;
  /** Posts an answer to a request, as a wallet does. */
  readonly answer: (asked: Asked, options?: PresentOptions) => Promise<Answer>;
  readonly result: (id: string, responseCode?: string) => Promise<Answer>;
}

export interface Asked {
  readonly id: string;
  /** Of a signed request: how its answer is encrypted. Who signed it is not looked at here. */
  readonly metadata?: unknown;
  readonly request: ReturnType<typeof fromAuthorizationRequest>["request"];
}

/** What a service of the test portal is told. */
export function optionsOf(
  portal: TestPortal,
  storage: ServiceStorage,
  options: Partial<VerifierServiceOptions> = {},
): VerifierServiceOptions {
  return {
    policy: portal.policy,
    verifier: "benefits.example.org",
    origin: "https://benefits.example.org",
    publicUrl: "https://verifier.example.org",
    registry: REGISTRY_ID,
    grid: GRID,
    storage,
    verificationKeys: { [portal.trapdoor.key.circuit]: portal.trapdoor.key },
    readStatements: async () => portal.statementsAt((options.now ?? (() => NOW_SECONDS))()),
    maxRootAgeSeconds: 7_200,
    appealSeconds: 86_400,
    logLevel: "silent",
    maxCallsPerMinute: 1_000_000,
    now: () => NOW_SECONDS,
    ...options,
  };
}

export const identityOf = ({ policy, verifier, origin, registry, tenant }: VerifierServiceOptions): string =>
  serviceIdentity({ verifier, origin, registry, policyHash: policy.policyHash, tenant });

export async function openHost(portal: TestPortal, options: VerifierServiceOptions): Promise<Host> {
  const service = await createVerifierService(options);
  const call: Host["call"] = async (method, url, payload) => {
    const response = await service.app.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
    return { status: response.statusCode, body: response.json() };
  };
  return {
    service,
    call,
    async ask(body = { recipient: "case 4711" }) {
      const made = await call("POST", "/requests", body);
      if (made.status !== 201) throw new Error(JSON.stringify(made));
      const { id } = made.body as { id: string };
      const shown = await service.app.inject(`/requests/${id}`);
      if (!String(shown.headers["content-type"]).includes("jwt"))
        return { id, request: fromAuthorizationRequest(shown.json()).request };
      const signed = decodeJwt(shown.body);
      return { id, request: readAuthorizationQuery(signed).request, metadata: signed.client_metadata };
    },
    async answer({ id, request, metadata }, options) {
      const answer = { state: id, vp_token: { eligibility: [portal.present(request, options)] } };
      const sent = metadata === undefined ? answer : { response: await encryptResponse(answer, metadata) };
      return call("POST", "/responses", sent);
    },
    result: (id, responseCode) =>
      call("GET", `/requests/${id}/result${responseCode === undefined ? "" : `?responseCode=${responseCode}`}`),
  };
}
