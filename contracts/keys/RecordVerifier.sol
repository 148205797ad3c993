// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "record" (development key).
contract RecordVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0x51448fcc5e92041d9167df2732a4271b624c84ea2e98d4d23b898c5b6929e783;
    string public constant circuitName = "record";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0xcf430651baeaacf5b17704abef267dd461240b3a5a44a9793107634d23d7f89b;
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/record.json#0xf4d807d8bf75795227ad8ca961a666523d9a79efee017ab84833c0215dfa37f3";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x2ec40344746551b1d682150568e1bb9c4b96709bc74e8a86484d30c9bfbe8247)
            mstore(add(key, 32), 0x01bae178520b7782b87f21100005d1a2cd04d3b326083923b68c843553776534)
            mstore(add(key, 64), 0x0e506145e5e3d97a68e872fde3b2053f7618227716ca429010c2e197d0212320)
            mstore(add(key, 96), 0x011fc7a0c82308da47975f58c98b78efa3baa34439ea071a21cc49cd9c78e1cc)
            mstore(add(key, 128), 0x1320c2bdf660fa4f83eb76f785f5d9a7e8e48d0077ee1dc30df9e723c18563cf)
            mstore(add(key, 160), 0x2832674db16c8b7a290a37c986e5c9bc335526272556f2b0016d3a80b274c8a1)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x0f35fb698c9391654d76faf41bbdf738db42114ee33a293137254b3e9d959ff1)
            mstore(add(key, 352), 0x0d955ddc0e97677d1ebfd50b0cb4e85be3e20319834991e6150b4893a32eea95)
            mstore(add(key, 384), 0x0411f4df04f1118d28dba9bee7ee01435bce25dabfd0740f99e92cac1ed30973)
            mstore(add(key, 416), 0x14f5b8b102a933d2ef4a84fcc82c35508ab0a45bd1a84b8443bf727ca3057ec9)
            mstore(add(key, 448), 0x16ef329c09786c38490cd6f517cfed816f24a2dbd4c96aa8a5e3b1e2d08427c1)
            mstore(add(key, 480), 0x1e6943308a1256ae6c7c58fadded6aeb1fdf3a8cf30f973e32e42ee64c432255)
            mstore(add(key, 512), 0x02f01ae5936f21e8fa3da8aa2e129e57f708d7aeb09cdfac221d4e321b5dc1f9)
            mstore(add(key, 544), 0x09c795ecd900c3e052b39c3cccebc6735ff391ac5f706a078348f459e3b0a34a)
            mstore(add(key, 576), 0x0d0915cc6927c7e932f00cc16e092cb21db3350b914770fa37ff0dbfb69ca8b5)
            mstore(add(key, 608), 0x1f41416be84556353bcc51dbabd450da4e330f66bf90d62ceebe55a3d3a1325c)
            mstore(add(key, 640), 0x20de50f1a5ba6ba9f954e6f4298d0e56aff21bb01aaa1b27c3e88b9d0923217e)
            mstore(add(key, 672), 0x28104425e3e62ee0ae1b6bd036431b67d8542a12f41fb00b754e9c0d51c2b422)
            mstore(add(key, 704), 0x2e7ad7a77ee5d6be484416c472c4d44a50eaa3eb601256c6d2b27c744e4e867d)
            mstore(add(key, 736), 0x0b64a3b986a3da85864dafea336b79881224d06ac2dbc3e86c56276012546d06)
            mstore(add(key, 768), 0x1dc3798c8e9f2bbbcb989a89c91ac3d292f3428f789a63b0006875ad8bffd971)
            mstore(add(key, 800), 0x0d867ba909eec80e4f479e2d6f7ca84fba6e19af4afd8352228521ff0426f920)
            mstore(add(key, 832), 0x1d4eed78dd6dd845416f381b389bde7c24881894021a2b0f89388cf2773da91f)
            mstore(add(key, 864), 0x09e0ee23dc35a7a30776610fee80a6018614f1f066bbe94f804c20455475a75e)
            mstore(add(key, 896), 0x1fe235877b8083a76c02ffe55070e481f2ff6e9f93f2760ef772621ba9645017)
            mstore(add(key, 928), 0x1f9176e185053e2ab81d723b5df8840f5b3d30cdfca56c39d4c33be33872e87d)
            mstore(add(key, 960), 0x1862f52371a607fa715bb2ac6af41b1b4562541f2a66d57434ddda5e2fed5bad)
            mstore(add(key, 992), 0x2e577c1a4aae9a71351486e84ff348c9268ff036841d629c0d7160042ff2aa1e)
        }
    }
}
