/** Clocks that step back, at midnight and where one period becomes the next. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { createVerifierService, type VerifierService } from "../../src/portal/server/service.ts";
import { openStorage, type ServiceStorage } from "../../src/portal/server/storage.ts";
import { fromAuthorizationRequest } from "../../src/presentation/proof/openid4vp.ts";
import { createTestPortal } from "../portal.ts";
import { fieldFrom } from "../trapdoor.ts";
import { REGISTRY_ID } from "../world.ts";

const at = (text: string): number => Date.parse(text) / 1000;
const BEFORE_MIDNIGHT = at("2026-11-30T23:59:50Z");
const AFTER_MIDNIGHT = at("2026-12-01T00:00:10Z");

const portal = createTestPortal({ nowSeconds: at("2026-11-30T12:00:00Z") });
let clock = BEFORE_MIDNIGHT;
let storage: ServiceStorage;
let service: VerifierService;
beforeAll(async () => {
  storage = await openStorage({ url: "memory:" });
  service = await createVerifierService({
    policy: { ...portal.policy, policy: { ...portal.policy.policy, grid: "month/2026-01-01/0" } },
    verifier: "benefits.example.org",
    registry: REGISTRY_ID,
    origin: "https://benefits.example.org",
    publicUrl: "http://127.0.0.1",
    storage,
    verificationKeys: { age: portal.trapdoor.key },
    readStatements: async () => portal.statementsAt(clock),
    maxRootAgeSeconds: 7_200,
    appealSeconds: 0,
    logLevel: "silent",
    now: () => clock,
  });
});
afterAll(async () => {
  await service.close();
  await storage.close();
});

async function ask() {
  const made = await service.app.inject({ method: "POST", url: "/requests", payload: { recipient: "case 1" } });
  const { id } = made.json<{ id: string }>();
  const { request } = fromAuthorizationRequest((await service.app.inject(`/requests/${id}`)).json());
  return { id, request };
}

/** A person's nullifier differs from period to period, as in the circuit. */
async function answer({ id, request }: Awaited<ReturnType<typeof ask>>, person: string): Promise<string> {
  const presentation = portal.present(request, { nullifier: fieldFrom(`${person} in ${request.period}`) });
  const payload = { state: id, vp_token: { eligibility: [presentation] } };
  const response = await service.app.inject({ method: "POST", url: "/responses", payload });
  const { outcome, error } = response.json<{ outcome?: string; error?: { code: string } }>();
  return outcome ?? error!.code;
}

it("pays nobody twice, whatever the clock does around midnight at the end of a month", async () => {
  clock = BEFORE_MIDNIGHT;
  const november = await ask();
  const lateNovember = await ask();
  expect(november.request).toMatchObject({ period: 20261101, today: "2026-11-30" });
  // The request was made before midnight; its answer after midnight counts for the old month.
  clock = AFTER_MIDNIGHT;
  expect(await answer(november, "Ada")).toBe("accepted");
  const december = await ask();
  expect(december.request).toMatchObject({ period: 20261201, today: "2026-12-01" });
  expect(await answer(december, "Ada")).toBe("accepted");

  // The clock steps back over midnight: it is November again, and Ada has claimed in it.
  clock = BEFORE_MIDNIGHT;
  const again = await ask();
  expect(again.request.period).toBe(20261101);
  expect(await answer(again, "Ada")).toBe("already-used");
  expect(await answer(again, "Ben")).toBe("accepted");
  expect(await answer(lateNovember, "Ada")).toBe("already-used");
  expect(await answer(await ask(), "Ben")).toBe("already-used");
  // A request for a day that has not come by this clock waits until it comes.
  expect(await answer(december, "Ada")).toBe("REQUEST_INVALID");
  clock = AFTER_MIDNIGHT;
  // An answer from before the step is still the answer to its own request only.
  expect(await answer(december, "Ada")).toBe("accepted");
  expect(await answer(december, "Ben")).toBe("already-used");
});

it("lets an expired request live again for its first answer only", async () => {
  clock = BEFORE_MIDNIGHT;
  const asked = await ask();
  expect(await answer(asked, "Cleo")).toBe("accepted");
  clock += 700;
  expect(await answer(asked, "Cleo")).toBe("REQUEST_EXPIRED");
  clock = BEFORE_MIDNIGHT;
  expect(await answer(asked, "Dan")).toBe("already-used");
  expect(await answer(await ask(), "Cleo")).toBe("already-used");
});

it("keeps a period closed that was pruned, though the clock steps back into it", async () => {
  clock = AFTER_MIDNIGHT;
  await service.sweep();
  clock = BEFORE_MIDNIGHT;
  const asked = await ask();
  expect(asked.request.period).toBe(20261101);
  for (const person of ["Ada", "Eve"]) expect(await answer(asked, person)).toBe("PERIOD_CLOSED");
  clock = AFTER_MIDNIGHT;
  expect(await answer(await ask(), "Eve")).toBe("accepted");
  expect(await answer(await ask(), "Ada")).toBe("already-used");
});
