// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CivilTime} from "../../CivilTime.sol";
import {Calendar} from "./Calendar.sol";

contract CivilTimeTest {
    /// Every day from 1970-01-01 to 2200-12-31, counted forward one by one.
    function test_every_day_from_1970_to_2200() public pure {
        uint256 day = Calendar.EPOCH_DAY;
        for (uint256 year = 1970; year <= 2200; year++) {
            for (uint256 month = 1; month <= 12; month++) {
                uint256 last = Calendar.daysIn(year, month);
                for (uint256 d = 1; d <= last; d++) {
                    require(CivilTime.packToday(day) == ((year * 10_000 + month * 100 + d) << 32 | day), "calendar");
                    require(CivilTime.dayOf(year, month, d) == day, "back");
                    day++;
                }
            }
        }
    }

    /// Dates everybody can look up.
    function test_known_dates() public pure {
        require(CivilTime.packToday(1) >> 32 == 10_101, "0001-01-01 is day 1");
        require(CivilTime.packToday(719_163) >> 32 == 19_700_101, "1970-01-01");
        require(CivilTime.packToday(730_179) >> 32 == 20_000_229, "2000-02-29");
        require(CivilTime.packToday(719_163 + 47_540) >> 32 == 21_000_228, "2100-02-28");
        require(CivilTime.packToday(719_163 + 47_541) >> 32 == 21_000_301, "2100 is no leap year");
        require(CivilTime.packToday(3_652_059) >> 32 == 99_991_231, "9999-12-31");
    }

    function testFuzz_agrees_with_the_plain_calendar(uint256 day) public pure {
        day = Calendar.EPOCH_DAY + day % 100_000;
        require(CivilTime.packToday(day) == Calendar.todayOf(day), "calendar");
    }
}
