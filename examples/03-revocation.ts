/** Suspend, reinstate, revoke; what a holder downloads; an appeal under the roots of an earlier day. */
import {
  CivicproofError,
  createStatusRegistry,
  derivePublicKey,
  encodePublicKey,
  generatePrivateKey,
  isRootAccepted,
  openSnapshot,
  type ReasonCode,
} from "../src/index.ts";

const DAY = 86_400;
const monday = Math.floor(Date.UTC(2026, 10, 2) / 1000);
const reason = (days: number, reasonCode: ReasonCode) => ({
  timeSeconds: monday + days * DAY,
  actor: "desk-3",
  reasonCode,
});

const registry = createStatusRegistry();
const publicKey = derivePublicKey(generatePrivateKey());
const issuerIndex = registry.addIssuer(publicKey, reason(0, "issuer-added"));
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

// A wallet downloads the snapshot and the issuer's whole list, so that nobody learns whose status it looks at.
const view = openSnapshot(registry.snapshot(), {
  issuer: encodePublicKey(publicKey),
  statusBits: registry.statusBits(issuerIndex),
});
console.log("usable today:", view.statusPath(issuerIndex, credential.statusIndex).isUsable);

// For an appeal, the state of Thursday is rebuilt from the log.
const thursday = registry.stateAsOf(monday + 3 * DAY);
console.log("usable on Thursday:", thursday.statusPath(issuerIndex, credential.statusIndex).isUsable);

// A verifier accepts a superseded root for its grace window only.
const revokedAt = monday + 5 * DAY;
for (const minutes of [30, 90]) {
  const isGood = isRootAccepted(registry.statusRoots, thursday.statusRoot, revokedAt + minutes * 60, 3_600);
  console.log(`Thursday's root ${minutes} minutes after the revocation:`, isGood ? "accepted" : "refused");
}
registry.verifyLog();
console.log("the log is whole:", registry.log.length, "entries");
