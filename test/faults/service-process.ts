/** A verifier service, or only its web or worker half, as a process that is made to be killed. Says its URL. */
import { writeSync } from "node:fs";
import { serviceIdentity } from "../../src/portal/server/identity.ts";
import { openPostgresQueue } from "../../src/portal/server/queue-postgres.ts";
import { createVerifierService } from "../../src/portal/server/service.ts";
import { openStorage } from "../../src/portal/server/storage.ts";
import { createTestPortal } from "../portal.ts";
import { GRID, NOW_SECONDS, REGISTRY_ID } from "../world.ts";

export interface ServiceTask {
  readonly store: string;
  readonly queue?: string;
  readonly role?: "all" | "web" | "worker";
  readonly threads?: number;
  /** So that a restarted service has the address of the killed one. */
  readonly port?: number;
  readonly maxCallsPerMinute?: number;
}

const { store, queue, role = "all", threads = 0, port = 0, ...rest } = JSON.parse(process.argv[2]!) as ServiceTask;
const portal = createTestPortal();
const [verifier, origin] = ["benefits.example.org", "https://benefits.example.org"];
const name = serviceIdentity({ verifier, origin, registry: REGISTRY_ID, policyHash: portal.policy.policyHash });
const storage = await openStorage({ url: store });
const service = await createVerifierService({
  policy: portal.policy,
  verifier,
  origin,
  publicUrl: "http://127.0.0.1",
  storage,
  verificationKeys: { age: portal.trapdoor.key },
  readStatements: async () => portal.statements,
  maxRootAgeSeconds: 7_200,
  appealSeconds: 86_400,
  registry: REGISTRY_ID,
  grid: GRID,
  queue: queue === undefined ? undefined : await openPostgresQueue({ url: queue, services: [name], timeoutSeconds: 4 }),
  role,
  threads,
  maxCallsPerMinute: 10_000_000,
  logLevel: "silent",
  now: () => NOW_SECONDS,
  ...rest,
});
process.once("SIGTERM", async () => {
  await service.close();
  await storage.close();
});
const url = await service.app.listen({ host: "127.0.0.1", port });
writeSync(1, `${url}\n`);
