import { describe, expect, it } from "vitest";
import {
  CIRCUIT_NAMES,
  CLAIM_CIRCUITS,
  isClaimCircuit,
  isEnrolmentCircuit,
  PUBLIC_SIGNALS,
  publicSignalsOf,
  recordToSignals,
  signalsToRecord,
} from "../../../../src/statement/circuit/signals.ts";

describe("the public signals of a circuit", () => {
  it("are the eight, and for an enrolment the extension behind them (P-18)", () => {
    for (const circuit of CLAIM_CIRCUITS) expect(publicSignalsOf(circuit)).toEqual(PUBLIC_SIGNALS);
    expect(PUBLIC_SIGNALS).toHaveLength(8);
    expect(publicSignalsOf("enrolment")).toEqual([...PUBLIC_SIGNALS, "extension"]);
  });

  it("tell which circuits a chain and a compact presentation take", () => {
    expect(CLAIM_CIRCUITS).toEqual(["age", "residency", "eligibility", "record"]);
    expect(CIRCUIT_NAMES.filter((name) => !isClaimCircuit(name))).toEqual(["enrolment"]);
    expect(CIRCUIT_NAMES.filter(isEnrolmentCircuit)).toEqual(["enrolment"]);
  });

  it("have names one way and places the other", () => {
    for (const circuit of CIRCUIT_NAMES) {
      const values = publicSignalsOf(circuit).map((_, i) => BigInt(i + 1));
      const record = signalsToRecord(circuit, values);
      expect(record.context).toBe(8n);
      expect(record.extension).toBe(circuit === "enrolment" ? 9n : undefined);
      expect(recordToSignals(circuit, record)).toEqual(values);
      for (const wrong of [values.slice(1), [...values, 0n]])
        expect(() => signalsToRecord(circuit, wrong)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
    }
  });
});
