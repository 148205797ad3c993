/** The description of a service's routes as OpenAPI 3.1, and a page that shows it. */
import type { FastifyInstance } from "fastify";
import { loadPeer } from "../peer.ts";

/** Registers the description at `/documentation/json` and its page; before the routes. */
export async function documentRoutes(
  app: FastifyInstance,
  {
    title,
    description,
    publicUrl,
  }: { readonly title: string; readonly description: string; readonly publicUrl: string },
): Promise<void> {
  const { default: swagger } = await loadPeer("@fastify/swagger", () => import("@fastify/swagger"));
  const { default: swaggerUi } = await loadPeer("@fastify/swagger-ui", () => import("@fastify/swagger-ui"));
  await app.register(swagger, {
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
    openapi: {
      openapi: "3.1.0",
      info: { title, description, version: "1" },
      servers: [{ url: publicUrl }],
      components: { securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } },
    },
  });
  await app.register(swaggerUi, { routePrefix: "/documentation", staticCSP: true });
}
