/** Hostile presentations, each made from a valid one. None may be accepted, and each must get a typed refusal. */
import { bn254 } from "@noble/curves/bn254.js";
import { BASE_FIELD_MODULUS, FIELD_MODULUS } from "../../../../src/core/field.ts";
import type { Presentation } from "../../../../src/presentation/proof/presentation.ts";
import { PUBLIC_SIGNALS } from "../../../../src/statement/circuit/signals.ts";

export interface HostileInput {
  readonly name: string;
  readonly input: unknown;
}

type Json = Record<string, unknown>;
const clone = (value: unknown): Json => structuredClone(value) as Json;

/** A copy of `base` with the value at `path` replaced. */
export function replaceAt(base: unknown, path: readonly (string | number)[], value: unknown): Json {
  const copy = clone(base);
  let node: Json = copy;
  for (const key of path.slice(0, -1)) node = node[key] as Json;
  node[path.at(-1)!] = value;
  return copy;
}

function at(base: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((node, key) => (node as Json)[key], base);
}

function withHole(signals: readonly string[]): string[] {
  const copy = [...signals];
  delete copy[3];
  return copy;
}

/** Texts and values that are not the canonical spelling of a number, whatever the number. */
function misspellings(text: string): readonly (readonly [string, unknown])[] {
  const value = BigInt(text);
  return [
    ["empty text", ""],
    ["leading space", ` ${text}`],
    ["trailing newline", `${text}\n`],
    ["leading zero", `0${text}`],
    ["plus sign", `+${text}`],
    ["negative", `-${text}`],
    ["hexadecimal", `0x${value.toString(16)}`],
    ["exponent", `${text}e0`],
    ["decimal point", `${text}.0`],
    ["underscore", `${text.slice(0, 1)}_${text.slice(1)}`],
    ["full-width digits", text.replaceAll(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))],
    ["bigint suffix", `${text}n`],
    ["a bigint", value],
    ["a number", Number(value)],
    ["null", null],
    ["true", true],
    ["an array", [text]],
    ["an object with toString", { toString: () => text }],
    ["a String object", Object(text)],
    ["a huge text", "9".repeat(100_000)],
  ];
}

const COORDINATES = [
  ["proof", "a", 0],
  ["proof", "a", 1],
  ["proof", "b", 0, 0],
  ["proof", "b", 0, 1],
  ["proof", "b", 1, 0],
  ["proof", "b", 1, 1],
  ["proof", "c", 0],
  ["proof", "c", 1],
] as const;

/** A point of the twist that is outside the subgroup of order r. */
function pointOutsideSubgroup(): { x: { c0: bigint; c1: bigint }; y: { c0: bigint; c1: bigint } } {
  const { Fp2 } = bn254.fields;
  const { b } = bn254.G2.Point.CURVE();
  for (let i = 1n; i < 100n; i++) {
    const x = Fp2.fromBigTuple([i, 1n]);
    const right = Fp2.add(Fp2.mul(Fp2.sqr(x), x), b);
    const y = squareRoot(right);
    // The subgroup is a 2^-254th part of the curve, so the first point will do.
    if (y !== undefined) return { x, y };
  }
  throw new Error("no point found");
}

function squareRoot(value: ReturnType<typeof bn254.fields.Fp2.sqr>): typeof value | undefined {
  try {
    return bn254.fields.Fp2.sqrt(value);
  } catch {
    return undefined;
  }
}

function notPresentations(): HostileInput[] {
  class Fancy {
    civicproof = "presentation/v2/s1";
  }
  const throwing = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new TypeError("no");
      },
      getPrototypeOf: () => Object.prototype,
    },
  );
  const cyclic: Json = {};
  cyclic.self = cyclic;
  const values: readonly (readonly [string, unknown])[] = [
    ["undefined", undefined],
    ["null", null],
    ["true", true],
    ["zero", 0],
    ["NaN", Number.NaN],
    ["a bigint", 1n],
    ["a symbol", Symbol("x")],
    ["a function", () => 1],
    ["an empty array", []],
    ["an empty object", {}],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["bytes", new Uint8Array(8)],
    ["a promise", Promise.resolve({})],
    ["a class instance", new Fancy()],
    ["a throwing proxy", throwing],
    ["a cycle", cyclic],
    ["a null-prototype object", Object.create(null)],
    ["an error", new Error("x")],
    ["a regular expression", /x/],
    ["empty text", ""],
    ["text null", "null"],
    ["text []", "[]"],
    ["text {}", "{}"],
    ["text true", "true"],
    ["not JSON", "{"],
    ["text with a byte-order mark", "\ufeff{}"],
    ["deep text", "[".repeat(4_000) + "]".repeat(4_000)],
    ["huge text", " ".repeat(1_000_000)],
    ["a sparse array", new Array(1_000_000)],
    ["a wide object", Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i]))],
  ];
  return values.map(([name, input]) => ({ name, input }));
}

function wrongShapes(base: Presentation): HostileInput[] {
  const keys = ["civicproof", "circuit", "proof", "publicSignals"] as const;
  const values: readonly unknown[] = [undefined, null, 0, "x", [], {}, true];
  const inputs: HostileInput[] = keys.flatMap((key) => [
    ...values.map((value, i) => ({ name: `${key} is value ${i}`, input: replaceAt(base, [key], value) })),
    { name: `${key} is missing`, input: Object.fromEntries(Object.entries(base).filter(([name]) => name !== key)) },
    {
      name: `${key} behind a getter`,
      input: Object.defineProperty(clone(base), key, { get: () => base[key], enumerable: true }),
    },
  ]);
  const proofKeys = ["a", "b", "c"] as const;
  for (const key of proofKeys) {
    for (const [i, value] of [undefined, null, {}, [], ["1"], "1", ["1", "2", "1"]].entries()) {
      inputs.push({ name: `proof.${key} is value ${i}`, input: replaceAt(base, ["proof", key], value) });
    }
  }
  const text = JSON.stringify(base);
  return [
    ...inputs,
    { name: "an unknown key", input: { ...base, extra: 1 } },
    { name: "an unknown key in proof", input: replaceAt(base, ["proof", "protocol"], "groth16") },
    { name: "an own __proto__ key", input: JSON.parse(text.replace("{", '{"__proto__":{"x":1},')) },
    { name: "an own __proto__ key in proof", input: JSON.parse(text.replace('"proof":{', '"proof":{"__proto__":{},')) },
    { name: "an own constructor key", input: JSON.parse(text.replace("{", '{"constructor":{},')) },
    { name: "a symbol key", input: Object.assign(clone(base), { [Symbol("x")]: 1 }) },
    { name: "inherited fields", input: Object.create(base) },
    { name: "another format", input: replaceAt(base, ["civicproof"], "request/v2/s1") },
    { name: "an unknown circuit", input: replaceAt(base, ["circuit"], "__proto__") },
    { name: "an unknown circuit, toString", input: replaceAt(base, ["circuit"], "toString") },
    { name: "text followed by more", input: `${text} {}` },
    { name: "wrapped in an array", input: [base] },
    { name: "snarkjs's own form", input: { pi_a: [...base.proof.a, "1"], protocol: "groth16", curve: "bn128" } },
  ];
}

function wrongCoordinates(base: Presentation): HostileInput[] {
  const inputs = COORDINATES.flatMap((path) => {
    const text = at(base, path) as string;
    const where = path.slice(1).join(".");
    const others: readonly (readonly [string, unknown])[] = [
      ["plus q", String(BigInt(text) + BASE_FIELD_MODULUS)],
      ["is q", String(BASE_FIELD_MODULUS)],
      ["is 2^256", String(2n ** 256n)],
      ["negated mod q", String(BASE_FIELD_MODULUS - BigInt(text))],
      ["plus one", String(BigInt(text) + 1n)],
      ["zero", "0"],
    ];
    return [...misspellings(text), ...others].map(([name, value]) => ({
      name: `${where}: ${name}`,
      input: replaceAt(base, path, value),
    }));
  });
  const { a, b, c } = base.proof;
  const outside = pointOutsideSubgroup();
  const proofs: readonly (readonly [string, unknown])[] = [
    ["A at infinity", { a: ["0", "0"], b, c }],
    [
      "B at infinity",
      {
        a,
        b: [
          ["0", "0"],
          ["0", "0"],
        ],
        c,
      },
    ],
    ["C at infinity", { a, b, c: ["0", "0"] }],
    ["infinity as (0, 1)", { a: ["0", "1"], b, c }],
    ["A and C exchanged", { a: c, b, c: a }],
    ["A with x and y exchanged", { a: [a[1], a[0]], b, c }],
    [
      "B with imaginary parts first",
      {
        a,
        b: [
          [b[0][1], b[0][0]],
          [b[1][1], b[1][0]],
        ],
        c,
      },
    ],
    ["B with x and y exchanged", { a, b: [b[1], b[0]], c }],
    [
      "B outside the subgroup",
      {
        a,
        b: [
          [String(outside.x.c0), String(outside.x.c1)],
          [String(outside.y.c0), String(outside.y.c1)],
        ],
        c,
      },
    ],
    ["A is the generator", { a: ["1", "2"], b, c }],
    ["C is A", { a, b, c: a }],
    ["Jacobian A", { a: [...a, "1"], b, c }],
    ["Jacobian B", { a, b: [...b, ["1", "0"]], c }],
  ];
  return [...inputs, ...proofs.map(([name, proof]) => ({ name, input: { ...clone(base), proof } }))];
}

function wrongSignals(base: Presentation): HostileInput[] {
  const { publicSignals } = base;
  const inputs = PUBLIC_SIGNALS.flatMap((name, i) => {
    const text = publicSignals[i]!;
    const others: readonly (readonly [string, unknown])[] = [
      ["plus r", String(BigInt(text) + FIELD_MODULUS)],
      ["is r", String(FIELD_MODULUS)],
      ["plus one", String((BigInt(text) + 1n) % FIELD_MODULUS)],
      ["zero", text === "0" ? "1" : "0"],
    ];
    return [...misspellings(text), ...others].map(([how, value]) => ({
      name: `${name}: ${how}`,
      input: replaceAt(base, ["publicSignals", i], value),
    }));
  });
  const lists: readonly (readonly [string, unknown])[] = [
    ["one dropped", publicSignals.slice(0, -1)],
    ["one added", [...publicSignals, "0"]],
    ["a leading 1", ["1", ...publicSignals]],
    ["reversed", [...publicSignals].reverse()],
    ["first two exchanged", [publicSignals[1], publicSignals[0], ...publicSignals.slice(2)]],
    ["an array-like object", { ...publicSignals, length: 8 }],
    ["an object by name", Object.fromEntries(PUBLIC_SIGNALS.map((name, i) => [name, publicSignals[i]]))],
    ["a hole", withHole(publicSignals)],
    ["an array with a property", Object.assign([...publicSignals], { extra: "1" })],
    ["an array with another prototype", Object.setPrototypeOf([...publicSignals], { slice: () => publicSignals })],
    ["typed array", new BigUint64Array(8)],
    ["a subclass", Object.assign(new (class extends Array {})(), publicSignals)],
  ];
  return [
    ...inputs,
    ...lists.map(([name, value]) => ({ name: `signals: ${name}`, input: { ...clone(base), publicSignals: value } })),
  ];
}

/** More than 400 hostile inputs. */
export function hostileInputs(base: Presentation): readonly HostileInput[] {
  return [...notPresentations(), ...wrongShapes(base), ...wrongCoordinates(base), ...wrongSignals(base)];
}
