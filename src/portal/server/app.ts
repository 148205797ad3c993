/** The HTTP server of a process that takes presentations in: limits, documentation, and the routes of each programme. */
import type { FastifyInstance } from "fastify";
import { documentRoutes } from "../../core/service/documentation.ts";
import { takeForms } from "../../core/service/forms.ts";
import { buildHttp, type HttpOptions } from "../../core/service/http.ts";
import { limitCalls } from "../../core/service/limits.ts";
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
  const { programmes, publicUrl } = options;
  await limitCalls(app, {
    // A key that is good for one programme is counted as that, whatever it is tried on.
    nameOf({ headers }) {
      const names = programmes.map(({ name, access }) => {
        const key = access.nameOf(headers.authorization);
        return key === undefined ? undefined : `${name}/${key}`;
      });
      return names.find((name) => name !== undefined);
    },
    maxCallsPerMinute: options.maxCallsPerMinute,
    maxNamedCallsPerMinute: options.maxPortalCallsPerMinute,
  });
  for (const schema of NAMED_SCHEMAS) app.addSchema(schema);
  await documentRoutes(app, {
    title: "civicproof verifier",
    description: "Asks for proofs of eligibility, verifies them, and never accepts the same person twice.",
    publicUrl,
  });
  takeForms(app);
  for (const programme of programmes) {
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
