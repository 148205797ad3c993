// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Periods} from "../../Periods.sol";
import {PeriodGrid, PeriodKind} from "../../interfaces/IProgrammeRegistry.sol";
import {Calendar} from "../fuzz/Calendar.sol";
import {Cheating} from "../fuzz/Cheats.sol";

contract PeriodsTest is Cheating {
    /// 2026-11-15
    uint256 private constant FIRST = 739_935;

    function grid(PeriodKind kind, uint16 daysEach) private pure returns (PeriodGrid memory) {
        return PeriodGrid(kind, daysEach, uint32(FIRST), 0);
    }

    function check(PeriodKind kind, uint16 daysEach, uint256 day, uint256 period, uint256 last) private pure {
        (uint32 name, uint256 first, uint256 end) = Periods.periodOn(grid(kind, daysEach), day);
        assertEq(name, period, "period");
        assertEq(Calendar.calendarOf(first), period, "first day");
        assertEq(end == Periods.NEVER ? 0 : Calendar.calendarOf(end), last, "last day");
    }

    function test_a_first_period_begins_on_the_first_day() public pure {
        assertEq(Calendar.calendarOf(FIRST), 20_261_115, "the day");
        check(PeriodKind.Month, 0, FIRST, 20_261_115, 20_261_130);
        check(PeriodKind.Month, 0, FIRST + 15, 20_261_115, 20_261_130);
        check(PeriodKind.Month, 0, FIRST + 16, 20_261_201, 20_261_231);
        check(PeriodKind.Month, 0, FIRST + 47, 20_270_101, 20_270_131);
        check(PeriodKind.Quarter, 0, FIRST + 46, 20_261_115, 20_261_231);
        check(PeriodKind.Quarter, 0, FIRST + 47, 20_270_101, 20_270_331);
        check(PeriodKind.Year, 0, FIRST + 46, 20_261_115, 20_261_231);
        check(PeriodKind.Year, 0, FIRST + 47, 20_270_101, 20_271_231);
        check(PeriodKind.Once, 0, FIRST + 5000, 20_261_115, 0);
        check(PeriodKind.Days, 14, FIRST + 13, 20_261_115, 20_261_128);
        check(PeriodKind.Days, 14, FIRST + 14, 20_261_129, 20_261_212);
    }

    /// Each day is in exactly one period, and a period's days follow each other without a gap.
    function testFuzz_periods_follow_each_other(uint256 start, uint8 kind, uint16 daysEach) public pure {
        PeriodKind chosen = PeriodKind(kind % 5);
        uint256 firstDay = 720_000 + start % 100_000;
        PeriodGrid memory g =
            PeriodGrid(chosen, chosen == PeriodKind.Days ? uint16(1 + daysEach % 3660) : 0, uint32(firstDay), 0);
        uint256 day = firstDay;
        (uint32 name, uint256 first, uint256 last) = Periods.periodOn(g, day);
        require(first == firstDay, "the first period begins on the first day");
        for (uint256 i = 0; i < 6 && chosen != PeriodKind.Once; i++) {
            (uint32 again, uint256 same, uint256 end) = Periods.periodOn(g, last);
            require(again == name && same == first && end == last, "the last day is in it");
            uint256 middle = first + (last - first) / 2;
            (again, same, end) = Periods.periodOn(g, middle);
            require(again == name && same == first && end == last, "a day between is in it");
            uint32 before = name;
            (name, first, last) = Periods.periodOn(g, last + 1);
            require(first == end + 1 && name > before && name == Calendar.calendarOf(first), "the next begins on the next day");
        }
    }
}
