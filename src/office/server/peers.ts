/** Every optional package that an office needs, asked for before it opens anything. */
import { isPostgresUrl } from "../../core/database/postgres-access.ts";
import { requirePeers } from "../../core/peer.ts";

/**
 * @param databases all that it opens: its own and those of its sources, as settings name them
 * @throws PackageMissingError that names all that are missing at once
 */
export async function requireOfficePeers({
  databases,
  hasLogin,
  hasCertificates,
}: {
  readonly databases: readonly string[];
  /** People sign in, or show who they are, over OpenID Connect. */
  readonly hasLogin: boolean;
  /** Somebody's certificates are read. */
  readonly hasCertificates: boolean;
}): Promise<void> {
  await requirePeers({
    fastify: () => import("fastify"),
    "prom-client": () => import("prom-client"),
    "@fastify/rate-limit": () => import("@fastify/rate-limit"),
    "@fastify/swagger": () => import("@fastify/swagger"),
    "@fastify/swagger-ui": () => import("@fastify/swagger-ui"),
    ...(databases.some((place) => !isPostgresUrl(place)) ? { "better-sqlite3": () => import("better-sqlite3") } : {}),
    ...(databases.some(isPostgresUrl) ? { pg: () => import("pg") } : {}),
    ...(hasCertificates ? { pkijs: () => import("pkijs") } : {}),
    ...(hasLogin ? { "openid-client": () => import("openid-client") } : {}),
  });
}
