/**
 * Writes the EIP-196/197 edge-point vectors and the trapdoor key of the Solidity tests, computed with @noble/curves,
 * an implementation independent of the precompiles under test. With --check compares only.
 */
import { bn254 } from "@noble/curves/bn254.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { writeOrCheck } from "../../../scripts/write-or-check.ts";
import { FIELD_MODULUS } from "../../../src/core/field.ts";

const r = FIELD_MODULUS;
const q = bn254.fields.Fp.ORDER;
const { Fp, Fp2 } = bn254.fields;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
const MAX = 2n ** 256n - 1n;
type G1Point = InstanceType<typeof G1>;
type G2Point = InstanceType<typeof G2>;

const word = (value: bigint): string => value.toString(16).padStart(64, "0");
const hex = (...values: bigint[]): string => values.map(word).join("");
const mod = (value: bigint): bigint => ((value % r) + r) % r;

/** EIP-196: infinity is (0, 0). */
function g1Words(point: G1Point): [bigint, bigint] {
  if (point.is0()) return [0n, 0n];
  const { x, y } = point.toAffine();
  return [x, y];
}

/** EIP-197: imaginary part first, infinity is four zeros. */
function g2Words(point: G2Point): [bigint, bigint, bigint, bigint] {
  if (point.is0()) return [0n, 0n, 0n, 0n];
  const { x, y } = point.toAffine();
  return [x.c1, x.c0, y.c1, y.c0];
}

/** A scalar in 1 … r − 1 fixed by its name. */
function scalar(name: string): bigint {
  const digest = sha256(new TextEncoder().encode(`civicproof/test/${name}`));
  return mod(BigInt(`0x${Buffer.from(digest).toString("hex")}`)) || 1n;
}

/** The first point of the twist with a small x that is outside the prime-order subgroup. */
function twistPointOutsideSubgroup(): [bigint, bigint, bigint, bigint] {
  const b = Fp2.div({ c0: 3n, c1: 0n }, { c0: 9n, c1: 1n });
  for (let c0 = 1n; ; c0++) {
    const x = { c0, c1: 0n };
    const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), b);
    let y: typeof x;
    try {
      y = Fp2.sqrt(square);
    } catch {
      continue;
    }
    if (!Fp2.eql(Fp2.sqr(y), square)) continue;
    if (G2.fromAffine({ x, y }).isTorsionFree()) continue;
    return [x.c1, x.c0, y.c1, y.c0];
  }
}

const one = G1.BASE;
const two = G2.BASE;
const [gx, gy] = g1Words(one);
const negated: [bigint, bigint] = [gx, q - gy];
const p7 = one.multiply(7n);
const p11 = one.multiply(11n);
const outside = twistPointOutsideSubgroup();

type Vector = readonly [name: string, input: string, output: string | undefined];

const ecAdd: Vector[] = [
  ["infinity + infinity", hex(0n, 0n, 0n, 0n), hex(0n, 0n)],
  ["G + infinity", hex(gx, gy, 0n, 0n), hex(gx, gy)],
  ["infinity + G", hex(0n, 0n, gx, gy), hex(gx, gy)],
  ["G + G", hex(gx, gy, gx, gy), hex(...g1Words(one.double()))],
  ["G + (-G)", hex(gx, gy, ...negated), hex(0n, 0n)],
  ["7G + 11G", hex(...g1Words(p7), ...g1Words(p11)), hex(...g1Words(one.multiply(18n)))],
  ["(r-1)G + G", hex(...g1Words(one.multiply(r - 1n)), gx, gy), hex(0n, 0n)],
  ["empty input reads as zeros", "", hex(0n, 0n)],
  ["short input reads as zeros", hex(gx, gy), hex(gx, gy)],
  ["extra input is ignored", hex(gx, gy, 0n, 0n, MAX), hex(gx, gy)],
  ["off the curve", hex(1n, 3n, 0n, 0n), undefined],
  ["off the curve, second", hex(0n, 0n, 1n, 1n), undefined],
  ["x = 0, y = 1", hex(0n, 1n, 0n, 0n), undefined],
  ["x = 1, y = 0", hex(1n, 0n, 0n, 0n), undefined],
  ["x + q", hex(gx + q, gy, 0n, 0n), undefined],
  ["y + q", hex(gx, gy + q, 0n, 0n), undefined],
  ["x = q for 0", hex(q, 0n, 0n, 0n), undefined],
  ["y = q for 0", hex(0n, q, 0n, 0n), undefined],
  ["x = q - 1", hex(q - 1n, gy, 0n, 0n), undefined],
  ["2^256 - 1", hex(MAX, MAX, MAX, MAX), undefined],
];

const timesG = (name: string, k: bigint): Vector => [
  name,
  hex(gx, gy, k),
  hex(...g1Words(mod(k) === 0n ? G1.ZERO : one.multiply(mod(k)))),
];
const ecMul: Vector[] = [
  timesG("0·G", 0n),
  timesG("1·G", 1n),
  timesG("2·G", 2n),
  timesG("(r-1)·G", r - 1n),
  timesG("r·G is infinity", r),
  timesG("(r+1)·G", r + 1n),
  timesG("q·G", q),
  timesG("2^255·G", 2n ** 255n),
  timesG("(2^256-1)·G", MAX),
  ["5·infinity", hex(0n, 0n, 5n), hex(0n, 0n)],
  ["(2^256-1)·infinity", hex(0n, 0n, MAX), hex(0n, 0n)],
  ["3·(-7G)", hex(...g1Words(p7.negate()), 3n), hex(...g1Words(one.multiply(21n).negate()))],
  ["empty input", "", hex(0n, 0n)],
  ["missing scalar is 0", hex(gx, gy), hex(0n, 0n)],
  ["off the curve, scalar 0", hex(1n, 1n, 0n), undefined],
  ["off the curve, scalar 1", hex(1n, 1n, 1n), undefined],
  ["x + q", hex(gx + q, gy, 1n), undefined],
  ["y + q", hex(gx, gy + q, 1n), undefined],
  ["x = q for 0", hex(q, 0n, 1n), undefined],
];

const g2 = g2Words(two);
const [bx1, bx0, by1, by0] = g2;
const minusB = g2Words(two.negate());
const YES = hex(1n);
const NO = hex(0n);
const pairing: Vector[] = [
  ["no pair", "", YES],
  ["e(G, B)", hex(gx, gy, ...g2), NO],
  ["e(infinity, B)", hex(0n, 0n, ...g2), YES],
  ["e(G, infinity)", hex(gx, gy, 0n, 0n, 0n, 0n), YES],
  ["e(G, B) e(-G, B)", hex(gx, gy, ...g2, ...negated, ...g2), YES],
  ["e(G, B) e(G, -B)", hex(gx, gy, ...g2, gx, gy, ...minusB), YES],
  [
    "e(7G, 11B) e(-77G, B)",
    hex(...g1Words(p7), ...g2Words(two.multiply(11n)), ...g1Words(one.multiply(77n).negate()), ...g2),
    YES,
  ],
  [
    "e(7G, 11B) e(-78G, B)",
    hex(...g1Words(p7), ...g2Words(two.multiply(11n)), ...g1Words(one.multiply(78n).negate()), ...g2),
    NO,
  ],
  ["real part first", hex(gx, gy, bx0, bx1, by0, by1), undefined],
  ["B on the twist, outside the subgroup", hex(gx, gy, ...outside), undefined],
  ["B outside the subgroup, A infinity", hex(0n, 0n, ...outside), undefined],
  ["B off the twist", hex(gx, gy, bx1, bx0, by1, by0 + 1n), undefined],
  ["B x1 + q", hex(gx, gy, bx1 + q, bx0, by1, by0), undefined],
  ["B x0 + q", hex(gx, gy, bx1, bx0 + q, by1, by0), undefined],
  ["B y1 + q", hex(gx, gy, bx1, bx0, by1 + q, by0), undefined],
  ["B y0 + q", hex(gx, gy, bx1, bx0, by1, by0 + q), undefined],
  ["A off the curve", hex(1n, 1n, ...g2), undefined],
  ["A x + q", hex(gx + q, gy, ...g2), undefined],
  ["A y + q", hex(gx, gy + q, ...g2), undefined],
  ["A = (0, q)", hex(0n, q, ...g2), undefined],
  ["A 2^256 - 1", hex(MAX, MAX, ...g2), undefined],
  ["one byte short", hex(gx, gy, ...g2).slice(2), undefined],
  ["one byte more", `${hex(gx, gy, ...g2)}00`, undefined],
];

function solidityCases(name: string, vectors: readonly Vector[]): string {
  const items = vectors.map(
    ([label, input, output], i) =>
      `        cases[${i}] = Case(unicode"${label}", hex"${input}", ${output !== undefined}, hex"${output ?? ""}");`,
  );
  return `    function ${name}() internal pure returns (Case[] memory cases) {
        cases = new Case[](${vectors.length});
${items.join("\n")}
    }`;
}

const HEADER = `// SPDX-License-Identifier: Apache-2.0
// Generated by contracts/test/precompile/make-vectors.ts with @noble/curves; do not edit.
pragma solidity 0.8.30;
`;

const vectors = `${HEADER}
/// Inputs of the precompiles 0x06 (ecAdd), 0x07 (ecMul) and 0x08 (pairing) with the answer EIP-196 and EIP-197 demand.
library Vectors {
    struct Case {
        string name;
        bytes input;
        bool accepted;
        bytes output;
    }

    /// A point of the twist outside the subgroup of order r, imaginary parts first.
    function outsideSubgroup() internal pure returns (uint256[4] memory) {
        return [
            ${outside.map((v) => `uint256(0x${word(v)})`).join(",\n            ")}
        ];
    }

${solidityCases("ecAdd", ecAdd)}

${solidityCases("ecMul", ecMul)}

${solidityCases("pairing", pairing)}
}
`;

// A Groth16 key with known trapdoor: whoever knows it proves anything (the simulator of the zero-knowledge proof).
const PUBLIC = 8;
const alpha = scalar("alpha");
const beta = scalar("beta");
const gamma = scalar("gamma");
const delta = scalar("delta");
const b = scalar("b");
const ic = Array.from({ length: PUBLIC + 1 }, (_, i) => scalar(`ic-${i}`));
const inverse = (x: bigint): bigint => bn254.fields.Fr.inv(x);
const deltaInverse = inverse(delta);
if (Fp.ORDER !== q || mod(delta * deltaInverse) !== 1n) throw new Error("unexpected field");

const u = (value: bigint): string => `0x${word(value)}`;
const array = (values: readonly bigint[]): string =>
  `[\n            ${values.map((v, i) => (i === 0 ? `uint256(${u(v)})` : u(v))).join(",\n            ")}\n        ]`;

const trapdoor = `${HEADER}
/// A key whose trapdoor is known, so that a test proves any public signals without a prover. Never deploy it.
/// A = a·G, B = b·H, C = ((ab - alpha·beta - gamma·(ic0 + sum of signal_i·ic_i)) / delta)·G satisfies Groth16's equation.
library Trapdoor {
    uint256 internal constant R = ${r};
    uint256 internal constant Q = ${q};
    uint256 internal constant B_SCALAR = ${u(b)};
    uint256 internal constant ALPHA_BETA = ${u(mod(alpha * beta))};
    uint256 internal constant GAMMA = ${u(gamma)};
    uint256 internal constant DELTA_INVERSE = ${u(deltaInverse)};

    /// Discrete logarithms of the key's IC points.
    function icScalars() internal pure returns (uint256[${PUBLIC + 1}] memory) {
        return ${array(ic)};
    }

    function alpha1() internal pure returns (uint256[2] memory) {
        return ${array(g1Words(one.multiply(alpha)))};
    }

    function beta2() internal pure returns (uint256[4] memory) {
        return ${array(g2Words(two.multiply(beta)))};
    }

    function gamma2() internal pure returns (uint256[4] memory) {
        return ${array(g2Words(two.multiply(gamma)))};
    }

    function delta2() internal pure returns (uint256[4] memory) {
        return ${array(g2Words(two.multiply(delta)))};
    }

    function ic() internal pure returns (uint256[${2 * (PUBLIC + 1)}] memory) {
        return ${array(ic.flatMap((k) => g1Words(one.multiply(k))))};
    }

    /// A proof of these signals, a different one for each blinding; EIP-197 order.
    function prove(uint256[${PUBLIC}] memory signals, uint256 blinding) internal view returns (uint256[8] memory proof) {
        uint256 a = uint256(keccak256(abi.encode("a", blinding))) % R;
        if (a == 0) a = 1;
        uint256[${PUBLIC + 1}] memory k = icScalars();
        uint256 v = k[0];
        for (uint256 i = 0; i < ${PUBLIC}; i++) v = addmod(v, mulmod(signals[i], k[i + 1], R), R);
        uint256 c = addmod(mulmod(a, B_SCALAR, R), R - ALPHA_BETA, R);
        c = addmod(c, R - mulmod(GAMMA, v, R), R);
        c = mulmod(c, DELTA_INVERSE, R);
        (proof[0], proof[1]) = timesG(a);
        uint256[4] memory b = ${array(g2Words(two.multiply(b)))};
        (proof[2], proof[3], proof[4], proof[5]) = (b[0], b[1], b[2], b[3]);
        (proof[6], proof[7]) = timesG(c);
    }

    /// k·G through the ecMul precompile.
    function timesG(uint256 k) internal view returns (uint256 x, uint256 y) {
        (bool ok, bytes memory out) = address(7).staticcall(abi.encode(uint256(1), uint256(2), k));
        require(ok, "ecMul");
        (x, y) = abi.decode(out, (uint256, uint256));
    }
}
`;

const keyWords = [
  ...g1Words(one.multiply(alpha)),
  ...[beta, gamma, delta].flatMap((k) => g2Words(two.multiply(k))),
  ...ic.flatMap((k) => g1Words(one.multiply(k))),
];
const trapdoorVerifier = `${HEADER}
import {Groth16Verifier} from "../../Groth16Verifier.sol";

/// The verifier of the trapdoor key: the contract under test with a key whose proofs a test can simulate.
contract TrapdoorVerifier is Groth16Verifier {
    bool public constant DEVELOPMENT_KEY = true;
    bytes32 public constant verificationKeyHash = bytes32(uint256(1));
    string public constant circuitName = "trapdoor";
    bytes32 public constant circuitId = bytes32(uint256(2));
    string public constant verificationKeyURI = "none";

    function _key() internal pure override returns (uint256[32] memory) {
        return ${array(keyWords)};
    }
}
`;

writeOrCheck({
  "contracts/test/precompile/Vectors.sol": vectors,
  "contracts/test/fuzz/Trapdoor.sol": trapdoor,
  "contracts/test/fuzz/TrapdoorVerifier.sol": trapdoorVerifier,
});
