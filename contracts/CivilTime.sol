// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice Days and calendar dates (proleptic Gregorian).
library CivilTime {
    /// Rata Die of 1970-01-01.
    uint256 internal constant EPOCH_DAY = 719163;

    /// @notice `today` of protocol P-21: YYYYMMDD · 2^32 + day number.
    /// @dev Years that start on 1 March make the leap day the last of the year; 400 years have 146,097 days.
    function packToday(uint256 dayNumber) internal pure returns (uint256) {
        unchecked {
            uint256 day = dayNumber + 305; // days since 1 March of year 0
            uint256 era = day / 146097;
            uint256 ofEra = day % 146097;
            uint256 yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
            uint256 ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            uint256 shifted = (5 * ofYear + 2) / 153;
            uint256 dayOfMonth = ofYear - (153 * shifted + 2) / 5 + 1;
            uint256 month = shifted < 10 ? shifted + 3 : shifted - 9;
            uint256 year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
            return ((year * 10000 + month * 100 + dayOfMonth) << 32) | dayNumber;
        }
    }
}
