/** Suspend, reinstate, revoke; what a holder downloads; an appeal under the roots of an earlier day. */
import {
  CivicproofError,
  checkRootPair,
  createStatement,
  createStatusRegistry,
  derivePublicKey,
  encodePublicKey,
  generatePrivateKey,
  generateRegistryKeys,
  openRegistryKeys,
  openSnapshot,
  parseSchema,
  proveIssuerKey,
  type ReasonCode,
  schemaId,
} from "../src/index.ts";

const DAY = 86_400;
const monday = Math.floor(Date.UTC(2026, 10, 2) / 1000);
const reason = (days: number, reasonCode: ReasonCode) => ({
  timeSeconds: monday + days * DAY,
  actor: "desk-3",
  reasonCode,
});

const issuerKey = generatePrivateKey();
const publicKey = derivePublicKey(issuerKey);
const keys = await openRegistryKeys(await generateRegistryKeys());
const registry = createStatusRegistry({ id: keys.registry });
const schema = parseSchema({
  civicproof: "schema/v2",
  name: "resident",
  version: "1",
  claims: [{ name: "born", type: "date" }],
});
const possession = proveIssuerKey({ issuerKey, registry: registry.id, index: registry.nextIssuerIndex(publicKey) });
const trust = { schemas: [schemaId(schema)], possession };
const issuerIndex = registry.addIssuer(publicKey, trust, reason(0, "issuer-added"));
const credential = { issuerIndex, statusIndex: registry.allocateStatusIndex(issuerIndex) };

registry.suspend(credential, reason(1, "fraud-suspected"));
registry.reinstate(credential, reason(2, "investigation-closed"));
registry.revoke(credential, reason(5, "moved-away"));
for (const { action, reasonCode, hash } of registry.log) console.log(action, reasonCode, hash.slice(0, 8));

// Revocation is final.
try {
  registry.reinstate(credential, reason(6, "appeal-upheld"));
} catch (error) {
  if (!(error instanceof CivicproofError)) throw error;
  console.log(`${error.code}: ${error.message}`);
}

// A wallet downloads the snapshot and every list in one bundle, so that nobody learns whose status it looks at.
const view = openSnapshot(registry.snapshot(), {
  issuer: encodePublicKey(publicKey),
  schemaId: schemaId(schema),
  statusBits: registry.statusBits(issuerIndex),
});
console.log("usable today:", view.statusPath(issuerIndex, credential.statusIndex).isUsable);

// For an appeal, the state of Thursday is rebuilt from the log.
const thursday = registry.stateAsOf(monday + 3 * DAY);
console.log(
  "usable on Thursday:",
  thursday.view(schemaId(schema)).statusPath(issuerIndex, credential.statusIndex).isUsable,
);

// A verifier accepts the roots of statements that are young enough. Here each day has one, and it takes the last two.
const statements = [4, 5].map((days) => {
  const timeSeconds = monday + days * DAY;
  return createStatement({ registry: registry.stateAsOf(timeSeconds), timeSeconds, intervalSeconds: DAY });
});
const roots = {
  registry: registry.id,
  schemaId: String(schemaId(schema)),
  issuerRoot: view.issuerRoot,
  statusRoot: thursday.statusRoot,
};
for (const days of [5, 6]) {
  try {
    checkRootPair(roots, { statements, maxRootAgeSeconds: 2 * DAY, nowSeconds: monday + days * DAY });
    console.log(`Thursday's root on day ${days}: accepted`);
  } catch (error) {
    if (!(error instanceof CivicproofError)) throw error;
    console.log(`Thursday's root on day ${days}: ${error.code}`);
  }
}
registry.verifyLog();
console.log("the log is whole:", registry.log.length, "entries");
