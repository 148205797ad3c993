// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice Days and calendar dates (proleptic Gregorian).
/// @dev Years that start on 1 March make the leap day the last of the year; 400 years have 146,097 days.
library CivilTime {
    /// Rata Die of 1970-01-01.
    uint256 internal constant EPOCH_DAY = 719163;

    /// @notice The calendar day at an instant, as Rata Die, `utcOffsetMinutes` east of UTC.
    function dayAt(uint256 time, int256 utcOffsetMinutes) internal pure returns (uint256) {
        unchecked {
            return uint256(int256(time) + utcOffsetMinutes * 60) / 1 days + EPOCH_DAY;
        }
    }

    /// @notice The last second of a day, Unix time.
    function endOfDay(uint256 dayNumber, int256 utcOffsetMinutes) internal pure returns (uint256) {
        unchecked {
            return uint256(int256((dayNumber + 1 - EPOCH_DAY) * 1 days) - utcOffsetMinutes * 60) - 1;
        }
    }

    function dateOf(uint256 dayNumber) internal pure returns (uint256 year, uint256 month, uint256 dayOfMonth) {
        unchecked {
            uint256 day = dayNumber + 305; // days since 1 March of year 0
            uint256 era = day / 146097;
            uint256 ofEra = day % 146097;
            uint256 yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
            uint256 ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            uint256 shifted = (5 * ofYear + 2) / 153;
            dayOfMonth = ofYear - (153 * shifted + 2) / 5 + 1;
            month = shifted < 10 ? shifted + 3 : shifted - 9;
            year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        }
    }

    /// @notice The Rata Die of a date; months beyond 12 count into later years.
    function dayOf(uint256 year, uint256 month, uint256 dayOfMonth) internal pure returns (uint256) {
        unchecked {
            (year, month) = (year + (month - 1) / 12, (month - 1) % 12 + 1);
            uint256 shifted = month > 2 ? month - 3 : month + 9;
            if (month <= 2) --year;
            return 365 * year + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + dayOfMonth - 306;
        }
    }

    /// @notice YYYYMMDD.
    function calendarOf(uint256 dayNumber) internal pure returns (uint256) {
        (uint256 year, uint256 month, uint256 dayOfMonth) = dateOf(dayNumber);
        unchecked {
            return year * 10000 + month * 100 + dayOfMonth;
        }
    }

    /// @notice `today` of protocol P-21: YYYYMMDD · 2^32 + day number.
    function packToday(uint256 dayNumber) internal pure returns (uint256) {
        return (calendarOf(dayNumber) << 32) | dayNumber;
    }
}
