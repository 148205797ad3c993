/** A residency history proven without opening it: years in the city and its districts, from the register's own records. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  compileRecordPolicy,
  createRecordPresentation,
  createRequest,
  generateHolderSecret,
  generatePrivateKey,
  holderCommitment,
  importVerificationKey,
  loadArtifacts,
  openRequest,
  parsePolicy,
  parseSchema,
  toField,
  verifyPresentation,
} from "../src/index.ts";
import { openArtifacts } from "../src/node.ts";
import {
  anchorRoots,
  commitBatch,
  importRecords,
  openForHolder,
  openingToJson,
  openKeyStore,
  openRecordStore,
  openSqlite,
  registerId,
} from "../src/records/archive/index.ts";

const nowSeconds = Math.floor(Date.now() / 1000);
const schema = parseSchema({
  civicproof: "schema/v2",
  name: "residency-history",
  version: "1",
  claims: [
    { name: "district", type: "code" },
    { name: "movedIn", type: "day" },
    { name: "previousDistrict", type: "code" },
    { name: "interruptions", type: "integer" },
  ],
});

// The register keeps the records; only commitments leave it.
const directory = mkdtempSync(join(tmpdir(), "register-"));
const store = await openRecordStore({
  keys: await openKeyStore(join(directory, "keys.db")),
  database: await openSqlite(join(directory, "records.db")),
  residency: "at-vienna",
});
const holderSecret = generateHolderSecret();
await importRecords(store, {
  source: "register",
  rows: Array.from({ length: 100 }, (_, i) => ({
    id: `ZMR-${i}`,
    fields: { district: `AT13${i % 9}`, movedIn: "2004-05-03", previousDistrict: "AT127", interruptions: 0 },
    ...(i === 42 ? { holderCommitment: String(holderCommitment(holderSecret)) } : {}),
  })),
  schema,
  retentionClass: { name: "register", termDays: 3_653, action: "review" },
  nowSeconds: nowSeconds - 120,
});
const signed = (await commitBatch(store, {
  policy: { allowedResidency: ["at-vienna"] },
  publisherKey: generatePrivateKey(),
  nowSeconds: nowSeconds - 60,
}))!;

// The person gets the record opened, once.
const record: unknown = JSON.parse(JSON.stringify(openingToJson(await openForHolder(store, { id: "ZMR-42" }))));

// A housing office asks: ten years in one of these districts, without a gap.
const policy = compileRecordPolicy(
  parsePolicy(
    JSON.stringify({
      civicproof: "policy/v2",
      name: "housing",
      version: 1,
      title: "Municipal housing",
      programme: "housing-2026",
      schema: "residency-history@1",
      require: {
        allOf: [
          { claim: "district", in: ["AT130", "AT134", "AT136"] },
          { claim: "movedIn", daysAgo: { ">=": 3_653 } },
          { claim: "interruptions", "=": 0 },
        ],
      },
    }),
    schema,
  ),
  schema,
);
const request = createRequest({
  policy,
  scope: { verifier: "housing.example.org" },
  registry: registerId(signed.anchor.publisher),
  grid: "year/2026-01-01/0",
  origin: "https://housing.example.org",
  nowSeconds,
});
const artifacts = await loadArtifacts({ circuit: "record", allowDevelopmentKeys: true, ...(await openArtifacts()) });
const opened = openRequest(request, { askedBy: "https://housing.example.org" });
const presentation = await createRecordPresentation({ record, holderSecret, request: opened, artifacts });
console.log(`proof: ${JSON.stringify(presentation).length} bytes, circuit ${presentation.circuit}`);

// The office trusts the register's anchor; it never sees the record, nor which one it is.
const verified = await verifyPresentation(presentation, {
  request,
  verificationKey: importVerificationKey(artifacts.verificationKey, {
    circuit: "record",
    setup: "development",
    allowDevelopmentKeys: true,
  }),
  statements: anchorRoots([signed.anchor], { schemaId: toField(request.schemaId) }),
  maxRootAgeSeconds: 86_400,
  nowSeconds,
});
console.log(`ten years in the city: proven, to be counted once as ${String(verified.nullifier).slice(0, 12)}…`);

await store.close();
rmSync(directory, { recursive: true });
