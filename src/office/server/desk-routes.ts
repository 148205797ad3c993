/** The routes of the desk: clerks, approvers, auditors, administrators. */
import type { FastifyInstance } from "fastify";
import { dateAt, formatDate } from "../../core/dates.ts";
import { schemaReference } from "../../credentials/credential/schema.ts";
import type { Role } from "../store/keys.ts";
import type { StatusWish } from "../store/queue.ts";
import { callerName } from "./access.ts";
import type { Issuance, OfferWish } from "./issuance.ts";
import { credentialOffer, offerLink } from "./offer-link.ts";
import { OFFICE_SCHEMAS } from "./schemas.ts";
import type { OfficeSettings } from "./settings.ts";

/** Entries of the log in one answer. */
const LOG_PAGE = 1_000;

export function addDeskRoutes(
  app: FastifyInstance,
  {
    settings,
    issuance,
    publicUrl,
    now,
  }: {
    readonly settings: OfficeSettings;
    readonly issuance: Issuance;
    readonly publicUrl: string;
    readonly now: () => number;
  },
): void {
  const { store } = settings;
  const forRoles = (...access: readonly Role[]) => ({ config: { access } });
  const change = (...access: readonly Role[]) => ({ config: { access, isChange: true } });

  app.post<{ Body: OfferWish }>(
    "/desk/offers",
    { schema: OFFICE_SCHEMAS.makeOffer, ...change("clerk") },
    async (request, reply) => {
      const { code, ...made } = await issuance.offer(request.body, callerName(request));
      const hasTransactionCode = made.transactionCode !== undefined;
      const { credential } = request.body;
      reply.code(201).header("cache-control", "no-store");
      return { ...made, link: offerLink(credentialOffer({ issuer: publicUrl, credential, code, hasTransactionCode })) };
    },
  );

  app.get<{ Params: { id: string } }>(
    "/desk/offers/:id",
    { schema: OFFICE_SCHEMAS.offerProgress, ...forRoles("clerk") },
    async ({ params }, reply) => {
      reply.header("cache-control", "no-store");
      // An offer that is over is forgotten after ten minutes.
      return (await store.offers.progress(params.id)) ?? { state: "gone", triesLeft: null, expiresAtSeconds: 0 };
    },
  );

  // A body, because an identifier has no place in an address: those are in everybody's logs.
  app.post<{ Body: { subject: string } }>(
    "/desk/person",
    { schema: OFFICE_SCHEMAS.person, ...forRoles("clerk", "approver") },
    async ({ body }) => issuance.person(body.subject),
  );

  app.post<{ Body: Omit<StatusWish, "actor"> }>(
    "/desk/status",
    { schema: OFFICE_SCHEMAS.status, ...change("clerk") },
    async (request, reply) => {
      const answer = await store.queue.change({ ...request.body, actor: callerName(request) });
      if ("done" in answer) return { state: "done" };
      reply.code(202);
      return { state: "waiting", id: answer.waiting };
    },
  );

  app.get("/desk/queue", { schema: OFFICE_SCHEMAS.queue, ...forRoles("clerk", "approver") }, async () => ({
    entries: (await store.queue.list()).map(({ schemaId, ...entry }) => {
      const kind = issuance.kinds.get(schemaId);
      return { ...entry, credential: kind === undefined ? schemaId : schemaReference(kind.schema) };
    }),
  }));

  app.post<{ Params: { id: string }; Body: { approve: boolean } }>(
    "/desk/queue/:id",
    { schema: OFFICE_SCHEMAS.decide, ...change("approver") },
    async (request) => store.queue.decide(request.params.id, request.body.approve, callerName(request)),
  );

  app.get<{ Querystring: { from?: string } }>(
    "/desk/log",
    { schema: OFFICE_SCHEMAS.log, ...forRoles("auditor") },
    async ({ query }) => ({
      verified: await store.verifyLog(),
      entries: await store.log(Number(query.from ?? 1), LOG_PAGE),
    }),
  );

  app.post<{ Body: { name: string; role: Role } }>(
    "/desk/keys",
    { schema: OFFICE_SCHEMAS.makeKey, ...change("administrator") },
    async (request, reply) => {
      const { name, role } = request.body;
      const key = await store.keys.add(name, role, callerName(request));
      reply.code(201).header("cache-control", "no-store");
      return { name, key };
    },
  );

  app.delete<{ Params: { name: string } }>(
    "/desk/keys/:name",
    { schema: OFFICE_SCHEMAS.endKey, ...change("administrator") },
    async (request, reply) => {
      await store.keys.end(request.params.name, callerName(request));
      return reply.code(204).send();
    },
  );

  app.get("/desk/keys", { schema: OFFICE_SCHEMAS.keys, ...forRoles("administrator") }, async () => ({
    keys: await store.keys.list(),
  }));

  app.get("/desk/sessions", { schema: OFFICE_SCHEMAS.sessions, ...forRoles("administrator") }, async () => ({
    sessions: await store.sessions.list(),
  }));

  // A body, because the name of a person has no place in an address.
  app.post<{ Body: { name: string } }>(
    "/desk/sessions/end",
    { schema: OFFICE_SCHEMAS.endSessions, ...change("administrator") },
    async (request, reply) => {
      await store.sessions.endOf(request.body.name, callerName(request));
      return reply.code(204).send();
    },
  );

  app.get("/desk/issuers", { schema: OFFICE_SCHEMAS.issuers, ...forRoles("auditor", "administrator") }, async () => {
    const today = formatDate(dateAt(now()));
    const issuers = await store.issuers.list();
    return {
      issuers: await Promise.all(
        issuers.map(async ({ possession: _, ...issuer }) => ({
          ...issuer,
          ...(await store.issuers.use(issuer.issuerIndex, today)),
        })),
      ),
    };
  });
}
