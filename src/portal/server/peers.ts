/** The optional packages that a service needs, checked before anything starts. */
import { isPostgresUrl } from "../../core/database/postgres-access.ts";
import { requirePeers } from "../../core/peer.ts";

/** A worker has a port for those who operate it, too. */
const HTTP = { fastify: () => import("fastify"), "prom-client": () => import("prom-client") };
const APP = {
  "@fastify/rate-limit": () => import("@fastify/rate-limit"),
  "@fastify/swagger": () => import("@fastify/swagger"),
  "@fastify/swagger-ui": () => import("@fastify/swagger-ui"),
};
const SQLITE = { "better-sqlite3": () => import("better-sqlite3") };
const POSTGRES = { pg: () => import("pg") };

/**
 * Names every package that is missing for a service, in one refusal.
 *
 * ```ts
 * await requireServicePeers({ role: "all", store: "sqlite:portal.db" });
 * ```
 *
 * @throws UnsupportedPlatformError with the command that installs them
 */
export async function requireServicePeers({
  role,
  store,
  queue,
}: {
  readonly role: "all" | "web" | "worker";
  /** As `openStorage` takes it. */
  readonly store: string;
  /** Of a queue that several processes share, when there is one. */
  readonly queue?: string | undefined;
}): Promise<void> {
  await requirePeers({
    ...HTTP,
    ...(role === "worker" ? {} : APP),
    ...(store.startsWith("sqlite:") ? SQLITE : {}),
    ...(isPostgresUrl(store) ? POSTGRES : {}),
    ...(queue === undefined ? {} : POSTGRES),
  });
}
