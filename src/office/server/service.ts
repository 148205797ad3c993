/** The office's service, put together from its parts. */
import type { FastifyInstance } from "fastify";
import { ownWith } from "../../core/own.ts";
import { documentRoutes } from "../../core/service/documentation.ts";
import { takeForms } from "../../core/service/forms.ts";
import { buildHttp } from "../../core/service/http.ts";
import { limitCalls } from "../../core/service/limits.ts";
import { describeError } from "../../core/service/log.ts";
import { readPublicUrl } from "../../core/service/public-url.ts";
import { serveFiles } from "../publish/serve-files.ts";
import { officeCookies } from "../sign-in/cookies.ts";
import { SWEEP_SECONDS } from "../store/offers.ts";
import { guardRoutes, type ListedRoute, ownOrigins, type Recognition, recognise } from "./access.ts";
import { addBridgeRoutes } from "./bridge-routes.ts";
import { createBridging } from "./bridging.ts";
import { serveDesk } from "./desk-page.ts";
import { addDeskRoutes } from "./desk-routes.ts";
import { createIssuance } from "./issuance.ts";
import { createOfficeMetrics, type OfficeMetrics } from "./metrics.ts";
import { allowOtherOrigins } from "./other-origins.ts";
import { addSessionRoutes } from "./session-routes.ts";
import type { OfficeServiceOptions } from "./settings.ts";
import { addWalletRoutes } from "./wallet-routes.ts";

export interface OfficeService {
  readonly app: FastifyInstance;
  readonly metrics: OfficeMetrics;
  /** Every route with those who may call it. */
  readonly routes: readonly ListedRoute[];
  /** Answers what was taken in, then ends. Store, sources and signers stay open. */
  close(): Promise<void>;
}

/**
 * Starts an office; `service.app.listen(…)` opens its port.
 *
 * @throws InvalidInputError for an option out of its form
 * @throws PackageMissingError without fastify and its plugins
 * @example
 * const service = await createOfficeService({ publicUrl: "https://office.example.org", displayName: "City of Example",
 *   store, registry, credentials: [{ schema, source }], signers: [openLocalSigner(key)], enrolment });
 * await service.app.listen({ port: 4290 });
 */
export async function createOfficeService(given: OfficeServiceOptions): Promise<OfficeService> {
  const options = ownWith(given, "publicUrl", "store", "registry", "credentials", "signers");
  const { store } = options;
  const now = options.now ?? (() => Math.floor(Date.now() / 1000));
  const publicUrl = readPublicUrl(options.publicUrl);
  const settings = { ...options, now, publicUrl };
  const issuance = createIssuance(settings);
  const bridging = await createBridging(settings, issuance);
  const metrics = await createOfficeMetrics({ version: options.version });
  const app = await buildHttp({ ...options, metrics });
  const recognition: Recognition = {
    ...{ store, cookies: officeCookies(publicUrl), origins: ownOrigins(publicUrl), now },
    stepUp: options.signIn?.stepUp,
  };
  const routes = guardRoutes(app, recognition);
  await limitCalls(app, {
    nameOf: async (request) => (await recognise(request, recognition))?.caller.name,
    maxCallsPerMinute: options.maxCallsPerMinute,
  });
  await documentRoutes(app, {
    title: "civicproof office",
    description: "Issues credentials from registers, to people who prove that they are the person in the file.",
    publicUrl,
  });
  takeForms(app);
  // The description is complete when these are registered after it.
  await app.register(async (scope) => {
    // Apart from the desk, whose sessions are for its own pages alone.
    await scope.register(async (wallets) => {
      allowOtherOrigins(wallets);
      addWalletRoutes(wallets, { settings, issuance, metrics, publicUrl });
      if (bridging !== undefined) addBridgeRoutes(wallets, { bridging, publicUrl });
    });
    addDeskRoutes(scope, { settings, issuance, publicUrl, now });
    addSessionRoutes(scope, { ...options, recognition, publicUrl });
    if (options.desk !== undefined) serveDesk(scope, options.desk);
    if (options.publicDirectory !== undefined) serveFiles(scope, options.publicDirectory, "/registry");
    addOperation(scope, options, metrics);
  });
  const sweepAll = async (): Promise<void> => {
    await Promise.all([store.offers.sweep(), store.sessions.sweep()]);
    await store.bridges.sweep();
  };
  const sweep = (): void =>
    void sweepAll().catch((error: unknown) => {
      app.log.warn({ defect: describeError(error) }, "old offers and sessions have to wait to be deleted");
    });
  const timer = setInterval(sweep, 1_000 * SWEEP_SECONDS);
  timer.unref();
  return {
    app,
    metrics,
    routes,
    async close() {
      clearInterval(timer);
      await app.close();
    },
  };
}

/** The routes of those who operate the office. */
function addOperation(app: FastifyInstance, { store }: OfficeServiceOptions, metrics: OfficeMetrics): void {
  const config = { access: "everybody", rateLimit: false } as const;
  app.get("/health/live", { config }, async () => ({ status: "ok" }));
  app.get("/health", { config }, async (_request, reply) => {
    try {
      await store.health();
      return { status: "ok" };
    } catch (error) {
      app.log.error({ part: "store", defect: describeError(error) }, "not ready");
      reply.code(503);
      return { status: "unavailable", failing: ["store"] };
    }
  });
  app.get("/metrics", { config }, async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.render();
  });
}
