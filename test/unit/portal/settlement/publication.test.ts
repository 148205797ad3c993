import { encodeFunctionData } from "viem";
import { describe, expect, it } from "vitest";
import { toField } from "../../../../src/core/field.ts";
import type { GateStatus } from "../../../../src/portal/settlement/gate-status.ts";
import { encodePublication } from "../../../../src/portal/settlement/publication.ts";
import { NOW_SECONDS, REGISTRY_ID, statementOf } from "../../../world.ts";

const contract = `0x${"c1".repeat(20)}` as const;
const pair = (schemaId: bigint, issuerRoot: bigint) => ({
  schemaId,
  issuerRoot,
  isAccepted: false,
  goodUntilSeconds: 0,
});
const gate = {
  chainId: 31337,
  registry: REGISTRY_ID,
  statement: { timeSeconds: 0, statusRoot: 0n },
  pairs: [pair(5n, 50n), pair(7n, 70n)],
} as unknown as GateStatus;
const issuerRoots = { 5: toField(50), 7: toField(70), 9: toField(90) };
const statement = statementOf({ id: REGISTRY_ID, issuerRoots, statusRoot: toField(3) }, NOW_SECONDS - 3_600);

describe("encodePublication", () => {
  it("writes the calldata that viem writes", () => {
    const { abi, functionName, args, calldata, to, chainId } = encodePublication(statement, { contract, gate });
    expect(calldata).toBe(encodeFunctionData({ abi, functionName, args }));
    expect({ to, chainId }).toEqual({ to: contract, chainId: 31337n });
  });

  it("has the roots of one statement, for the schemas that the gate's programmes name", () => {
    const { args, leftOut } = encodePublication(statement, { contract, gate });
    expect(args).toEqual([
      {
        registry: `0x${REGISTRY_ID}`,
        time: NOW_SECONDS - 3_600,
        statusRoot: 3n,
        issuerRoots: [
          { schemaId: 5n, root: 50n },
          { schemaId: 7n, root: 70n },
        ],
      },
    ]);
    expect(leftOut).toEqual([]);
  });

  it("leaves a schema out whose issuer root the gate does not trust yet, or no more", () => {
    const pairs = [pair(5n, 51n), pair(7n, 70n), pair(11n, 0n)];
    const { args, leftOut } = encodePublication(statement, { contract, gate: { ...gate, pairs } });
    expect(args[0].issuerRoots).toEqual([{ schemaId: 7n, root: 70n }]);
    expect(leftOut).toEqual([5n, 11n]);
  });

  it("refuses another registry's statement, one older than the newest published, and what nobody opened", () => {
    const encode = (value: typeof statement, change: object = {}) =>
      encodePublication(value, { contract, gate: { ...gate, ...change } });
    const refusal = (path: string) => expect.objectContaining({ code: "SETTLEMENT_INVALID", path });
    expect(() => encode(statement, { registry: "0f".repeat(32) })).toThrow(refusal("statement.registry"));
    const newer = { timeSeconds: statement.timeSeconds + 1, statusRoot: 3n };
    expect(() => encode(statement, { statement: newer })).toThrow(refusal("statement.timeSeconds"));
    expect(() => encode({ ...statement })).toThrow(refusal("statement"));
    const same = { timeSeconds: statement.timeSeconds, statusRoot: 3n };
    expect(encode(statement, { statement: same }).functionName).toBe("publish");
  });
});
