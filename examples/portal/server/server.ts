/** One server for the three apps: pages, artifacts, and the few calls that they make. */
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastify, { type FastifyInstance } from "fastify";
import { CivicproofError } from "../../../src/core/errors.ts";
import { defaultArtifactsDirectory, openArtifacts } from "../../../src/node.ts";
import { CIRCUIT_NAMES, loadVerificationKey } from "../../../src/verifier.ts";
import cityPass from "../../policies/city-pass.json" with { type: "json" };
import petition from "../../policies/city-petition.json" with { type: "json" };
import energyCap from "../../policies/energy-cost-cap.json" with { type: "json" };
import seniorPass from "../../policies/senior-annual-pass.json" with { type: "json" };
import { type Benefits, openBenefits, titles } from "./benefits.ts";
import { bundleWeb, PAGES, type WebFiles } from "./bundle.ts";
import { type Office, openOffice } from "./office.ts";

/** No inline script or style, nothing from elsewhere; the wallet also calls the office. */
const contentSecurityPolicy = (office: string): string =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self' ${office}; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export interface RunningPortal {
  readonly origin: string;
  readonly office: Pick<Office, "url" | "demonstration">;
  close(): Promise<void>;
}

export interface PortalOptions {
  /** Of the pages; the office has the next one. 0 for any free ones. */
  readonly port: number;
  /** Seconds since the epoch. */
  readonly now?: () => number;
}

/** Starts the portal on the loopback interface. */
export async function startPortal({
  port,
  now = () => Math.floor(Date.now() / 1000),
}: PortalOptions): Promise<RunningPortal> {
  const app = fastify({ bodyLimit: 64_000 });
  const { files } = await bundleWeb();
  const artifacts = await openArtifacts();
  const verificationKeys = new Map(
    await Promise.all(
      CIRCUIT_NAMES.map(
        async (circuit) =>
          [circuit, await loadVerificationKey({ circuit, ...artifacts, allowDevelopmentKeys: true })] as const,
      ),
    ),
  );
  const office = await openOffice({ port: port === 0 ? 0 : port + 1, now });

  app.addHook("onSend", async (_request, reply) => {
    reply.headers({
      "Content-Security-Policy": contentSecurityPolicy(office.url),
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cross-Origin-Resource-Policy": "same-origin",
    });
  });
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof CivicproofError) return reply.status(422).send({ code: error.code, message: error.message });
    const { statusCode = 500 } = error as { statusCode?: number };
    return reply.status(statusCode).send({ code: statusCode === 404 ? "NOT_FOUND" : "REFUSED", message: "Refused" });
  });
  // An address that nobody knows gets a page that says so and leads on; a call gets a code.
  app.setNotFoundHandler((request, reply) => {
    if (!request.headers.accept?.includes("text/html")) return reply.status(404).send({ code: "NOT_FOUND" });
    return reply.status(404).type("text/html").send(shell("missing"));
  });
  // Its requests name the origin, which is known when the server listens.
  let benefits: Benefits | undefined;
  servePages(app, files);
  serveArtifacts(app);
  serveOffice(app, office);
  serveBenefits(app, () => benefits!);
  await app.listen({ port, host: "127.0.0.1" });
  const origin = `http://localhost:${(app.server.address() as AddressInfo).port}`;
  benefits = openBenefits({
    policies: [cityPass, seniorPass, energyCap, petition],
    verificationKeys,
    registry: office.registryId,
    statements: office.statements,
    origin,
    // The wallet answers for the host that asks; a portal of several hosts has them listed by its registry.
    verifier: new URL(origin).hostname,
    now,
  });
  return {
    origin,
    office,
    async close() {
      await app.close();
      await office.close();
    },
  };
}

function servePages(app: FastifyInstance, files: WebFiles["files"]): void {
  for (const page of PAGES.filter((each) => each !== "missing")) {
    app.get(page === "home" ? "/" : `/${page}`, async (_request, reply) => reply.type("text/html").send(shell(page)));
  }
  for (const [path, { type, content }] of files) {
    app.get(path, async (_request, reply) => reply.type(type).send(Buffer.from(content)));
  }
  const population = fileURLToPath(new URL("../../data/population.csv", import.meta.url));
  app.get("/population.csv", async (_request, reply) => reply.type("text/csv").send(await readFile(population)));
}

/** An empty page; its script fills it. */
function shell(page: string): string {
  return `<!doctype html>
<html lang="en" class="govuk-template">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>civicproof portal</title>
<link rel="stylesheet" href="/assets/style.css">
<link rel="icon" href="data:,">
<script type="module" src="/assets/${page}.js"></script>
</head>
<body class="govuk-template__body"><noscript>This page needs JavaScript: the proof is made on your own device.</noscript></body>
</html>
`;
}

/** Only what the manifest names: the path is looked up, never joined. */
function serveArtifacts(app: FastifyInstance): void {
  const directory = defaultArtifactsDirectory();
  for (const circuit of CIRCUIT_NAMES) {
    const paths = [`build/${circuit}/circuit.wasm`, `build/${circuit}/circuit.cpk`, `vkeys/${circuit}.json`];
    for (const path of paths) {
      app.get(`/artifacts/${path}`, async (_request, reply) => {
        const type = path.endsWith(".json") ? "application/json" : "application/octet-stream";
        return reply.type(type).send(await readFile(join(directory, path)));
      });
    }
  }
}

const code = { type: "string", pattern: "^[0-9A-Z]{4}-[0-9A-Z]{4}$" } as const;
const params = (...names: readonly string[]) => ({
  type: "object",
  properties: Object.fromEntries(
    names.map((name) => [name, name === "code" ? code : { type: "string", maxLength: 40 }]),
  ),
});

/** Answers 404 for undefined. */
function found<T>(value: T | undefined): T {
  if (value === undefined) throw Object.assign(new Error("Not found"), { statusCode: 404 });
  return value;
}

function serveOffice(app: FastifyInstance, { url, demonstration, registry }: Office): void {
  app.get("/office/api/place", async () => ({ url }));
  app.get("/office/api/demonstration", async () => ({ url, ...demonstration }));
  // Downloaded whole by every wallet, so nobody is asked about one credential.
  app.get("/registry/snapshot.json", async () => (await registry()).snapshot());
  app.get<{ Params: { issuer: string } }>(
    "/registry/status/:issuer",
    { schema: { params: params("issuer") } },
    async ({ params: { issuer } }, reply) => {
      const now = await registry();
      const index = found(now.issuers.positions.at(Number(issuer)) && Number(issuer));
      return reply.type("application/octet-stream").send(Buffer.from(now.statusBits(index)));
    },
  );
}

function serveBenefits(app: FastifyInstance, benefits: () => Benefits): void {
  app.get("/benefits/api/programmes", async () =>
    benefits().programmes.map(({ id, policy }) => ({
      id,
      title: titles(policy),
      policy: policy.policy,
      schema: policy.schema,
    })),
  );
  // The calls of civicproof/components' claimService, one for claims online and one for claims on paper.
  for (const kind of ["claims", "paper-claims"] as const) {
    const path = `/benefits/api/programmes/:id/${kind}`;
    app.post<{ Params: { id: string } }>(path, { schema: { params: params("id") } }, async ({ params: { id } }) => {
      const { code, ...claim } = found(benefits().open(id, { paper: kind === "paper-claims" }));
      return { id: code, code, link: `/wallet#request=${code}`, ...claim };
    });
    const one = { schema: { params: params("id", "code") } };
    type One = { Params: { id: string; code: string }; Headers: { authorization?: string } };
    const tokenOf = ({ authorization = "" }: One["Headers"]): string => authorization.replace(/^Bearer /, "");
    app.get<One>(`${path}/:code`, one, async ({ params: { code }, headers }) =>
      found(benefits().state(code, tokenOf(headers))),
    );
    app.delete<One>(`${path}/:code`, one, async ({ params: { code }, headers }, reply) => {
      found(benefits().stop(code, tokenOf(headers)) || undefined);
      return reply.status(204).send();
    });
  }
  app.get<{ Params: { code: string } }>(
    "/benefits/api/claims/:code",
    { schema: { params: params("code") } },
    async ({ params: { code } }) => ({ known: found(benefits().isKnown(code) || undefined) }),
  );
  app.get<{ Params: { code: string } }>(
    "/benefits/api/claims/:code/request",
    { schema: { params: params("code") } },
    async ({ params: { code } }) => found(benefits().request(code)),
  );
  app.post<{ Params: { code: string } }>(
    "/benefits/api/claims/:code/presentation",
    { schema: { params: params("code") } },
    async ({ params: { code }, body }) => found(await benefits().answer(code, body)),
  );
  app.post<{ Params: { code: string } }>(
    "/benefits/api/claims/:code/decline",
    { schema: { params: params("code") } },
    async ({ params: { code } }) => ({ declined: found(benefits().decline(code) || undefined) }),
  );
  // The counter's two calls belong behind the office's sign-in; this example has none.
  app.get("/counter/api/kit", async () => benefits().kit());
  app.post<{ Body: { text?: unknown } }>(
    "/counter/api/settle",
    { schema: { body: { type: "object" } } },
    async ({ body: { text } }) => ({ outcome: await benefits().settlePaper(text) }),
  );
}
