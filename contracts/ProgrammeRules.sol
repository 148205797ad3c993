// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bn254} from "./Bn254.sol";
import {CivilTime} from "./CivilTime.sol";
import {Signals} from "./Signals.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {IProgrammeRegistry, PeriodGrid, PeriodKind, ProgrammeTerms} from "./interfaces/IProgrammeRegistry.sol";

/// @notice What a programme's terms must satisfy, whatever else is registered. Apart from the gate that deploys it because a
/// contract's code has a limit (EIP-170); it has no state.
contract ProgrammeRules {
    /// 9999-01-01, after which dates have no name.
    uint256 private constant LAST_CLOSE = 253_370_764_800;

    /// @notice Reverts for terms that this gate can't take.
    function check(ProgrammeTerms calldata terms, bool allowDevelopmentKeys) external view {
        bytes calldata name = bytes(terms.name);
        _require(_isHost(bytes(terms.domain)), "domain");
        _require(name.length > 0 && name.length <= 64, "name");
        for (uint256 i = 0; i < name.length; ++i) _require(_isAlphanumeric(name[i]) || name[i] == "-", "name");
        _require(terms.policyHash < Bn254.R, "policyHash");
        _require(terms.askerHash != 0, "askerHash");
        _require(terms.closesAt > terms.opensAt && terms.closesAt <= LAST_CLOSE, "closesAt");
        _require(terms.maxClaims > 0 && terms.maxClaims <= 16, "maxClaims");
        PeriodGrid calldata grid = terms.grid;
        uint256 daysEach = grid.daysEach;
        _require(grid.kind == PeriodKind.Days ? daysEach > 0 && daysEach <= 3660 : daysEach == 0, "daysEach");
        _require(grid.utcOffsetMinutes >= -720 && grid.utcOffsetMinutes <= 840, "utcOffsetMinutes");
        _require(grid.firstDay > CivilTime.EPOCH_DAY, "firstDay");
        bool hasBegun = terms.opensAt >= 1 days && CivilTime.dayAt(terms.opensAt, grid.utcOffsetMinutes) >= grid.firstDay;
        _require(hasBegun, "opensAt");

        uint256 expected = scopeOf(terms.domain, terms.name, msg.sender);
        if (terms.scope != expected) revert IProgrammeRegistry.ScopeMismatch(expected, terms.scope);
        IGroth16Verifier verifier = IGroth16Verifier(terms.verifier);
        _require(verifier.signalSchemaHash() == Signals.SCHEMA_HASH, "verifier");
        if (verifier.DEVELOPMENT_KEY() && !allowDevelopmentKeys) {
            revert IProgrammeRegistry.DevelopmentKeyRefused(terms.verifier);
        }
    }

    /// @notice Scope of a programme of a gate on this chain (protocol P-20).
    function scopeOf(string calldata domain, string calldata name, address gate) public view returns (uint256) {
        bytes memory chain = bytes.concat("eip155:", _decimal(block.chainid));
        return uint256(
            sha256(
                abi.encodePacked(
                    "civicproof/v2/s1/scope",
                    uint32(bytes(domain).length),
                    domain,
                    uint32(bytes(name).length),
                    name,
                    uint32(chain.length),
                    chain,
                    uint32(42),
                    _hexadecimal(gate)
                )
            )
        ) >> 8;
    }

    function _require(bool holds, bytes32 field) private pure {
        if (!holds) revert IProgrammeRegistry.TermsInvalid(field);
    }

    /// Labels of lower-case letters, digits and inner hyphens, as protocol P-20 has them.
    function _isHost(bytes calldata host) private pure returns (bool) {
        if (host.length == 0 || host.length > 253) return false;
        uint256 label = 0;
        for (uint256 i = 0; i < host.length; ++i) {
            bytes1 c = host[i];
            if (_isAlphanumeric(c) || (c == "-" && label > 0)) ++label;
            else if (c == "." && label > 0 && host[i - 1] != "-") label = 0;
            else return false;
            if (label > 63) return false;
        }
        return label > 0 && host[host.length - 1] != "-";
    }

    function _isAlphanumeric(bytes1 c) private pure returns (bool) {
        return (c >= "a" && c <= "z") || (c >= "0" && c <= "9");
    }

    function _decimal(uint256 value) private pure returns (bytes memory text) {
        do {
            text = bytes.concat(bytes1(uint8(48 + value % 10)), text);
            value /= 10;
        } while (value > 0);
    }

    function _hexadecimal(address value) private pure returns (bytes memory text) {
        text = "0x0000000000000000000000000000000000000000";
        uint160 left = uint160(value);
        for (uint256 i = 41; i > 1; --i) {
            text[i] = bytes16("0123456789abcdef")[left % 16];
            left /= 16;
        }
    }
}
