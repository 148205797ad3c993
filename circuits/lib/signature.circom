pragma circom 2.1.6;

include "poseidon.circom";
include "baby_jubjub.circom";
include "base_mul.circom";
include "challenge_mul.circom";
include "issuer_key.circom";
include "montgomery_add_chain.circom";
include "montgomery_add_constant.circom";

/// -K for the constant K = 2^254 T - (2^252 - 1) H that the accumulator leaves behind, Montgomery form.
function minusConstant() {
    // edwardsMul takes factors below r, and 2^254 is above it.
    var half[2] = edwardsMul(2 ** 253, offsetPoint());
    var sum[2] = edwardsAdd(edwardsAdd(half, half), edwardsMul(subgroupOrder() - (2 ** 252 - 1) % subgroupOrder(), halfBase()));
    return toMontgomery([-sum[0], sum[1]]);
}

/// Proves that an EdDSA-Poseidon signature verifies (P-8, P-9): S B8 = R8 + 8 h A.
/// @input  key      A in Edwards form, any two field elements; unsatisfiable off the curve and when 8A is the identity
/// @input  r8       R8 in Edwards form, any two field elements; the equation fixes both
/// @input  s        any field element; unsatisfiable unless its top 62 bits are smaller than those of l
/// @input  message  any field element
///
/// R8 is computed as S B8 - 8 h A and compared with the one in the hash. One accumulator runs through: it starts at an
/// offset T that no honest input can meet, and the constant that T and the signed digits left behind goes last.
///
/// Exceptions. Until that last addition each accumulator is c1 T + c2 A + c3 B8 with c1 = 2^254 mod l, not 0. An addition
/// leaves its quotient free when both points are equal; each addend is a known multiple of A or B8, so that would give
/// the discrete logarithm of T, which nobody has: only an issuer that makes its key from T could reach it, and it can
/// sign what it likes. In the last addition the addend is -K; equal points mean R8 = -2K, the same relation.
template Signature() {
    signal input key[2];
    signal input r8[2];
    signal input s;
    signal input message;

    signal h <== Poseidon(5)([r8[0], r8[1], key[0], key[1], message]);

    signal quad[2] <== IssuerKey()(key); // 4A
    signal minusChallenge[2] <== ChallengeMul()(h, quad); // 2^254 T - 8hA - 4A
    signal plusBase[2] <== BaseMul()(s, minusChallenge); // + S B8 - (2^252 - 1) H
    signal plusQuad[2] <== MontgomeryAddChain(1)(plusBase, [quad]); // + 4A

    signal point[2] <== MontgomeryAddConstant(minusConstant())(plusQuad); // - K

    // Back to Edwards form. The point is of prime order, so v is not 0; u = -1 is on no point of the curve.
    r8[0] * point[1] === point[0];
    r8[1] * (point[0] + 1) === point[0] - 1;
}
