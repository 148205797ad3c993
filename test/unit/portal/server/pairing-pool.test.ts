import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toField } from "../../../../src/core/field.ts";
import { createPairingPool, type PairingPool } from "../../../../src/portal/server/pairing-pool.ts";
import {
  isVerifiedPresentation,
  type UncheckedProof,
  verifyWith,
} from "../../../../src/presentation/verification/verify.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";

let portal: TestPortal;
let pool: PairingPool;
beforeAll(() => {
  portal = createTestPortal();
  pool = createPairingPool({ threads: 2 });
});
afterAll(() => pool.close());

function proof(change: "false" | "off-curve" | undefined = undefined): UncheckedProof {
  const { proof: good, publicSignals } = portal.present(portal.request());
  const signals = publicSignals.map((text) => toField(text));
  const key = portal.trapdoor.key;
  if (change === "false") return { key, proof: good, signals: [toField(1), ...signals.slice(1)] };
  if (change === "off-curve") return { key, proof: { ...good, a: ["1", "3"] }, signals };
  return { key, proof: good, signals };
}

describe("the pairing pool", () => {
  it("answers for each proof what the main thread would", async () => {
    const proofs = [proof(), proof("false"), proof(), proof("off-curve"), proof(), proof(), proof()];
    const refusals = await pool.checkProofs(proofs);
    expect(refusals.map((refusal) => refusal?.code)).toEqual([
      undefined,
      "PROOF_INVALID",
      undefined,
      "PRESENTATION_MALFORMED",
      undefined,
      undefined,
      undefined,
    ]);
    expect(await pool.checkProofs([])).toEqual([]);
  });

  it("lets the brand be made in the main thread", async () => {
    const asked = portal.request();
    const item = { presentation: portal.present(asked), options: portal.options(asked) };
    const [result] = await verifyWith([item], pool.checkProofs);
    expect(result?.status === "fulfilled" && isVerifiedPresentation(result.value)).toBe(true);
  });

  it("heals when its threads are killed in the middle, and the next answers are right", async () => {
    const proofs = Array.from({ length: 24 }, (_, i) => proof(i === 7 ? "false" : undefined));
    for (let round = 0; round < 3; round++) {
      const running = pool.checkProofs(proofs).then(
        (refusals) => refusals.map((refusal) => refusal?.code),
        (error: { code: string }) => error.code,
      );
      await new Promise((resolve) => setTimeout(resolve, 20 * (round + 1)));
      const started = performance.now();
      await Promise.all(pool.threads().map((thread) => thread.terminate()));
      const outcome = await running;
      expect(performance.now() - started).toBeLessThan(10_000);
      if (outcome !== "STORE_UNAVAILABLE") {
        expect(outcome).toEqual(proofs.map((_, i) => (i === 7 ? "PROOF_INVALID" : undefined)));
      }
    }
    expect((await pool.checkProofs([proof(), proof("false")])).map((refusal) => refusal?.code)).toEqual([
      undefined,
      "PROOF_INVALID",
    ]);
    expect(pool.threads()).toHaveLength(2);
  });

  it("fails what waits when it is closed", async () => {
    const closing = createPairingPool({ threads: 1 });
    const waiting = Promise.allSettled([closing.checkProofs([proof()]), closing.checkProofs([proof()])]);
    await closing.close();
    for (const result of await waiting) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "STORE_UNAVAILABLE" } });
    }
    await expect(closing.checkProofs([proof()])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  });
});
