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

  it("heals when its threads are killed mid-check, and the next answers are right", async () => {
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
      // Ended over the proofs, or while it was being started again.
      if (outcome !== "WORKER_ENDED" && outcome !== "WORKER_UNAVAILABLE") {
        expect(outcome).toEqual(proofs.map((_, i) => (i === 7 ? "PROOF_INVALID" : undefined)));
      }
    }
    expect((await pool.checkProofs([proof(), proof("false")])).map((refusal) => refusal?.code)).toEqual([
      undefined,
      "PROOF_INVALID",
    ]);
    expect(pool.threads()).toHaveLength(2);
  });

  it("refuses what a killed thread was doing within two seconds, and checks the next", async () => {
    await pool.checkProofs([proof(), proof(), proof(), proof()]);
    const running = pool.checkProofs(Array<UncheckedProof>(400).fill(proof())).then(
      () => undefined,
      (error: { code: string }) => error.code,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    await Promise.all(pool.threads().map((thread) => thread.terminate()));
    expect(await running).toBe("WORKER_ENDED");
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await pool.checkProofs([proof()])).toEqual([undefined]);
  });

  it("refuses a task that no thread can do, without losing the thread", async () => {
    await pool.checkProofs([proof()]);
    const threads = pool.threads();
    const wrong = { ...proof(), proof: undefined } as unknown as UncheckedProof;
    await expect(pool.checkProofs([wrong])).rejects.toMatchObject({ code: "WORKER_TASK_FAILED" });
    const unsendable = { ...proof(), signals: [() => {}] } as unknown as UncheckedProof;
    await expect(pool.checkProofs([unsendable])).rejects.toMatchObject({ code: "WORKER_MESSAGE_INVALID" });
    expect(await pool.checkProofs([proof()])).toEqual([undefined]);
    expect(pool.threads()).toEqual(threads);
  });

  it("replaces a thread that takes longer than its time", async () => {
    const impatient = createPairingPool({ threads: 1, timeoutSeconds: 0.1 });
    await expect(impatient.checkProofs(Array<UncheckedProof>(2_000).fill(proof()))).rejects.toMatchObject({
      code: "WORKER_SILENT",
    });
    expect(impatient.threads()).toHaveLength(1);
    await impatient.close();
  });

  it("fails what waits when it is closed", async () => {
    const closing = createPairingPool({ threads: 1 });
    const waiting = Promise.allSettled([closing.checkProofs([proof()]), closing.checkProofs([proof()])]);
    await closing.close();
    for (const result of await waiting) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "WORKER_POOL_CLOSED" } });
    }
    await expect(closing.checkProofs([proof()])).rejects.toMatchObject({ code: "WORKER_POOL_CLOSED" });
  });
});
