// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Signals} from "../../Signals.sol";
import {IGroth16Verifier} from "../../interfaces/IGroth16Verifier.sol";
import {AgeVerifier} from "../../keys/AgeVerifier.sol";
import {EligibilityVerifier} from "../../keys/EligibilityVerifier.sol";
import {ResidencyVerifier} from "../../keys/ResidencyVerifier.sol";
import {Cheating} from "../fuzz/Cheats.sol";

/// The generated verifiers on the fixtures' real proofs.
contract VerifiersTest is Cheating {
    IGroth16Verifier[3] private verifiers;
    string private json;

    function setUp() public {
        verifiers = [IGroth16Verifier(new AgeVerifier()), new ResidencyVerifier(), new EligibilityVerifier()];
        json = vm.readFile("test/fixtures/claims.json");
    }

    function test_metadata() public view {
        string[3] memory names = ["age", "residency", "eligibility"];
        for (uint256 i = 0; i < 3; i++) {
            require(keccak256(bytes(verifiers[i].circuitName())) == keccak256(bytes(names[i])), "circuit");
            require(bytes(verifiers[i].verificationKeyURI()).length > 0, "URI");
            require(verifiers[i].circuitId() != 0 && verifiers[i].circuitVersion() == 2 << 32, "circuit id and version");
            require(verifiers[i].proofSystem() == 0x00000001, "Groth16");
            require(verifiers[i].publicInputsSchemaHash() == Signals.DOCUMENT_HASH, "schema document");
            require(
                keccak256(bytes(verifiers[i].publicInputsSchemaURI())) == keccak256(bytes(Signals.DOCUMENT_URI)), "schema URI"
            );
            require(
                verifiers[i].verificationKeyHash()
                    == vm.parseJsonBytes32(json, string.concat(".programmes.", names[i], ".verificationKeyHash")),
                "key hash"
            );
            require(verifiers[i].DEVELOPMENT_KEY(), "development key says so");
            require(
                verifiers[i].signalSchemaHash()
                    == keccak256("nullifier,policyHash,issuerRoot,statusRoot,scope,period,today,context"),
                "schema"
            );
        }
    }

    function test_real_proofs_of_every_circuit() public view {
        string[3] memory names = ["age", "residency", "eligibility"];
        for (uint256 i = 0; i < 3; i++) {
            for (uint256 n = 0; n < 2; n++) {
                (uint256[8] memory proof, uint256[8] memory signals) = read(names[i], n);
                require(verifiers[i].verify(proof, signals), "real proof");
                (bool ok,) = address(verifiers[(i + 1) % 3]).staticcall(
                    abi.encodeCall(IGroth16Verifier.verify, (proof, signals))
                );
                require(!ok, "another circuit's key");
                for (uint256 s = 0; s < 8; s++) {
                    uint256 kept = signals[s];
                    signals[s] = kept ^ 1;
                    (ok,) = address(verifiers[i]).staticcall(abi.encodeCall(IGroth16Verifier.verify, (proof, signals)));
                    require(!ok, "another signal");
                    signals[s] = kept;
                }
            }
        }
    }

    function read(string memory circuit, uint256 n) private view returns (uint256[8] memory proof, uint256[8] memory signals) {
        string memory at = string.concat(".", circuit, "[", vm.toString(n), "]");
        uint256[] memory p = vm.parseJsonUintArray(json, string.concat(at, ".proof"));
        uint256[] memory s = vm.parseJsonUintArray(json, string.concat(at, ".signals"));
        require(p.length == 8 && s.length == 8, "fixture");
        for (uint256 i = 0; i < 8; i++) (proof[i], signals[i]) = (p[i], s[i]);
    }
}
