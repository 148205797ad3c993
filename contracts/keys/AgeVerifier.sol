// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "age" (development key).
contract AgeVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0xba5432e444f61af9159e8a7dc3db9731006ae16f99bd827868bc08bbe8a9e144;
    string public constant circuitName = "age";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0x1874dcffa7b670ac37f82f05dbdf95d6a3afc4776778201a0c9d53dc880d964d;
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/age.json#0x9893dec3cee9c313154a0fb668c22f8029eff35ad58df99d3236cfeb2adaee87";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x076812411bce0158a6bd187ec092eff6feaf4388e20085359d686479b0e69349)
            mstore(add(key, 32), 0x176fd6774b9cd0c2c29ff487785a963878b09fff537abf9a08c4f38b1809a7bf)
            mstore(add(key, 64), 0x1569e5ee30deef64366f50b2b7890d63a95efa2ad2d955ab65685cdbaf3fb194)
            mstore(add(key, 96), 0x2772b45ebb8966d9b17e4a43b1d123e377e70251629e495dbddb8526bb3bb236)
            mstore(add(key, 128), 0x2764ce89dbe4272bb9afa1a1bc17ff3da407daeece1671e8dc62afee9acf5ed9)
            mstore(add(key, 160), 0x175d8bfaefafb5a3d2ed5c77bd8bcf8666116c028dbfbe4aebbae02abf468e92)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x0d90906c81c795a5b4841e7a8aa3e4b8634399c8786fde9246e0b3c093b47bd4)
            mstore(add(key, 352), 0x2f56b81d86d7dcd686730055f91256c897a575f1aaa9dc5d2c0462360d83129b)
            mstore(add(key, 384), 0x1dff746271c74e59e5a0aef0010bbfc5956bb43e9ee143defa0b119525fabeae)
            mstore(add(key, 416), 0x2ac986363b6d317829cb40feb28a480534d4a287788e12f0aa533d25765259cd)
            mstore(add(key, 448), 0x13878213461c3f76918bde71b87b618c64568c0d550611360c48b04388716bb7)
            mstore(add(key, 480), 0x0586c65f8aed7a3a308e22e2353bc5b829bdb3c27b84d8dd0faa70b07051c879)
            mstore(add(key, 512), 0x03eef1e97cca8bff7e71d7c6dd306f083f9c96fbe3c709ce019f331f54214be7)
            mstore(add(key, 544), 0x26d35e444e04edf274d30b93b3d101e34aca455efff13204112da00cc8c710d8)
            mstore(add(key, 576), 0x2703ecabe93b0c054a1dc7c6ae3b0d826468e9dd9c7a165fab002794546a5ed6)
            mstore(add(key, 608), 0x20ed171776bb1bd7e72baad79bb3270e36b2ecff900c855b82946219590f5505)
            mstore(add(key, 640), 0x01dd23ed8ace82d8fed9c0761e8611cb50173f04d9d4a3e495a6405101daa78d)
            mstore(add(key, 672), 0x13f18563b57679dd115295aca64a698b6f897ff2c7ef62d91280b394a15875b8)
            mstore(add(key, 704), 0x08c04c2fd68a5175677e4b42d8206f1edeb40e5500af174b19b66af14574a6c7)
            mstore(add(key, 736), 0x13784335fc6a1640182ca3dc0854753a718748f22d5c0ee902f62ecd0469bbf6)
            mstore(add(key, 768), 0x26bfccfd1b48566e1c4ead65b61890bdbbe48c013463a4a33b03e7e445a31332)
            mstore(add(key, 800), 0x251c56a2dba4d1239bc3bfa163d3f83311d4ef82afde77c8a4597ddb0770f820)
            mstore(add(key, 832), 0x1f060fadef27f5df02ac45f018903db9fdd156f950707b99306adb85b74a6a7a)
            mstore(add(key, 864), 0x02c33192e51db8e10a31c659c101b4d7683a993c8eb2ec1a9f37698a5843a84a)
            mstore(add(key, 896), 0x23c5baf0a40dacaeedfee08237a6c71d877941dc3f2ea8e2a8d712254022d00b)
            mstore(add(key, 928), 0x1e94dc0a875b138e3a4e9382b559333682c607cea49532c60f3221760c7913c7)
            mstore(add(key, 960), 0x05c1154b1593119a1af7ce2b977026ef51bf562fcc5c9270b531dc54e2a6081e)
            mstore(add(key, 992), 0x0f9115e7809cc539ad34fc59708541799dbf7fbd97583f64a786078387913d7e)
        }
    }
}
