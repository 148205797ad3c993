/**
 * The registry office: the service of `civicproof/office` over a register in a file, with the desk's own screens. It is at
 * an address of its own, as in reality. Its keys and its tables live as long as the process.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildDeskPage } from "../../../scripts/build-desk-page.ts";
import {
  createStatement,
  createStatusRegistry,
  DEFAULT_INTERVAL_SECONDS,
  generatePrivateKey,
  generateRegistryKeys,
  openRegistryKeys,
  parseSchema,
  type RegistryStatement,
  type StatusRegistry,
  schemaId,
} from "../../../src/issuer.ts";
import { createOfficeService, openCsvSource, openLocalSigner, openOfficeStore } from "../../../src/office/index.ts";
import { applyJournal } from "../../../src/office/publish/journal.ts";
import schemaJson from "../../policies/schema.json" with { type: "json" };

export const SCHEMA = parseSchema(schemaJson);
/** The register. Nobody in it exists. */
const REGISTER = fileURLToPath(new URL("../residents.csv", import.meta.url));
const MAPPING = {
  columns: {
    ...{ birthDate: "born", district: "district", residentSince: "since", householdSize: "household" },
    ...{ annualIncome: "income", disabled: "disabled", student: "student" },
  },
  formats: { annualIncome: { decimals: 2 } },
  ignore: ["name"],
} as const;

/** Statements that the portal gets to see. */
const MAX_SHOWN = 200;

export interface Office {
  /** Where it is: `/desk` has its screens. */
  readonly url: string;
  /** Whom people here can be, and the key of the demonstration's clerk: at a real office people sign in. */
  readonly demonstration: {
    readonly key: string;
    readonly people: readonly { readonly number: string; readonly name: string; readonly born: string }[];
  };
  readonly registryId: string;
  /** The registry as it is now. */
  readonly registry: () => Promise<StatusRegistry>;
  /**
   * What the portal accepts. Nobody who tries this out waits for the full hour, so here a revocation shows at once; an
   * office of the real world publishes once an hour, with `publishOffice`.
   */
  readonly statements: () => Promise<readonly RegistryStatement[]>;
  close(): Promise<void>;
}

/** Opens an office and its port. @param port 0 for any free one */
export async function openOffice({ port, now }: { port: number; now: () => number }): Promise<Office> {
  const folder = await mkdtemp(join(tmpdir(), "civicproof-portal-"));
  const url = `http://localhost:${port === 0 ? await freePort() : port}`;
  const keys = await openRegistryKeys(await generateRegistryKeys());
  const store = await openOfficeStore({
    database: `sqlite:${join(folder, "office.db")}`,
    registry: keys.registry,
    subjectKey: randomBytes(32),
    // Sheets of paper are good for a day, and made under roots that are good for two hours.
    limits: { maxRootAgeSeconds: 86_400 + 7_200, intervalSeconds: DEFAULT_INTERVAL_SECONDS },
    now,
  });
  const signer = openLocalSigner(generatePrivateKey());
  await store.issuers.add(signer, [String(schemaId(SCHEMA))], "portal");
  const key = await store.keys.add("clerk", "clerk", "portal");
  const source = await openCsvSource({ file: REGISTER, subject: "number", schema: SCHEMA, mapping: MAPPING });
  const service = await createOfficeService({
    ...{ publicUrl: url, displayName: "City registry office", store, registry: keys.registry, signers: [signer], now },
    credentials: [{ schema: SCHEMA, source }],
    desk: await buildDeskPage(),
    logLevel: "error",
  });
  await service.app.listen({ port: Number(new URL(url).port), host: "127.0.0.1" });

  const registry = createStatusRegistry({ id: keys.registry });
  let reading: Promise<unknown> = Promise.resolve();
  const current = (): Promise<StatusRegistry> => {
    const next = reading.then(async () => {
      await applyJournal(registry, await store.seal(now()), await store.issuers.list());
      return registry;
    });
    reading = next.catch(() => {});
    return next;
  };
  let shown: readonly RegistryStatement[] = [];
  return {
    url,
    demonstration: { key, people: await readPeople() },
    registryId: keys.registry,
    registry: current,
    async statements() {
      await current();
      const last = shown.at(-1);
      const timeSeconds = now() - (now() % DEFAULT_INTERVAL_SECONDS);
      if (last?.statusRoot !== registry.statusRoot || last.timeSeconds !== timeSeconds)
        shown = [...shown, createStatement({ registry, timeSeconds })].slice(-MAX_SHOWN);
      return shown;
    },
    async close() {
      await service.close();
      await reading;
      await source.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function readPeople(): Promise<Office["demonstration"]["people"]> {
  const [, ...lines] = (await readFile(REGISTER, "utf8")).trim().split("\n");
  return lines.map((line) => {
    const [number = "", name = "", born = ""] = line.split(",");
    return { number, name, born };
  });
}

/** The office's address is part of what it says, so it is known before the port opens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
