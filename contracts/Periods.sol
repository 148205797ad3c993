// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CivilTime} from "./CivilTime.sol";
import {PeriodGrid, PeriodKind} from "./interfaces/IProgrammeRegistry.sol";

/// @notice The periods of a grid (protocol P-33): each is named by its first day as YYYYMMDD.
library Periods {
    /// The last day of a period that never ends.
    uint256 internal constant NEVER = type(uint32).max;

    /// @notice The period that holds a day, as its name, its first and its last day; days are Rata Die.
    /// @dev The day must not lie before the grid's first day.
    function periodOn(PeriodGrid memory grid, uint256 day) internal pure returns (uint32 period, uint256 first, uint256 last) {
        PeriodKind kind = grid.kind;
        unchecked {
            if (kind == PeriodKind.Once) {
                (first, last) = (grid.firstDay, NEVER);
            } else if (kind == PeriodKind.Days) {
                first = day - (day - grid.firstDay) % grid.daysEach;
                last = first + grid.daysEach - 1;
            } else {
                uint256 months = kind == PeriodKind.Month ? 1 : kind == PeriodKind.Quarter ? 3 : 12;
                (uint256 year, uint256 month,) = CivilTime.dateOf(day);
                month -= (month - 1) % months;
                first = CivilTime.dayOf(year, month, 1);
                last = CivilTime.dayOf(year, month + months, 1) - 1;
                // The first period begins on the grid's first day, whatever day of its month that is.
                if (first < grid.firstDay) first = grid.firstDay;
            }
        }
        period = uint32(CivilTime.calendarOf(first));
    }
}
