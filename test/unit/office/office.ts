/** An office at https://city.example.org with a clock of its own, an authority that certifies, and wallets. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LightMyRequestResponse } from "fastify";
import { hexToBytes } from "../../../src/core/bytes.ts";
import { generateHolderSecret, type HolderSecret } from "../../../src/credentials/credential/holder.ts";
import { schemaId } from "../../../src/credentials/credential/schema.ts";
import { generateRegistryKeys, openRegistryKeys } from "../../../src/credentials/registry/registry-keys.ts";
import { createOfficeService } from "../../../src/office/server/service.ts";
import type { OfficeEnrolment, OfficeServiceOptions } from "../../../src/office/server/settings.ts";
import type { SignInSettings } from "../../../src/office/sign-in/settings.ts";
import { openLocalSigner } from "../../../src/office/signing/local.ts";
import type { OfficeSigner } from "../../../src/office/signing/port.ts";
import { openCsvSource } from "../../../src/office/source/csv.ts";
import { openOfficeStore } from "../../../src/office/store/index.ts";
import { ROLES, type Role } from "../../../src/office/store/keys.ts";
import { readOfferLink } from "../../../src/office/wallet/offer.ts";
import { type ReceiveOptions, receiveCredential, type WalletFetch } from "../../../src/office/wallet/receive.ts";
import { createTestOffice, ENROLMENT_SCHEMA, OFFICE, OFFICE_GRID, OFFICE_ORIGIN } from "../../office.ts";
import { fixedKey, NOW_SECONDS, REGISTRY_ID } from "../../world.ts";
import { writeTown } from "./town-file.ts";
import { TOWN_SCHEMA, TOWN_TERMS } from "./world.ts";

export const TOWN_ID = String(schemaId(TOWN_SCHEMA));
export const TOWN_CREDENTIAL = "townsperson@1";

export interface OfficeOptions {
  readonly database?: string;
  readonly needsSecond?: (schema: string, action: string) => boolean;
  /** `trapdoor` by default: answers are made without a prover. */
  readonly enrolment?: OfficeEnrolment | "trapdoor" | "none";
  readonly signers?: readonly OfficeSigner[];
  readonly publicDirectory?: string;
  readonly signIn?: SignInSettings;
  /** The clock at the start; providers go by the real one. */
  readonly now?: number;
  readonly desk?: OfficeServiceOptions["desk"];
  /** What it issues besides, over bridges alone. */
  readonly further?: OfficeServiceOptions["credentials"];
  /** Where browsers see it. */
  readonly publicUrl?: string;
}

/** Starts an office; its people have keys of every role. */
export async function startOffice(options: OfficeOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "civicproof-office-"));
  const publicUrl = options.publicUrl ?? OFFICE_ORIGIN;
  const clock = { now: options.now ?? NOW_SECONDS };
  const registryKeys = await openRegistryKeys(await generateRegistryKeys());
  const store = await openOfficeStore({
    database: options.database ?? `sqlite:${join(folder, "office.db")}`,
    registry: registryKeys.registry,
    subjectKey: hexToBytes("7a".repeat(32)),
    limits: { maxRootAgeSeconds: 7_200, intervalSeconds: 3_600 },
    needsSecond: options.needsSecond,
    now: () => clock.now,
  });
  const signers = options.signers ?? [openLocalSigner(fixedKey(2))];
  await store.issuers.add(signers[0]!, [TOWN_ID], "admin");
  const trapdoor = createTestOffice();
  const made = trapdoorEnrolment(trapdoor, clock, new URL(publicUrl).hostname);
  const enrolment =
    options.enrolment === "none" ? undefined : typeof options.enrolment === "object" ? options.enrolment : made;
  const terms =
    enrolment === undefined ? { ...TOWN_TERMS, identitySchema: undefined, mapping: withoutIdentity() } : TOWN_TERMS;
  const file = writeTown(join(folder, "town.csv"));
  const source = await openCsvSource({ ...terms, file, subject: "id" });
  const logs: string[] = [];
  const service = await createOfficeService({
    ...{
      publicUrl,
      displayName: "City of Example",
      store,
      registry: registryKeys.registry,
    },
    ...{
      credentials: [{ schema: TOWN_SCHEMA, source }, ...(options.further ?? [])],
      enrolment,
      signers,
      now: () => clock.now,
    },
    ...{
      maxCallsPerMinute: 100_000,
      logLevel: "info",
      logDestination: { write: (line: string) => void logs.push(line) },
    },
    ...{ publicDirectory: options.publicDirectory, signIn: options.signIn, desk: options.desk },
  });
  const keys = Object.fromEntries(
    await Promise.all(ROLES.map(async (role) => [role, await store.keys.add(`${role}-1`, role, "admin")] as const)),
  ) as Readonly<Record<Role, string>>;
  const { app } = service;
  const fetch: WalletFetch = async (url, { method, headers, body }) => {
    const { origin, pathname, search } = new URL(url);
    if (origin !== publicUrl) throw new Error(`nobody answers at ${origin}`);
    const answer = await app.inject({
      method,
      url: pathname + search,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.statusCode, text: async () => answer.body };
  };
  const call = (
    method: "GET" | "POST" | "DELETE",
    url: string,
    { as, body }: { as?: string; body?: object } = {},
  ): Promise<LightMyRequestResponse> =>
    app.inject({
      ...{ method, url },
      ...(as === undefined ? {} : { headers: { authorization: `Bearer ${as}` } }),
      ...(body === undefined ? {} : { payload: body }),
    });
  const offer = async (subject = "T-1", change: object = {}) => {
    const body = { subject, credential: TOWN_CREDENTIAL, ...change };
    const answer = await call("POST", "/desk/offers", { as: keys.clerk, body });
    if (answer.statusCode !== 201) throw new Error(answer.body);
    return answer.json<{ id: string; link: string; shortCode: string; transactionCode?: string }>();
  };
  return {
    ...{ folder, clock, store, service, keys, call, fetch, offer, logs, registryKeys, signers, trapdoor },
    /** A wallet with a secret of its own, whose proofs are made with the trapdoor. */
    wallet(secret: HolderSecret = generateHolderSecret(), pseudonym = secret as bigint) {
      return {
        secret,
        async receive(link: string, change: Partial<ReceiveOptions> = {}) {
          return receiveCredential({
            offer: readOfferLink(link),
            confirmedIssuer: publicUrl,
            holderSecret: secret,
            counter: 1,
            answer: async (request) => trapdoor.answer(request.request, { pseudonym, secret }),
            clock: () => clock.now,
            fetch,
            ...change,
          });
        },
      };
    },
    async close() {
      await service.close();
      await source.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export type TestOffice = Awaited<ReturnType<typeof startOffice>>;

function trapdoorEnrolment(
  office: ReturnType<typeof createTestOffice>,
  clock: { now: number },
  verifier: string,
): OfficeEnrolment {
  return {
    ...{
      schema: ENROLMENT_SCHEMA,
      registry: REGISTRY_ID,
      ...OFFICE,
      verifier,
      grid: OFFICE_GRID,
      maxRootAgeSeconds: 7_200,
    },
    verificationKey: office.trapdoor.key,
    readStatements: async () => office.statementsAt(clock.now),
  };
}

function withoutIdentity() {
  const { identity: _, ...mapping } = TOWN_TERMS.mapping;
  return { ...mapping, ignore: ["reference"] };
}
