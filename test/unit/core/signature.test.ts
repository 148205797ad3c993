import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS, type FieldElement, toField } from "../../../src/core/field.ts";
import {
  type AffinePoint,
  createSigner,
  decodePublicKey,
  derivePublicKey,
  encodePublicKey,
  generatePrivateKey,
  PrivateKeyError,
  PublicKeyError,
  type Signature,
  SignatureError,
  SUBGROUP_ORDER,
  sign,
  toPrivateKey,
  toPublicKey,
  verifySignature,
} from "../../../src/core/signature.ts";

const point = (x: bigint | string, y: bigint | string): AffinePoint => ({
  x: BigInt(x) as FieldElement,
  y: BigInt(y) as FieldElement,
});
const fromHex = (hex: string) => toPrivateKey(Uint8Array.from(Buffer.from(hex, "hex")));

/** Adds two points of 168700·x² + y² = 1 + 168696·x²y², written down from ERC-2494. */
function add(p: AffinePoint, q: AffinePoint): AffinePoint {
  const mod = (x: bigint) => ((x % FIELD_MODULUS) + FIELD_MODULUS) % FIELD_MODULUS;
  const invert = (x: bigint): bigint => {
    let [result, base] = [1n, mod(x)];
    for (let e = FIELD_MODULUS - 2n; e > 0n; e >>= 1n) {
      if (e & 1n) result = mod(result * base);
      base = mod(base * base);
    }
    return result;
  };
  const product = mod(168696n * p.x * q.x * p.y * q.y);
  return point(
    mod((p.x * q.y + p.y * q.x) * invert(1n + product)),
    mod((p.y * q.y - 168700n * p.x * q.x) * invert(1n - product)),
  );
}

function multiply(p: AffinePoint, scalar: bigint): AffinePoint {
  let [result, base] = [point(0n, 1n), p];
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = add(result, base);
    base = add(base, base);
  }
  return result;
}

/** ERC-2494's generator of the whole group of order 8·l. */
const GENERATOR = point(
  "995203441582195749578291179787384436505546430278305826713579947235728471134",
  "5472060717959818805561601436314318772137091100104008585924551046643952123905",
);
/** A point of order 8; its multiples are all points of low order. */
const TORSION = multiply(GENERATOR, SUBGROUP_ORDER);
const LOW_ORDER = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n].map((k) => multiply(TORSION, k));

const privateKey = fromHex("05101b26313c47525d68737e89949faab5c0cbd6e1ecf7020d18232e39444f5a");
const publicKey = derivePublicKey(privateKey);
const message = toField(123456789);
const signature = sign(privateKey, message);

describe("known answers", () => {
  it.each([
    {
      key: "05101b26313c47525d68737e89949faab5c0cbd6e1ecf7020d18232e39444f5a",
      message: 0,
      A: point(
        "4648635115012298445025745206669925439601751457129455210037746361406117226105",
        "1802816823132523746935775739410671664089385992339118661518440365771657762958",
      ),
      R8: point(
        "1171891968276406933197263751701936880197729315206816471139109727955848697657",
        "6353681896968200354052187006558552800183291577221577450731049790490214683981",
      ),
      S: 2385274421819105005071666631079855276624438828056338068261243165782167958338n,
    },
    {
      key: "2a35404b56616c77828d98a3aeb9c4cfdae5f0fb06111c27323d48535e69747f",
      message: 1,
      A: point(
        "3570364972649501272580469216871665186001289564964683685066784324524218958921",
        "17514334150618973448229320047801567186007256587524171052851290576595178017280",
      ),
      R8: point(
        "15437882405052738056740541935964182323362033876293094161276134505872776101085",
        "19292118209144366270913153416664413918651004422596436768469887038651009536464",
      ),
      S: 2052541251176011102720004219309268277430363187162140830433713156590299963064n,
    },
  ])("signs $message as the published vector", ({ key, message: text, A, R8, S }) => {
    const secret = fromHex(key);
    expect(derivePublicKey(secret)).toEqual(A);
    expect(sign(secret, toField(text))).toEqual({ R8, S });
    verifySignature({ R8, S }, toField(text), A);
  });
});

describe("sign and verifySignature", () => {
  it("fit each other", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }),
        (bytes, text) => {
          const signer = createSigner(toPrivateKey(bytes));
          const made = signer.sign(toField(text));
          expect(made).toEqual(sign(toPrivateKey(bytes), toField(text)));
          verifySignature(made, toField(text), signer.publicKey);
          expect(() => verifySignature(made, toField((text + 1n) % FIELD_MODULUS), signer.publicKey)).toThrow(
            SignatureError,
          );
        },
      ),
      { numRuns: 10 },
    );
  });

  it("refuse another key", () => {
    expect(() => verifySignature(signature, message, derivePublicKey(generatePrivateKey()))).toThrow(SignatureError);
  });

  it("refuse another R8", () => {
    const other = sign(privateKey, toField(5));
    expect(() => verifySignature({ ...signature, R8: other.R8 }, message, publicKey)).toThrow(SignatureError);
  });

  const scalars: Readonly<Record<string, unknown>> = {
    "S + l": signature.S + SUBGROUP_ORDER,
    l: SUBGROUP_ORDER,
    "-S": -signature.S,
    "S - l": signature.S - SUBGROUP_ORDER,
    "l - S": SUBGROUP_ORDER - signature.S,
    "a huge S": 2n ** 4096n,
    "a string": String(signature.S),
    "a number": 5,
    undefined: undefined,
    null: null,
  };
  it.each(Object.keys(scalars))("refuse %s for S", (name) => {
    expect(() => verifySignature({ ...signature, S: scalars[name] as bigint }, message, publicKey)).toThrow(
      SignatureError,
    );
  });

  it("refuse a message that is no field element", () => {
    for (const text of [message + FIELD_MODULUS, -1n, "1", 1, undefined]) {
      expect(() => verifySignature(signature, text as FieldElement, publicKey)).toThrow(SignatureError);
      expect(() => sign(privateKey, text as FieldElement)).toThrow(SignatureError);
    }
  });

  it("refuse R8 with a torsion part, which a cofactored check would accept", () => {
    for (const torsion of LOW_ORDER.slice(1)) {
      expect(() => verifySignature({ ...signature, R8: add(signature.R8, torsion) }, message, publicKey)).toThrow(
        SignatureError,
      );
    }
  });

  const points: Readonly<Record<string, unknown>> = {
    "x + r": point(signature.R8.x + FIELD_MODULUS, signature.R8.y),
    "-x": point(FIELD_MODULUS - signature.R8.x, signature.R8.y),
    "off the curve": point(1n, 2n),
    strings: { x: String(signature.R8.x), y: String(signature.R8.y) },
    "an array": [signature.R8.x, signature.R8.y],
    undefined: undefined,
    null: null,
    "an empty object": {},
  };
  it.each(Object.keys(points))("refuse %s for R8", (name) => {
    expect(() => verifySignature({ ...signature, R8: points[name] as AffinePoint }, message, publicKey)).toThrow(
      SignatureError,
    );
  });

  it("refuse a signature that is none", () => {
    for (const value of [undefined, null, {}, "", 5, []]) {
      expect(() => verifySignature(value as unknown as Signature, message, publicKey)).toThrow(SignatureError);
    }
  });
});

describe("toPublicKey", () => {
  it("accepts keys of prime order", () => {
    expect(toPublicKey(publicKey)).toEqual(publicKey);
    expect(toPublicKey(multiply(GENERATOR, 8n))).toEqual(multiply(GENERATOR, 8n));
  });

  it("refuses all points of low order, under which others accept any message", () => {
    expect(new Set(LOW_ORDER.map(({ x, y }) => `${x},${y}`)).size).toBe(8);
    for (const key of LOW_ORDER) {
      expect(() => toPublicKey(key)).toThrow(PublicKeyError);
      expect(() => verifySignature({ R8: point(0n, 1n), S: 0n }, message, key)).toThrow(PublicKeyError);
    }
  });

  it("refuses points of mixed order", () => {
    expect(() => toPublicKey(GENERATOR)).toThrow(PublicKeyError);
    for (const torsion of LOW_ORDER.slice(1)) {
      const mixed = add(publicKey, torsion);
      expect(() => toPublicKey(mixed)).toThrow(PublicKeyError);
      expect(() => verifySignature(signature, message, mixed)).toThrow(PublicKeyError);
    }
  });

  const hostile: Readonly<Record<string, unknown>> = {
    "x + r": point(publicKey.x + FIELD_MODULUS, publicKey.y),
    "y + r": point(publicKey.x, publicKey.y + FIELD_MODULUS),
    "-x as a negative integer": point(-publicKey.x, publicKey.y),
    "a point off the curve": point(publicKey.x, publicKey.y + 1n),
    "x and y exchanged": point(publicKey.y, publicKey.x),
    strings: { x: String(publicKey.x), y: String(publicKey.y) },
    numbers: { x: 0, y: 1 },
    undefined: undefined,
    null: null,
    text: "key",
    "an empty object": {},
  };
  it.each(Object.keys(hostile))("refuses %s", (name) => {
    expect(() => toPublicKey(hostile[name] as AffinePoint, "issuer")).toThrow(PublicKeyError);
  });
});

describe("encodePublicKey and decodePublicKey", () => {
  it("are inverse", () => {
    for (let i = 0; i < 8; i++) {
      const key = derivePublicKey(generatePrivateKey());
      const text = encodePublicKey(key);
      expect(text).toMatch(/^[0-9a-f]{64}$/);
      expect(decodePublicKey(text)).toEqual(key);
    }
  });

  const text = encodePublicKey(publicKey);
  const hex = (value: bigint) => value.toString(16).padStart(64, "0");
  const hostile: Readonly<Record<string, unknown>> = {
    "upper case": text.toUpperCase(),
    "a prefix 0x": `0x${text}`,
    "63 characters": text.slice(1),
    "65 characters": `${text}0`,
    "a line end": `${text}\n`,
    "no text": undefined,
    "the identity": hex(1n),
    "the identity with the sign bit": hex(1n | (1n << 255n)),
    "the point of order 2": hex(FIELD_MODULUS - 1n),
    "y + r": hex(publicKey.y + FIELD_MODULUS),
    "y = r": hex(FIELD_MODULUS),
    "bit 254": hex(BigInt(`0x${text}`) | (1n << 254n)),
    "a mixed-order point": encodePublicKey(GENERATOR as typeof publicKey),
  };
  it.each(Object.keys(hostile))("refuse %s", (name) => {
    expect(() => decodePublicKey(hostile[name] as string)).toThrow(PublicKeyError);
  });

  it("give an answer or a PublicKeyError for any 32 bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const candidate = Buffer.from(bytes).toString("hex");
        try {
          expect(encodePublicKey(decodePublicKey(candidate))).toBe(candidate);
        } catch (error) {
          if (!(error instanceof PublicKeyError)) throw error;
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("toPrivateKey", () => {
  it.each([[new Uint8Array(31)], [new Uint8Array(33)], ["00".repeat(32)], [undefined], [[1, 2]]])(
    "refuses %s",
    (value) => {
      expect(() => toPrivateKey(value as Uint8Array)).toThrow(PrivateKeyError);
      expect(() => derivePublicKey(value as never)).toThrow(PrivateKeyError);
      expect(() => createSigner(value as never)).toThrow(PrivateKeyError);
    },
  );

  it("gives new keys every time", () => {
    expect(Buffer.from(generatePrivateKey())).not.toEqual(Buffer.from(generatePrivateKey()));
  });
});
