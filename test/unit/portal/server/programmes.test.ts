/** Several programmes in one process: each has its own paths, keys and results, and none has anything of another. */
import { describe, expect, it } from "vitest";
import { didWebUrl, type FetchText } from "../../../../src/core/openid/did-web.ts";
import { hashApiKey } from "../../../../src/core/service/access.ts";
import { generateResultKey } from "../../../../src/portal/server/results.ts";
import {
  createVerifierServices,
  type VerifierService,
  type VerifierServicesOptions,
} from "../../../../src/portal/server/service.ts";
import { openStorage } from "../../../../src/portal/server/storage.ts";
import { fetchSignedRequest, type RequestFetch } from "../../../../src/presentation/openid/request-link.ts";
import { fromAuthorizationRequest } from "../../../../src/presentation/proof/openid4vp.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { NOW_SECONDS } from "../../../world.ts";
import { optionsOf } from "./host.ts";

const portals = { age: createTestPortal(), residency: createTestPortal({ circuit: "residency" }) };
const KEYS = { age: "the key of the age programme", residency: "the key of the residency programme" };
type Name = keyof typeof portals;

const DID = "did:web:verifier.example.org";

const away = async (): Promise<never> => {
  throw new Error("no route to the registry");
};

async function settingsOf(
  change: Partial<Record<Name, object>> = {},
): Promise<VerifierServicesOptions & { readonly storage: { close(): Promise<void> } }> {
  const storage = await openStorage({ url: "memory:" });
  const programme = async (name: Name) => ({
    ...optionsOf(portals[name], storage),
    apiKeys: [{ name: "portal", sha256: hashApiKey(KEYS[name]) }],
    resultKeys: [await generateResultKey()],
    ...change[name],
  });
  const { publicUrl } = optionsOf(portals.age, storage);
  return {
    ...{ publicUrl, storage, logLevel: "silent", now: () => NOW_SECONDS },
    programmes: { age: await programme("age"), residency: await programme("residency") },
  };
}

async function call(
  service: VerifierService,
  method: "GET" | "POST" | "DELETE",
  url: string,
  key = "",
  payload?: object,
) {
  const headers = key === "" ? {} : { authorization: `Bearer ${key}` };
  const response = await service.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  return { status: response.statusCode, body: response.body === "" ? {} : response.json() };
}

async function ask(service: VerifierService, name: Name) {
  const made = await call(service, "POST", `/${name}/requests`, KEYS[name], { recipient: "case 1" });
  expect(made.status).toBe(201);
  expect(made.body.requestUri).toBe(`https://verifier.example.org/${name}/requests/${made.body.id}`);
  const shown = await call(service, "GET", `/${name}/requests/${made.body.id}`);
  expect(shown.body.response_uri).toBe(`https://verifier.example.org/${name}/responses`);
  return { id: made.body.id as string, request: fromAuthorizationRequest(shown.body).request };
}

const answer = (service: VerifierService, name: Name, portal: TestPortal, asked: Awaited<ReturnType<typeof ask>>) =>
  call(service, "POST", `/${name}/responses`, "", {
    state: asked.id,
    vp_token: { eligibility: [portal.present(asked.request)] },
  });

describe("programmes of one process", () => {
  it("each decide and sign their own requests", async () => {
    const settings = await settingsOf();
    const service = await createVerifierServices(settings);
    const results: Record<string, string> = {};
    for (const name of ["age", "residency"] as const) {
      const asked = await ask(service, name);
      const other = name === "age" ? "residency" : "age";
      expect((await answer(service, other, portals[name], asked)).body.error).toMatchObject({ path: "state" });
      expect(await answer(service, name, portals[name], asked)).toMatchObject({ body: { outcome: "accepted" } });
      // One programme's key opens nothing of another, and another's paths don't have the request.
      for (const [path, key, status] of [
        [`/${name}/requests/${asked.id}/result`, KEYS[other], 401],
        [`/${other}/requests/${asked.id}/result`, KEYS[name], 401],
        [`/${other}/requests/${asked.id}/result`, KEYS[other], 404],
        [`/${name}/requests/${asked.id}/result`, KEYS[name], 200],
      ] as const)
        expect((await call(service, "GET", path, key)).status).toBe(status);
      results[name] = (await call(service, "GET", `/${name}/.well-known/jwks.json`)).body.keys[0].kid;
      expect((await call(service, "DELETE", `/${name}/requests/${asked.id}/result`, KEYS[other])).status).toBe(401);
    }
    expect(results.age).not.toBe(results.residency);
    const metrics = (await service.app.inject("/metrics")).body;
    expect(metrics).toContain('civicproof_jobs_total{programme="age",result="accepted"} 1');
    expect((await call(service, "GET", "/requests/AAAAAAAAAAAAAAAAAAAAAA")).status).toBe(404);
    await service.close();
    await settings.storage.close();
  });

  it("sign their requests each as its own party, and show its DID below its name", async () => {
    const party = async (name: Name) => {
      const key = await generateResultKey();
      return { requestIdentity: { prefix: "decentralized_identifier", key, keyId: `${DID}:${name}#key-1` } };
    };
    const settings = await settingsOf({ age: await party("age") });
    const service = await createVerifierServices(settings);
    const { body } = await call(service, "GET", "/age/did.json");
    expect(`https://verifier.example.org/age/did.json`).toBe(didWebUrl(body.id));
    const made = await call(service, "POST", "/age/requests", KEYS.age, { recipient: "case 1" });
    const network: RequestFetch = async (url, { method, headers, body }) => {
      const payload = body === undefined ? {} : { body };
      const answer = await service.app.inject({ method, url: new URL(url).pathname, headers, ...payload });
      return { ok: answer.statusCode === 200, status: answer.statusCode, text: async () => answer.body };
    };
    const fetchText: FetchText = (url, { signal }) =>
      network(url, { method: "GET", headers: {}, signal, redirect: "error" });
    const opened = await fetchSignedRequest(made.body.link, { nowSeconds: NOW_SECONDS, fetch: network, fetchText });
    expect(opened.clientId).toBe(`decentralized_identifier:${DID}:age`);
    // The other programme signs nothing.
    expect((await call(service, "GET", "/residency/did.json")).status).toBe(404);
    await ask(service, "residency");
    await service.close();
    await settings.storage.close();
  });

  it("go on when another's registry is away, and say so", async () => {
    const settings = await settingsOf({ residency: { readStatements: away } });
    const service = await createVerifierServices(settings);
    const failing = ["registry of residency"];
    expect(await call(service, "GET", "/health")).toEqual({ status: 200, body: { status: "ok", failing } });
    expect(await call(service, "GET", "/age/health")).toEqual({ status: 200, body: { status: "ok" } });
    expect(await call(service, "GET", "/residency/health")).toEqual({
      ...{ status: 503, body: { status: "unavailable", failing } },
    });
    expect(await answer(service, "age", portals.age, await ask(service, "age"))).toMatchObject({ status: 200 });
    await service.close();
    await settings.storage.close();
  });

  it("are refused when two are one service, share an API key, or have the name of a path", async () => {
    const settings = await settingsOf();
    const { age, residency } = settings.programmes;
    const cases: [programmes: object, path: string][] = [
      [{ age, residency: { ...residency, apiKeys: age!.apiKeys } }, "apiKeys"],
      [{ age: { ...age, tenant: "t" }, again: { ...age, tenant: "t", apiKeys: [] } }, "tenant"],
      [{ health: age }, "programmes"],
      [{ "a/b": age }, "programmes"],
      [{}, "programmes"],
    ];
    for (const [programmes, path] of cases)
      await expect(createVerifierServices({ ...settings, programmes } as never)).rejects.toMatchObject({
        ...{ code: "INPUT_INVALID", path },
      });
    await settings.storage.close();
  });

  it("are described apart, each operation with a name of its own, and what they share by name", async () => {
    const settings = await settingsOf();
    const service = await createVerifierServices(settings);
    const { paths, components } = (await service.app.inject("/documentation/json")).json();
    const operations = Object.values<Record<string, { operationId?: string }>>(paths).flatMap((each) =>
      Object.values(each),
    );
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(["age_createRequest", "residency_createRequest", "health", "age_health"]),
    );
    expect(Object.keys(components.schemas).sort()).toEqual([
      "Answer",
      "AuthorizationRequest",
      "NewRequest",
      "Refusal",
      "Result",
    ]);
    const { responses } = paths["/age/requests"].post;
    expect(responses["201"]).toMatchObject({
      ...{
        description: "Made",
        content: { "application/json": { schema: { $ref: "#/components/schemas/NewRequest" } } },
      },
    });
    expect(responses["401"].content["application/json"].schema.$ref).toBe("#/components/schemas/Refusal");
    await service.close();
    await settings.storage.close();
  });
});
