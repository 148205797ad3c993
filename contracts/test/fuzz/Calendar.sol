// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// The Gregorian calendar counted plainly, year by year and month by month: the twin the contracts' arithmetic is held to.
library Calendar {
    uint256 internal constant EPOCH_DAY = 719_163;

    function isLeap(uint256 year) internal pure returns (bool) {
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    }

    function daysIn(uint256 year, uint256 month) internal pure returns (uint256) {
        if (month == 2) return isLeap(year) ? 29 : 28;
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /// YYYYMMDD of a Rata Die day number from 1970 on.
    function calendarOf(uint256 dayNumber) internal pure returns (uint256) {
        uint256 left = dayNumber - EPOCH_DAY;
        uint256 year = 1970;
        uint256 month = 1;
        while (left >= (isLeap(year) ? 366 : 365)) left -= isLeap(year++) ? 366 : 365;
        while (left >= daysIn(year, month)) left -= daysIn(year, month++);
        return year * 10_000 + month * 100 + left + 1;
    }

    /// The public signal of protocol P-21.
    function todayOf(uint256 dayNumber) internal pure returns (uint256) {
        return (calendarOf(dayNumber) << 32) | dayNumber;
    }
}
