/** Every optional package that an office needs, asked for before it opens anything. */
import { isPostgresUrl } from "../../core/database/postgres-access.ts";
import { requirePeers } from "../../core/peer.ts";

/**
 * @param databases all that it opens: its own and those of its sources, as settings name them
 * @throws PackageMissingError that names all that are missing at once
 */
export async function requireOfficePeers({
  databases,
  hasSignIn,
}: {
  readonly databases: readonly string[];
  readonly hasSignIn: boolean;
}): Promise<void> {
  await requirePeers({
    fastify: () => import("fastify"),
    "prom-client": () => import("prom-client"),
    "@fastify/rate-limit": () => import("@fastify/rate-limit"),
    "@fastify/swagger": () => import("@fastify/swagger"),
    "@fastify/swagger-ui": () => import("@fastify/swagger-ui"),
    ...(databases.some((place) => !isPostgresUrl(place)) ? { "better-sqlite3": () => import("better-sqlite3") } : {}),
    ...(databases.some(isPostgresUrl) ? { pg: () => import("pg") } : {}),
    ...(hasSignIn ? { "openid-client": () => import("openid-client") } : {}),
  });
}
