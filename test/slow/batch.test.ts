import { expect, it } from "vitest";
import { generatePrivateKey } from "../../src/core/signature.ts";
import { createSeenCommitments, issueBatch } from "../../src/credentials/credential/batch.ts";
import { STATUS_LIST_SIZE } from "../../src/credentials/credential/credential.ts";
import { parseSchema, schemaId } from "../../src/credentials/credential/schema.ts";
import { createStatusRegistry } from "../../src/credentials/registry/status-registry.ts";
import { REGISTRY_ID, trustIssuer } from "../world.ts";

const ROWS = 100_000;

it("issues 100,000 credentials in bounded memory", async () => {
  const schema = parseSchema({
    civicproof: "schema/v2",
    name: "resident",
    version: "1",
    claims: [{ name: "birthDate", type: "date" }],
  });
  const issuerKey = generatePrivateKey();
  const registry = createStatusRegistry({ id: REGISTRY_ID });
  const reason = { timeSeconds: 1, actor: "test", reasonCode: "issuer-added" } as const;
  const issuerIndex = trustIssuer(registry, issuerKey, reason, [String(schemaId(schema))]);

  async function* csv() {
    yield "commitment,born\n";
    // Any element of the field can be a commitment; hashing 100,000 secrets would only slow the test down.
    for (let n = 1; n <= ROWS; n++) yield `${n},1950-02-28\n`;
  }

  const heapMegabytes = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const start = heapMegabytes();
  let peak = 0;
  let issued = 0;
  const indexes = new Uint8Array(STATUS_LIST_SIZE);
  for await (const result of issueBatch({
    csv: csv(),
    mapping: { columns: { birthDate: "born" }, holderCommitment: "commitment" },
    schema,
    issuerKey,
    registry: registry.id,
    allocateStatusIndex: () => registry.allocateStatusIndex(issuerIndex),
    validFrom: "2026-01-01",
    validUntil: "2026-12-31",
    claimsFrom: 1,
    seen: createSeenCommitments(),
  })) {
    if (!("credential" in result)) throw result.error;
    issued++;
    expect(indexes[result.credential.statusIndex]).toBe(0);
    indexes[result.credential.statusIndex] = 1;
    if (issued % 10_000 === 0) peak = Math.max(peak, heapMegabytes() - start);
  }
  expect(issued).toBe(ROWS);
  // 100,000 commitments take some 8 MB; the rest is what the collector leaves lying around.
  expect(peak).toBeLessThan(120);
  console.log(`heap grew by ${peak.toFixed(0)} MB over ${ROWS} rows`);
});
