pragma circom 2.1.6;

// Baby Jubjub (EIP-2494): the twisted Edwards curve 168700 x^2 + y^2 = 1 + 168696 x^2 y^2 over the BN254 scalar field,
// and its Montgomery form v^2 = u^3 + 168698 u^2 + u with u = (1 + y) / (1 - y), v = u / x.
// The order is 8 l with l = subgroupOrder(). Both forms have one point of order 2: (0, -1) and (0, 0).
//
// The functions run in the compiler, on constants.

function edwardsA() {
    return 168700;
}

function edwardsD() {
    return 168696;
}

function montgomeryA() {
    return 168698;
}

function subgroupOrder() {
    return 2736030358979909402780800718157159386076813972158567259200215660948447373041;
}

/// The generator of the prime-order subgroup that EdDSA uses (EIP-2494), Edwards form.
function base8() {
    return [
        5299619240641551281634865583518297030282874472190772894086521144482721001553,
        16950150798460657717958625567821834550301663161624707787222815936182638968203
    ];
}

/// A point of prime order, Edwards form, whose discrete logarithm nobody knows: u is the first 31 bytes of
/// SHA-256("civicproof/v1/signature-offset/0"), big-endian (counter 0 already gives a point), v the even one of the two
/// roots; the point (u, v) times 8. test/circuits/baby_jubjub.test.ts derives it again.
function offsetPoint() {
    var u = 6283751446177765591269730476410872347006095289070125421130524398831346997166;
    var v = 10293491881930254947623337442190422512093204460878401256195710263878491917758;
    return [u / v, (u - 1) / (u + 1)];
}

/// The sum of two points in Edwards form; the formula is complete, as a is a square and d is not.
function edwardsAdd(p, q) {
    var xx = p[0] * q[0];
    var yy = p[1] * q[1];
    var t = edwardsD() * xx * yy;
    return [
        (p[0] * q[1] + p[1] * q[0]) / (1 + t),
        (yy - edwardsA() * xx) / (1 - t)
    ];
}

/// k times a point in Edwards form, 0 <= k < r.
function edwardsMul(k, p) {
    var sum[2] = [0, 1];
    var power[2] = p;
    for (var i = 0; i < 254; i++) {
        if (((k >> i) & 1) == 1) {
            sum = edwardsAdd(sum, power);
        }
        power = edwardsAdd(power, power);
    }
    return sum;
}

/// 8^n times a point in Edwards form.
function edwardsTimes8(n, p) {
    var power[2] = p;
    for (var i = 0; i < 3 * n; i++) {
        power = edwardsAdd(power, power);
    }
    return power;
}

/// The point H of prime order with 2H = B8.
function halfBase() {
    return edwardsMul((subgroupOrder() + 1) / 2, base8());
}

/// The Montgomery form of a point that is neither (0, 1) nor (0, -1).
function toMontgomery(p) {
    var u = (1 + p[1]) / (1 - p[1]);
    return [u, u / p[0]];
}
