/** The HTTP server of a process that takes presentations in: limits, documentation, and the routes of each programme. */
import { createHmac, randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { InvalidInputError } from "../../core/json.ts";
import { loadPeer } from "../../core/peer.ts";
import { addressGroup } from "../../core/service/callers.ts";
import { buildHttp, type HttpOptions } from "../../core/service/http.ts";
import type { OpenProgramme } from "./open-programme.ts";
import { addOperationRoutes, addProgrammeHealth } from "./operation.ts";
import { addProgrammeRoutes, type RoutesOptions } from "./programme-routes.ts";
import { NAMED_SCHEMAS } from "./schemas.ts";

/** What a service is made of. */
export interface AppOptions extends Omit<HttpOptions, "metrics">, Omit<RoutesOptions, "programme"> {
  readonly programmes: readonly OpenProgramme[];
  /** The process's own address as holders see it, without a slash at the end. */
  readonly publicUrl: string;
  /** Calls of one address per minute; 600 by default. */
  readonly maxCallsPerMinute?: number | undefined;
  /** Calls with one API key per minute; 6000 by default. */
  readonly maxPortalCallsPerMinute?: number | undefined;
}

/** Builds the service; `listen` starts it, `close` ends it in order: no new calls, the running ones answered. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = await buildHttp(options);
  await limitCalls(app, options);
  for (const schema of NAMED_SCHEMAS) app.addSchema(schema);
  await registerDocumentation(app, options.publicUrl);
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    async (_request: unknown, body: string) => readForm(body),
  );
  for (const programme of options.programmes) {
    const { name } = programme;
    if (name === "") addProgrammeRoutes(app, { ...options, programme });
    else
      await app.register(
        async (routes) => {
          addProgrammeRoutes(routes, { ...options, programme });
          addProgrammeHealth(routes, options.readiness, name);
        },
        { prefix: `/${name}` },
      );
  }
  addOperationRoutes(app, options);
  return app;
}

function readForm(body: string): Record<string, string> {
  const form = new URLSearchParams(body);
  const names = [...form.keys()];
  if (new Set(names).size !== names.length) throw new InvalidInputError({ path: "body", expected: "each field once" });
  return Object.fromEntries(form);
}

/** The portal's calls are counted by its key, everybody else's by address, so that neither shuts the other out. */
async function limitCalls(
  app: FastifyInstance,
  { programmes, maxCallsPerMinute = 600, maxPortalCallsPerMinute = 6_000 }: AppOptions,
): Promise<void> {
  const { default: rateLimit } = await loadPeer("@fastify/rate-limit", () => import("@fastify/rate-limit"));
  const salt = randomBytes(32);
  /** A key that is good for one programme is counted as that, whatever it is tried on. */
  const keyOf = (request: FastifyRequest): string | undefined => {
    const names = programmes.map(({ name, access }) => {
      const key = access.nameOf(request.headers.authorization);
      return key === undefined ? undefined : `${name}/${key}`;
    });
    return names.find((name) => name !== undefined);
  };
  await app.register(rateLimit, {
    max: (request) => (keyOf(request) === undefined ? maxCallsPerMinute : maxPortalCallsPerMinute),
    timeWindow: 60_000,
    keyGenerator(request) {
      const name = keyOf(request);
      if (name !== undefined) return `key ${name}`;
      // Counted under a hash that ends with the process, so that no address is kept.
      return createHmac("sha256", salt).update(addressGroup(request.ip)).digest("base64");
    },
    errorResponseBuilder: () => Object.assign(new Error("Too many requests"), { statusCode: 429, code: "RATE_LIMIT" }),
  });
}

async function registerDocumentation(app: FastifyInstance, publicUrl: string): Promise<void> {
  const { default: swagger } = await loadPeer("@fastify/swagger", () => import("@fastify/swagger"));
  const { default: swaggerUi } = await loadPeer("@fastify/swagger-ui", () => import("@fastify/swagger-ui"));
  await app.register(swagger, {
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "civicproof verifier",
        description: "Asks for proofs of eligibility, verifies them, and never accepts the same person twice.",
        version: "1",
      },
      servers: [{ url: publicUrl }],
      components: { securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } },
    },
  });
  await app.register(swaggerUi, { routePrefix: "/documentation", staticCSP: true });
}
