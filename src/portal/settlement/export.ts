/** Solidity source of the verifier of one verification key. */

import { integerToHex } from "../../core/bytes.ts";
import { own } from "../../core/own.ts";
import { VerificationKeyError } from "../../engine/groth16/unsafe-key.ts";
import { importVerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { KeySetup } from "../../statement/artifacts/manifest.ts";
import {
  type LoadVerificationKeyOptions,
  openEntry,
  readChecked,
  readVerificationKey,
} from "../../statement/artifacts/verification-key.ts";
import { type CircuitName, CLAIM_CIRCUITS, isClaimCircuit } from "../../statement/circuit/signals.ts";
import { keccakOfBytes } from "./abi-words.ts";

/** Options of {@link exportVerifier}. */
export interface ExportVerifierOptions {
  readonly circuit: CircuitName;
  readonly setup: KeySetup;
  /** Export keys whose secret is public. For tests and demonstrations only. */
  readonly allowDevelopmentKeys?: boolean;
  /** SHA-256 of the circuit's R1CS, 64 hexadecimal characters: the circuit's identifier of ERC-8084. */
  readonly circuitHash: string;
  /** Refuse any key but the one with this hash. */
  readonly expectedHash?: string;
  /** Where the key can be fetched, with its hash behind a `#`. Printable ASCII without quotes and backslashes. */
  readonly uri: string;
  /** Import path of Groth16Verifier.sol as seen from the generated file. */
  readonly basePath?: string;
}

/** A generated contract. */
export interface ExportedVerifier {
  /** For example `AgeVerifier`. */
  readonly contractName: string;
  readonly source: string;
  /** SHA-256 over the key's canonical encoding, 64 hexadecimal characters. */
  readonly verificationKeyHash: string;
}

interface KeyPoints {
  readonly vk_alpha_1: readonly string[];
  readonly vk_beta_2: readonly (readonly string[])[];
  readonly vk_gamma_2: readonly (readonly string[])[];
  readonly vk_delta_2: readonly (readonly string[])[];
  readonly IC: readonly (readonly string[])[];
}

/**
 * Writes the contract that checks proofs under one key; the same key and options always give the same text.
 *
 * @throws VerificationKeyError for a malformed key or another hash, a circuit with more than eight public signals, or a URI or
 * path that does not fit in a string literal
 * @throws UnsafeKeyError when delta equals gamma up to sign
 * @throws DevelopmentKeyError for a development key without `allowDevelopmentKeys`
 */
export function exportVerifier(json: unknown, options: ExportVerifierOptions): ExportedVerifier {
  const { circuit, circuitHash, setup, uri, basePath = "../Groth16Verifier.sol" } = own(options);
  const { hash } = importVerificationKey(json, options);
  if (!isClaimCircuit(circuit)) {
    throw new VerificationKeyError({
      path: "circuit",
      expected: `one of ${CLAIM_CIRCUITS.join(", ")}: the contracts take eight public signals`,
      received: circuit,
    });
  }
  literal(uri, "uri");
  literal(basePath, "basePath");
  if (!/^[0-9a-f]{64}$/.test(circuitHash)) {
    throw new VerificationKeyError({ path: "circuitHash", expected: "64 lower-case hexadecimal characters" });
  }
  const key = json as KeyPoints;
  const words = [
    ...g1(key.vk_alpha_1),
    ...[key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].flatMap(g2),
    ...key.IC.flatMap(g1),
  ];
  const contractName = `${circuit[0]!.toUpperCase()}${circuit.slice(1)}Verifier`;
  const stores = words.map(
    (word, i) => `            mstore(${i === 0 ? "key" : `add(key, ${32 * i})`}, 0x${integerToHex(word)})\n`,
  );
  const source = `// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by \`civicproof contracts export\`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "${basePath}";

/// @notice Verifier of the circuit "${circuit}" (${setup} key).
contract ${contractName} is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = ${setup === "development"};
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0x${hash};
    string public constant circuitName = "${circuit}";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0x${circuitHash};
    string public constant verificationKeyURI = "${uri}";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
${stores.join("")}        }
    }
}
`;
  return { contractName, source, verificationKeyHash: hash };
}

/**
 * The same for the key that a manifest names; the URI is its place in the npm package unless another is given.
 *
 * @throws what {@link readVerificationKey} and {@link exportVerifier} throw
 */
export async function exportArtifactVerifier(
  options: LoadVerificationKeyOptions & Partial<Pick<ExportVerifierOptions, "uri" | "basePath">>,
): Promise<ExportedVerifier> {
  const { circuit, manifest, read, allowDevelopmentKeys = false, ...chosen } = own(options);
  const { setup, files } = openEntry({ circuit, manifest, allowDevelopmentKeys });
  const { verificationKey } = await readVerificationKey({ circuit, manifest, read, allowDevelopmentKeys });
  const bytes = await readChecked(files.vkey, read);
  return exportVerifier(verificationKey, {
    circuit,
    circuitHash: files.r1cs.sha256,
    setup: setup.kind,
    allowDevelopmentKeys,
    uri: `npm:civicproof/artifacts/${files.vkey.path}#${keccakOfBytes(bytes)}`,
    ...chosen,
  });
}

function literal(text: string, path: string): void {
  if (!/^[ !#-[\]-~]{1,300}$/.test(text)) {
    throw new VerificationKeyError({ path, expected: "printable ASCII without quotes and backslashes" });
  }
}

function g1([x, y]: readonly string[]): readonly bigint[] {
  return [BigInt(x!), BigInt(y!)];
}

/** Imaginary parts first (EIP-197). */
function g2([x, y]: readonly (readonly string[])[]): readonly bigint[] {
  return [x![1]!, x![0]!, y![1]!, y![0]!].map(BigInt);
}
