/** From a record store to a verified presentation about one of its records. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CivicproofError } from "../../src/core/errors.ts";
import { derivePublicKey } from "../../src/core/signature.ts";
import { holderCommitment, toHolderSecret } from "../../src/credentials/credential/holder.ts";
import { disposeCurve } from "../../src/engine/snark/curve.ts";
import { createPresentation, createRecordPresentation } from "../../src/presentation/proof/prove.ts";
import { createRequest, type PresentationRequest } from "../../src/presentation/proof/request.ts";
import { verifyPresentation } from "../../src/presentation/verification/verify.ts";
import { type Anchor, anchorRoots, registerId } from "../../src/records/anchor.ts";
import { correctRecord } from "../../src/records/archive/change.ts";
import { openForHolder } from "../../src/records/archive/proofs.ts";
import type { RecordStore } from "../../src/records/archive/record-store.ts";
import { openingToJson } from "../../src/records/opening.ts";
import { importVerificationKey } from "../../src/statement/artifacts/imported-key.ts";
import { type CircuitArtifacts, loadArtifacts } from "../../src/statement/artifacts/load.ts";
import { openArtifacts } from "../../src/statement/artifacts/node.ts";
import { compileRecordPolicy, readPolicy } from "../../src/statement/policy/index.ts";
import {
  commit,
  createTestStore,
  importAll,
  NOW_SECONDS,
  PUBLISHER_KEY,
  RESIDENCE,
  residence,
  type TestStore,
} from "../unit/records/world.ts";
import { GRID, makeWorld, opened as openedRequest } from "../world.ts";

const SECRET = toHolderSecret(4_242n);
const policy = compileRecordPolicy(
  readPolicy({
    civicproof: "policy/v2",
    name: "long-residents",
    version: 1,
    title: "Long residents",
    programme: "heating-2026",
    schema: "residence@1",
    require: {
      allOf: [
        { claim: "district", in: ["AT130", "AT131"] },
        { claim: "movedIn", daysAgo: { ">=": 365 } },
        { claim: "persons", "<=": 5 },
      ],
    },
  }),
  RESIDENCE,
);

let files: TestStore;
let store: RecordStore;
let artifacts: CircuitArtifacts;
let first: Anchor;
let second: Anchor;
beforeAll(async () => {
  files = createTestStore();
  store = await files.open();
  artifacts = await loadArtifacts({ circuit: "record", allowDevelopmentKeys: true, ...(await openArtifacts()) });
  const mine = { holderCommitment: String(holderCommitment(SECRET)) };
  await importAll(store, [
    ...Array.from({ length: 20 }, (_, i) => residence(i)),
    residence(100, mine),
    residence(102, mine),
  ]);
  first = (await commit(store, NOW_SECONDS - 100))!;
  await correctRecord(store, {
    id: "MA8-100",
    reason: "data-outdated",
    nowSeconds: NOW_SECONDS - 60,
    content: { fields: { ...residence(100).fields, district: "AT131" }, holderCommitment: holderCommitment(SECRET) },
  });
  second = (await commit(store, NOW_SECONDS - 50))!;
});
afterAll(async () => {
  await store.close();
  files.remove();
  await disposeCurve();
});

const ask = (asOfSeconds?: number): PresentationRequest =>
  createRequest({
    policy,
    scope: { verifier: "benefits.example.org" },
    registry: registerId(derivePublicKey(PUBLISHER_KEY).x),
    grid: GRID,
    origin: "https://benefits.example.org",
    nowSeconds: NOW_SECONDS,
    ...(asOfSeconds === undefined ? {} : { asOfSeconds }),
  });
const opened = async (id: string, version?: number, asOf?: number) =>
  JSON.parse(JSON.stringify(openingToJson(await openForHolder(store, { id, version, asOf })))) as unknown;
const verify = (presentation: unknown, request: PresentationRequest, anchors: readonly Anchor[], maxAge = 86_400) =>
  verifyPresentation(presentation, {
    request,
    verificationKey: importVerificationKey(artifacts.verificationKey, {
      circuit: "record",
      setup: "development",
      allowDevelopmentKeys: true,
    }),
    statements: anchorRoots(anchors, { schemaId: policy.schemaId }),
    maxRootAgeSeconds: maxAge,
    nowSeconds: NOW_SECONDS + 5,
  });
const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    (error: CivicproofError) => error.code,
  );

describe("a presentation about a record", () => {
  it("uses the record's circuit, the request flow and the verifier of credentials", async () => {
    expect(policy.circuit).toBe("record");
    const request = ask();
    const record = await opened("MA8-100");
    const presentation = await createRecordPresentation({
      record,
      holderSecret: SECRET,
      request: openedRequest(request),
      artifacts,
    });
    const verified = await verify(presentation, request, [first, second]);
    expect(verified.circuit).toBe("record");
    // An anchor that the verifier does not know, or that is too old.
    expect(await code(verify(presentation, request, [first]))).toBe("ISSUER_ROOT_NOT_ACCEPTED");
    expect(await code(verify(presentation, request, [first, second], 55))).toBe("STATEMENT_MISSING");
    expect(await code(verify(presentation, ask(), [first, second]))).toBe("PUBLIC_SIGNAL_MISMATCH");
    // The same person, another record: the same nullifier, so one claim.
    const again = ask();
    const other = await createRecordPresentation({
      record: await opened("MA8-100"),
      holderSecret: SECRET,
      request: openedRequest(again),
      artifacts,
    });
    expect((await verify(other, again, [first, second])).nullifier).toBe(verified.nullifier);
  }, 120_000);

  it("about a superseded version holds only as of its time", async () => {
    const record = await opened("MA8-100", 1, 0);
    const now = ask();
    const presentation = await createRecordPresentation({
      record,
      holderSecret: SECRET,
      request: openedRequest(now),
      artifacts,
    });
    // Under the anchor that still has it, as long as the verifier takes that one.
    expect((await verify(presentation, now, [first, second])).circuit).toBe("record");
    expect(await code(verify(presentation, now, [first, second], 100))).toBe("ISSUER_ROOT_NOT_ACCEPTED");
    const then = ask(NOW_SECONDS - 80);
    const asOf = await createRecordPresentation({
      record,
      holderSecret: SECRET,
      request: openedRequest(then),
      artifacts,
    });
    expect((await verify(asOf, then, [first, second])).circuit).toBe("record");
  }, 120_000);

  it("is refused with a reason before anything is proven", async () => {
    const request = ask();
    const base = { holderSecret: SECRET, request: openedRequest(request), artifacts };
    const record = (await opened("MA8-100")) as { record: { claims: string[]; version: number } };
    const refused = (changes: object) =>
      code(createRecordPresentation({ ...base, ...changes, record: { ...record, ...changes } }));
    expect(await code(createRecordPresentation({ ...base, record, holderSecret: toHolderSecret(1n) }))).toBe(
      "HOLDER_SECRET_MISMATCH",
    );
    expect(await refused({ record: { ...record.record, claims: ["1", ...record.record.claims.slice(1)] } })).toBe(
      "RECORD_TAMPERED",
    );
    expect(await refused({ record: { ...record.record, version: 1 } })).toBe("RECORD_TAMPERED");
    expect(await refused({ leaf: "1" })).toBe("RECORD_TAMPERED");
    const foreign = (await opened("MA8-100", 1, 0)) as { registerPath: unknown };
    expect(await refused({ registerPath: foreign.registerPath })).toBe("BATCH_FOREIGN");
    expect(await code(createRecordPresentation({ ...base, record: await opened("MA8-102") }))).toBe(
      "POLICY_UNSATISFIED",
    );
    expect(await code(createRecordPresentation({ ...base, record: await opened("MA8-1") }))).toBe(
      "HOLDER_SECRET_MISMATCH",
    );
    const { credential, view } = makeWorld();
    expect(await code(createPresentation({ ...base, credential, registry: view }))).toBe("REQUEST_INVALID");
  });
});
