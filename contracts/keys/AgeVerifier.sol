// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "age" (development key).
contract AgeVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0xe5f6580fbd23076b003a1eb6c0c311624e15e4a443cb365c01f3da2f059da0eb;
    string public constant circuitName = "age";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0x9b80a84b4a1a34a0f8a8b20087ecb672f2740743b42112e28ad1429ec0e373a7;
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/age.json#0x5658927cb546d81ee0c7f8315e7106a130896634762c9e4991d312cda160aa2e";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x03037834a8d9dd8d233e70890fe177b8099bcc39c89a1e5082232b07c435c430)
            mstore(add(key, 32), 0x2b15d8feca7453ec44607865940340d58f0cbdf18a7695e524173923eda3caa2)
            mstore(add(key, 64), 0x16ecc303e63b693d61cffa5302fc6fac47ff3373b4d9852061d6ebc175215ee8)
            mstore(add(key, 96), 0x25ee197faa41b837003431d6b7d791fba69eb5af0b0a78adeb64a394eca9edd8)
            mstore(add(key, 128), 0x1000d1037b2f5ad165ead7cc7d88d65a183bba4aa906823b3026635cdfaabd77)
            mstore(add(key, 160), 0x24cda275aec902a01e6dbd1809e99d14839060e967a2176289a31da62558ed6b)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x00e43bade637802b382c0be2a9b05572f0e35799a6bf62885e58c201223a8812)
            mstore(add(key, 352), 0x135b366aaac9fce4bfaaaf0b3596db62d535f2d113a6ddebf02ecb203eba9b1f)
            mstore(add(key, 384), 0x0633faebeba67a54d9220014d9aa14629516f327e50fec50e5506a38dbfb756f)
            mstore(add(key, 416), 0x1576ba0c8fff002f89c893e6f59fff6ec0521c3c83f874845852119579dfee54)
            mstore(add(key, 448), 0x10ba6e132c39259e32745cb7948c38d0d16f17cd8b32b01afa67883ecdd3306c)
            mstore(add(key, 480), 0x2fab5bbab754e1134f2244962af738bc11191e02e06cf2ab1d4a27b1938e2fb3)
            mstore(add(key, 512), 0x267c179f761beabdf9423b317b6fd5131a05de6791c8d7ea19042548f8529ab1)
            mstore(add(key, 544), 0x1ef59e87644d99413d6cb7b621d381824d55aad3e05cd926fcba5b57a9c29ba6)
            mstore(add(key, 576), 0x1e0ab5f243e92d0013d49dc04b2c2d652ce687a2b71352afddf1b3a06e787944)
            mstore(add(key, 608), 0x05e03a93c2062442775010315684269e6891013887bee49fd05338face31f431)
            mstore(add(key, 640), 0x25de68afa96f9ed85f306a7d2e3375c5c2e3095141d8d239346bc39c014c543f)
            mstore(add(key, 672), 0x01aa8efb69abecbdaa27dd15d152403d7a9428336ac2bd26d54ca845165e4a95)
            mstore(add(key, 704), 0x23f9f2234eab51fdfac74fb7c56f3c86e4798c62b137c26fad226b14c9ecc3e3)
            mstore(add(key, 736), 0x1cef4a4623ce0dd30231696d8b4bd4fba4bc21642b1cd7f2f54976b3985eb60d)
            mstore(add(key, 768), 0x0d5be1a994dd32cf2b3f2234d0d4b7c773d9ad36f818859dd0b9f82b345ba889)
            mstore(add(key, 800), 0x0a0958cb93218ae3d4ab33849dacc93acfb13794f9c98685ecac98107c985583)
            mstore(add(key, 832), 0x16027ad37ff49b08e7506cb7f3544225d594c716cd1692c5772c7582993a32c2)
            mstore(add(key, 864), 0x0bc104c8774d6b8125f9722c980ad9dff0e264aa9d295785feddc33d9762d7d1)
            mstore(add(key, 896), 0x0d304bf61275d6532fe4ce76748e45223f20c307fd34648ff307c0f30015d00a)
            mstore(add(key, 928), 0x057e96a09377d94a96e3657af2016c0015589e83fe3adcf92a25d1c4ba92fd79)
            mstore(add(key, 960), 0x1c45ebaed7b69721f12ce9f9760f378c477569965d5a731bcec3975d35ae10d8)
            mstore(add(key, 992), 0x2385da44a3f3f8331c738701427ecad649e5019395ce61b1c7d0eca8c425b542)
        }
    }
}
