// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Trapdoor} from "./Trapdoor.sol";

/// The simulator against Groth16's equation written out plainly, so that a wrong simulator can't hide a wrong verifier.
contract TrapdoorTest {
    function testFuzz_simulated_proofs_satisfy_the_equation(uint256[8] memory signals, uint256 blinding) public view {
        for (uint256 i = 0; i < 8; i++) signals[i] %= Trapdoor.R;
        uint256[8] memory proof = Trapdoor.prove(signals, blinding);
        require(plainVerify(proof, signals), "simulated proof");
        signals[blinding % 8] = addmod(signals[blinding % 8], 1, Trapdoor.R);
        require(!plainVerify(proof, signals), "another statement");
    }

    /// e(-A, B) e(alpha, beta) e(IC0 + sum of signal·IC, gamma) e(C, delta) = 1, without any check of ranges.
    function plainVerify(uint256[8] memory proof, uint256[8] memory signals) internal view returns (bool) {
        uint256[18] memory ic = Trapdoor.ic();
        (uint256 x, uint256 y) = (ic[0], ic[1]);
        for (uint256 i = 0; i < 8; i++) {
            bytes memory term = call(7, abi.encode(ic[2 * i + 2], ic[2 * i + 3], signals[i]));
            (x, y) = abi.decode(call(6, abi.encodePacked(x, y, term)), (uint256, uint256));
        }
        uint256 minusY = proof[1] == 0 ? 0 : Trapdoor.Q - proof[1];
        bytes memory input = abi.encodePacked(
            abi.encode(proof[0], minusY, proof[2], proof[3], proof[4], proof[5]),
            abi.encode(Trapdoor.alpha1(), Trapdoor.beta2()),
            abi.encode(x, y, Trapdoor.gamma2()),
            abi.encode(proof[6], proof[7], Trapdoor.delta2())
        );
        return abi.decode(call(8, input), (bool));
    }

    function call(uint160 precompile, bytes memory input) internal view returns (bytes memory out) {
        bool ok;
        (ok, out) = address(precompile).staticcall(input);
        require(ok, "precompile");
    }
}
