// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "age" (development key).
contract AgeVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0x9d08c163448876e6f45be3b7aa442944c4a1d1c7c3833665fae3930923da5336;
    string public constant circuitName = "age";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0xa26dd0f7de1655dc8f9699f3bdd73111f0d03d4f549ec81a7d0ee3fd5c89242b;
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/age.json#0x8a6aac14903ef91a90bf7cc12a83044cf25daba450485b36af325cabbd19b7ae";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x00e0ce6f1c5b0390a01ae0b26edf235b45b831c8b92d4b6f207caec5cbd3073d)
            mstore(add(key, 32), 0x296975254563dfe2572edacce36707076eb4b62ef684c163baa72a085611438c)
            mstore(add(key, 64), 0x1cb09da0119053865abf629932eeebe6bd6471e0c75761106b99521f151fb91b)
            mstore(add(key, 96), 0x078f08284150ab0da21bea8ccc2d71700941484cc1ba353c78450abb87f3b32e)
            mstore(add(key, 128), 0x1050f207662f9f8e1f65023ab9e4a3de319f863d6257a47f639f3e82a619905c)
            mstore(add(key, 160), 0x21adc55f2c6c815ede72209d33b7fff2cc569e6db1fb82faa9a3d6833d788a20)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x084d196ec47f1981cf9af9be543318d4cc6a770a5e9f0e882bbe0b11d05647c0)
            mstore(add(key, 352), 0x1860803683348c4b9e2e4bf4407f7d8b538c09dbc5e2b3b37c9dc06b1ebd8a21)
            mstore(add(key, 384), 0x010f929bd4b05f222172af5b0bbf200f05267a41c652ee1fcc48b25a6a663a5f)
            mstore(add(key, 416), 0x24eefcbd81c01af31f06897ca4153646e770eacb1cee6f341b71f54007dcf2b9)
            mstore(add(key, 448), 0x2627b25d13c0e77b4e1fd4a560739bc5bf3e894025b8839e4514dd8a37d6288a)
            mstore(add(key, 480), 0x15c6daceb2fa52438f1dff7cca010673620fad368627389f1ecccbf67499823e)
            mstore(add(key, 512), 0x156b83cf5c28e71df7ac5cb70c6b3d16d66c2460b884e421873399f6c086c3cb)
            mstore(add(key, 544), 0x294cde0ecfd19fa876d5d44de8b64d4024d34eae0d203aef79a832267dc56429)
            mstore(add(key, 576), 0x28800d306d9db9f6e6ffdc4661b428d84446829cdf77f0e9e865127d251e2e02)
            mstore(add(key, 608), 0x04e538477dc88dca70ed26c9ced0bfe8e73be4f6ed86295df1425718153615dc)
            mstore(add(key, 640), 0x08b1b1f20b3794b8585c31573fa472a6d28095f40ecbe9cf522d7eea7293c11d)
            mstore(add(key, 672), 0x0768cd467592fbfcc3f48838fa3ae6b8800f7ea679c107705517ebf9719f029d)
            mstore(add(key, 704), 0x039a57c7213468cb75e62360887046267ee756e9f8c48d860da4a356ea4705bf)
            mstore(add(key, 736), 0x0ab0d380a843ec6b36f74aec4cc5d65b7874dbd6fb24d1696bcf9faa06089b23)
            mstore(add(key, 768), 0x2ff27903352e1581121ee58c94185267a83e69d85bd3cf3de59c3644abd0c6b0)
            mstore(add(key, 800), 0x09830e6dc2862a36ffaa9138e435c8b1f9873820b89bbda4df630948891e133a)
            mstore(add(key, 832), 0x21fcab2f5432ee8be10ac98dd116cdaa87f3ef73ef3289ee5306e03fea329268)
            mstore(add(key, 864), 0x005f7d7b99bd045f4dc128a85ea2bc643740a3157a5b1e1bd79a526e398f63c2)
            mstore(add(key, 896), 0x1636e1c76f82d11fb614506efbc7a8513e3eccbf2131c8720c753c3d5b6ed8c7)
            mstore(add(key, 928), 0x27e72403e573cd45171aec6bf7fc233abba886e429c510c76f6bf33eb3d2565d)
            mstore(add(key, 960), 0x20e9a04bcaec0570518dd7aeba17900de1314af1b0dadb8ba5843d224781c247)
            mstore(add(key, 992), 0x1e71a18db6f83ed00aa1ed85ff40d438db8e8763cfd8a1a0b5317cdb92e38ec5)
        }
    }
}
