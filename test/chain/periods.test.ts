/** Periods on a chain and off it: the contract and TypeScript agree on every day of a year, at its first and last second. */
import { decodeFunctionResult, encodeFunctionData, type Hex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { dayNumber } from "../../src/core/dates.ts";
import { dayOf, endOfPeriod, PERIOD_KINDS, type PeriodGrid, parseGrid, periodAt } from "../../src/core/period-grid.ts";
import { gridText } from "../../src/portal/settlement/gate-status.ts";
import { type CompiledContract, compile } from "./anvil.ts";
import { startEvm } from "./evm.ts";

const HARNESS = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
import {CivilTime} from "contracts/CivilTime.sol";
import {Periods} from "contracts/Periods.sol";
import {PeriodGrid} from "contracts/interfaces/IProgrammeRegistry.sol";
contract Harness {
    function read(PeriodGrid memory grid, uint256[] memory times)
        external pure returns (uint256[] memory periods, uint256[] memory today, uint256[] memory ends)
    {
        periods = new uint256[](times.length);
        today = new uint256[](times.length);
        ends = new uint256[](times.length);
        for (uint256 i = 0; i < times.length; ++i) {
            today[i] = CivilTime.dayAt(times[i], grid.utcOffsetMinutes);
            uint256 last;
            (periods[i],, last) = Periods.periodOn(grid, today[i]);
            ends[i] = last == Periods.NEVER ? 0 : CivilTime.endOfDay(last, grid.utcOffsetMinutes);
        }
    }
}`;
const SENDER = "0x00000000000000000000000000000000000000ff";
const PLACES = { Vienna: 60, "New York": -300, Auckland: 720 } as const;
/** A leap year, from before its first day to after its last. */
const FROM = Date.UTC(2027, 11, 30) / 1000;
const DAYS = 370;

describe("periods on a chain and off it", () => {
  let harness: CompiledContract;
  let evm: Awaited<ReturnType<typeof startEvm>>;
  let at: Hex;
  beforeAll(async () => {
    harness = (await compile(["Harness.sol"], { "Harness.sol": HARNESS }, { viaIR: false })).Harness!;
    evm = await startEvm({ nowSeconds: FROM });
    at = (await evm.succeed(SENDER, undefined, harness.bytecode)).created!;
  });

  const onChain = ({ kind, days, firstDay, utcOffsetMinutes }: PeriodGrid) => ({
    kind: PERIOD_KINDS.indexOf(kind),
    daysEach: days,
    firstDay: dayNumber(firstDay),
    utcOffsetMinutes,
  });

  /** The first and the last second of each day at the offset. */
  const boundaries = (offsetMinutes: number): readonly number[] =>
    Array.from({ length: DAYS }, (_, i) => FROM + i * 86_400 - offsetMinutes * 60).flatMap((start) => [
      start - 1,
      start,
    ]);

  for (const [place, offset] of Object.entries(PLACES)) {
    it.each(["month", "quarter", "year", "once", "days:1", "days:14", "days:365"])(
      `agree at every turn of a day in ${place}, %s`,
      async (kind) => {
        // A first day in the middle of a month, a quarter and a year.
        const grid = parseGrid(`${kind}/2027-11-15/${offset}`);
        expect(gridText(onChain(grid))).toBe(`${kind}/2027-11-15/${offset}`);
        const times = boundaries(offset);
        const args = [onChain(grid), times.map(BigInt)] as const;
        const data = encodeFunctionData({ abi: harness.abi, functionName: "read", args });
        const { output } = await evm.succeed(SENDER, at, data);
        const [periods, today, ends] = decodeFunctionResult({
          abi: harness.abi,
          functionName: "read",
          data: output,
        }) as readonly (readonly bigint[])[];
        const expected = times.map((time) => periodAt(grid, time));
        expect(periods!.map(Number)).toEqual(expected);
        expect(today!.map(Number)).toEqual(times.map((time) => dayNumber(dayOf(grid, time))));
        expect(ends!.map(Number)).toEqual(expected.map((period) => (endOfPeriod(grid, period) ?? 1) - 1));
        const changes = new Set(periods!.map(String)).size;
        expect(changes).toBe(
          { month: 14, quarter: 6, year: 3, once: 1, "days:1": 371, "days:14": 27, "days:365": 2 }[kind],
        );
      },
    );
  }
});
