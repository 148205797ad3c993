/**
 * Turns the formulas into WebAssembly. An element of Fq is nine signed 64-bit limbs of 29 bits in Montgomery form with
 * R = 2^261; one of Fq2 is two of them. Sums and differences are taken limb by limb and carried only where the bounds,
 * which are followed through every formula, ask for it: if they could overflow, assembling fails.
 */
import { assembleModule, Code, type FunctionBody } from "./assembler.ts";
import { type Fq2, Q } from "./constants.ts";
import { type Algebra, STEPS, type Step } from "./formulas.ts";

export const LIMBS = 9;
export const LIMB_BITS = 29;
/** Bytes of an element of Fq. */
export const FQ_BYTES = 8 * LIMBS;
/** The Montgomery radix. */
export const RADIX = 1n << BigInt(LIMBS * LIMB_BITS);

const HALF = 2 ** (LIMB_BITS - 1);
/** sign-extends the lowest 29 bits */
const SIGN = 64 - LIMB_BITS;

/** Limbs of an integer, all but the highest in [−2^28, 2^28). */
export function toLimbs(value: bigint): bigint[] {
  let rest = value;
  return Array.from({ length: LIMBS }, (_, i) => {
    const limb = i < LIMBS - 1 ? BigInt.asIntN(LIMB_BITS, rest) : rest;
    rest = (rest - limb) >> BigInt(LIMB_BITS);
    return limb;
  });
}

const MODULUS = toLimbs(Q).map(Number);
/** −1/q mod 2^29. */
const NEGATIVE_INVERSE = (() => {
  let inverse = 1n;
  for (let i = 0; i < 5; i += 1) inverse = BigInt.asUintN(LIMB_BITS, inverse * (2n - Q * inverse));
  return Number(BigInt.asIntN(LIMB_BITS, -inverse));
})();

// ---- The primitives: fn(result, a, b) over pointers. ----

const [RESULT, A, B] = [0, 1, 2];
/** Room at address 0 for what `mul2` keeps: limbs of two sums, and columns. */
const [SUM_A, SUM_B, COLUMNS] = [0, LIMBS, 2 * LIMBS];
const SCRATCH_BYTES = 8 * (2 * LIMBS + 2 * LIMBS - 1);

type Emit = (code: Code, base: number) => void;
const loadLimb = (code: Code, pointer: number, i: number): Code => code.get(pointer).load(8 * i);
const loadScratch = (code: Code, i: number): Code => code.i32(0).load(8 * i);
type Load = (code: Code, i: number) => Code;
const limbsOf =
  (pointer: number, first = 0): Load =>
  (code, i) =>
    loadLimb(code, pointer, first + i);
const scratchOf =
  (first: number): Load =>
  (code, i) =>
    loadScratch(code, first + i);

/** Keeps a0 + a1 or a0 − a1 of an element of Fq2. */
function keepHalves(code: Code, pointer: number, first: number, operation: "add" | "sub"): void {
  for (let i = 0; i < LIMBS; i += 1) {
    loadLimb(loadLimb(code.i32(0), pointer, i), pointer, LIMBS + i)
      [operation]()
      .store(8 * (first + i));
  }
}

/** Pushes Σ a[i]·b[column − i]. */
function pushProduct(code: Code, column: number, a: Load, b: Load): void {
  const low = Math.max(0, column - LIMBS + 1);
  const high = Math.min(column, LIMBS - 1);
  for (let i = low; i <= high; i += 1) {
    b(a(code, i), column - i).mul();
    if (i > low) code.add();
  }
}

/**
 * Montgomery reduction, column by column (product scanning) of the columns that `push` leaves on the stack. The nine
 * limbs of the result are stored at the pointer, from the limb `first` on.
 */
function emitReduction(code: Code, base: number, first: number, push: (column: number) => void): void {
  const [sum, digit, multiples] = [base, base + 1, base + 2];
  for (let column = 0; column < 2 * LIMBS - 1; column += 1) {
    push(column);
    for (let i = Math.max(0, column - LIMBS + 1); i < Math.min(column, LIMBS); i += 1) {
      code
        .get(multiples + i)
        .i64(MODULUS[column - i]!)
        .mul()
        .add();
    }
    // What the column before leaves comes last, because it is known last.
    if (column > 0) code.get(sum).add();
    code.tee(sum);
    if (column < LIMBS) {
      code
        .get(sum)
        .i64(NEGATIVE_INVERSE)
        .mul()
        .shl(SIGN)
        .shr(SIGN)
        .tee(multiples + column);
      code.i64(MODULUS[0]!).mul().add().shr(LIMB_BITS).set(sum);
    } else {
      code.get(sum).shl(SIGN).shr(SIGN).set(digit);
      code.get(digit).sub().shr(LIMB_BITS).set(sum);
      code
        .get(RESULT)
        .get(digit)
        .store(8 * (first + column - LIMBS));
    }
  }
  code
    .get(RESULT)
    .get(sum)
    .store(8 * (first + LIMBS - 1));
}
const REDUCTION_LOCALS = 2 + LIMBS;

/** (a0·b0 − a1·b1, (a0 + a1)·(b0 + b1) − a0·b0 − a1·b1): three products, two reductions. Sums on the way may wrap around 2^64, columns don't. */
const emitMul2: Emit = (code, base) => {
  const [left, right] = [base + REDUCTION_LOCALS, base + REDUCTION_LOCALS + 1];
  keepHalves(code, A, SUM_A, "add");
  keepHalves(code, B, SUM_B, "add");
  emitReduction(code, base, 0, (column) => {
    pushProduct(code, column, limbsOf(A), limbsOf(B));
    code.set(left);
    pushProduct(code, column, limbsOf(A, LIMBS), limbsOf(B, LIMBS));
    code.set(right);
    code
      .i32(0)
      .get(left)
      .get(right)
      .add()
      .store(8 * (COLUMNS + column));
    code.get(left).get(right).sub();
  });
  emitReduction(code, base, LIMBS, (column) => {
    pushProduct(code, column, scratchOf(SUM_A), scratchOf(SUM_B));
    loadScratch(code, COLUMNS + column).sub();
  });
};

/** ((a0 + a1)·(a0 − a1), 2·a0·a1). A column of the first is one of a0² − a1², whose bound holds; sums on the way may wrap. */
const emitSquare2: Emit = (code, base) => {
  keepHalves(code, A, SUM_A, "add");
  keepHalves(code, A, SUM_B, "sub");
  emitReduction(code, base, 0, (column) => {
    pushProduct(code, column, scratchOf(SUM_A), scratchOf(SUM_B));
  });
  emitReduction(code, base, LIMBS, (column) => {
    pushProduct(code, column, limbsOf(A), limbsOf(A, LIMBS));
    code.shl(1);
  });
};

type LimbWork = (code: Code, i: number) => void;
const emitLimbs =
  (count: number, limb: LimbWork): Emit =>
  (code) => {
    for (let i = 0; i < count; i += 1) {
      code.get(RESULT);
      limb(code, i);
      code.store(8 * i);
    }
  };

/** 2^SHIFT/q8, where q8 is the highest limb of q: value/q from the highest limb of a value. */
const QUOTIENT_SHIFT = 46;
const QUOTIENT = Math.round(2 ** QUOTIENT_SHIFT / (Number(Q >> 200n) / 2 ** 32));

/** Subtracts the nearest multiple of q and carries: limbs in [−2^28, 2^28), value at most 0.51·q in size. */
const emitTidy: Emit = (code, base) => {
  const [quotient, sum, limb] = [base, base + 1, base + 2];
  // Two limbs and half of what is lost below them: the estimate is off by less than 2^-18.
  loadLimb(code, A, 7).i64(HALF).add().shr(LIMB_BITS);
  loadLimb(code, A, 8)
    .add()
    .i64(QUOTIENT)
    .mul()
    .i64(2 ** (QUOTIENT_SHIFT - 1))
    .add()
    .shr(QUOTIENT_SHIFT)
    .set(quotient);
  code.i64(0).set(sum);
  for (let i = 0; i < LIMBS; i += 1) {
    code.get(RESULT).get(sum);
    loadLimb(code, A, i).add().get(quotient).i64(MODULUS[i]!).mul().sub();
    if (i < LIMBS - 1) {
      code
        .tee(sum)
        .shl(SIGN)
        .shr(SIGN)
        .tee(limb)
        .store(8 * i);
      code.get(sum).get(limb).sub().shr(LIMB_BITS).set(sum);
    } else code.store(8 * i);
  }
};

interface Primitive {
  readonly parameters: number;
  readonly locals: number;
  readonly emit: Emit;
}

const primitive = (parameters: number, locals: number, emit: Emit): Primitive => ({ parameters, locals, emit });
/** Of all limbs of elements of Fq and of Fq2. */
const limbwise1 = (parameters: number, limb: LimbWork): Primitive => primitive(parameters, 0, emitLimbs(LIMBS, limb));
const limbwise2 = (parameters: number, limb: LimbWork): Primitive =>
  primitive(parameters, 0, emitLimbs(2 * LIMBS, limb));
const add: LimbWork = (code, i) => loadLimb(loadLimb(code, A, i), B, i).add();
const sub: LimbWork = (code, i) => loadLimb(loadLimb(code, A, i), B, i).sub();
const times: LimbWork = (code, i) => loadLimb(code, A, i).get(B).extend().mul();
const nineTimes = (code: Code, i: number): Code => loadLimb(code, A, i).i64(9).mul();

const PRIMITIVES = {
  mul1: primitive(3, REDUCTION_LOCALS, (code, base) =>
    emitReduction(code, base, 0, (column) => pushProduct(code, column, limbsOf(A), limbsOf(B))),
  ),
  mul2: primitive(3, REDUCTION_LOCALS + 2, emitMul2),
  square2: primitive(2, REDUCTION_LOCALS, emitSquare2),
  tidy1: primitive(2, 3, emitTidy),
  add1: limbwise1(3, add),
  sub1: limbwise1(3, sub),
  add2: limbwise2(3, add),
  sub2: limbwise2(3, sub),
  times1: limbwise1(3, times),
  times2: limbwise2(3, times),
  conjugate2: limbwise2(2, (code, i) => (i < LIMBS ? loadLimb(code, A, i) : loadLimb(code.i64(0), A, i).sub())),
  xi2: limbwise2(2, (code, i) =>
    i < LIMBS ? loadLimb(nineTimes(code, i), A, i + LIMBS).sub() : loadLimb(nineTimes(code, i), A, i - LIMBS).add(),
  ),
} as const satisfies Readonly<Record<string, Primitive>>;
type PrimitiveName = keyof typeof PRIMITIVES;
const PRIMITIVE_NAMES = Object.keys(PRIMITIVES) as PrimitiveName[];
/** What is done to each coordinate of an element of Fq2 by a primitive of Fq. */
const BY_COORDINATE: Readonly<Partial<Record<Operation, PrimitiveName>>> = { tidy2: "tidy1", scale2: "mul1" };
type Operation = PrimitiveName | "tidy2" | "scale2";

// ---- The recorder: a formula becomes a list of calls, with the bounds of every value. ----

/** Every limb is below `limbs`·2^28 in size, the value at most `multiples`·q. */
interface Bounds {
  readonly limbs: number;
  readonly multiples: number;
}
/** What a formula may expect of its inputs and must ensure for its output. */
const TIDY: Bounds = { limbs: 1, multiples: 1 };
/** q/R: how much of a product of values below q is left after the reduction. */
const SHRINK = Number((Q << 60n) / RADIX) / 2 ** 60;

interface Value extends Bounds {
  readonly degree: 1 | 2;
  /** The parameter that points to it, or {@link OWN} for a place of the module's own. */
  parameter: number;
  offset: number;
  /** Index of the last call that reads it. */
  lastUse: number;
  tidied: Value | undefined;
}
/** Places that are not behind a parameter: those of intermediate values, which are given late, and those of constants. */
const [OWN, CONSTANT] = [-1, -2];

interface Call {
  readonly operation: Operation;
  readonly result: Value;
  readonly operands: readonly Value[];
  readonly immediate: number | undefined;
}

/** A constant of the formulas and where it lies. */
export interface PlacedConstant {
  readonly address: number;
  readonly value: Fq2;
  readonly degree: 1 | 2;
}

/** Sums of products of limbs must stay below 2^63, with the reduction's part and the carry. */
function fits(left: Bounds, right: Bounds, products: number): boolean {
  const unit = 2 ** (2 * (LIMB_BITS - 1));
  return LIMBS * unit * (products * left.limbs * right.limbs + 1) + 2 ** 36 < 2 ** 63;
}

function ensure(holds: boolean): void {
  if (!holds) throw new RangeError("The bounds of a formula do not hold");
}

function record(step: Step, constantAt: (value: Fq2, degree: 1 | 2) => number): readonly Call[] {
  const calls: Call[] = [];
  const place = (degree: 1 | 2, parameter: number, offset: number, { limbs, multiples } = TIDY): Value => ({
    limbs,
    multiples,
    degree,
    parameter,
    offset,
    lastUse: -1,
    tidied: undefined,
  });
  const call = (operation: Operation, operands: readonly Value[], bounds: Bounds, immediate?: number): Value => {
    const result = place(operation.endsWith("2") ? 2 : 1, OWN, 0, bounds);
    for (const operand of operands) operand.lastUse = calls.length;
    calls.push({ operation, result, operands, immediate });
    return result;
  };
  const current = (value: Value): Value => value.tidied ?? value;
  const tidied = (value: Value): Value => call(`tidy${value.degree}`, [value], { limbs: 1, multiples: 0.51 });
  const tidy = (value: Value): Value => {
    // So that the quotient is off by less than 0.01 and nothing comes near 2^63.
    ensure(value.limbs <= 2 ** 12 && value.multiples <= 2 ** 12);
    value.tidied ??= tidied(value);
    return value.tidied;
  };
  const sum = (name: "add" | "sub") => (a: Value, b: Value) => {
    const [left, right] = [current(a), current(b)];
    const bounds = { limbs: left.limbs + right.limbs, multiples: left.multiples + right.multiples };
    return call(`${name}${left.degree}`, [left, right], bounds);
  };
  /** What makes a value at most `size` times as large. */
  const linear = (operation: Operation, input: Value, size: number, immediate?: number): Value => {
    const a = current(input);
    return call(operation, [a], { limbs: a.limbs * size, multiples: a.multiples * size }, immediate);
  };
  const product = (operation: Operation, a: Value, b: Value, products: number = a.degree): Value => {
    let [left, right] = [current(a), current(b)];
    while (!fits(left, right, products)) {
      if (left.limbs >= right.limbs) left = tidy(left);
      else right = tidy(right);
      if (a === b) right = left;
    }
    // A balanced multiplier of q is at most R/2.
    const multiples = 0.5 + 2 ** -20 + products * left.multiples * right.multiples * SHRINK;
    // The highest limb of q is below 2^22, and no limb may be above 2^28.
    ensure(multiples <= 64);
    return call(operation, operation === "square2" ? [left] : [left, right], { limbs: 1, multiples });
  };
  const algebra: Algebra<Value> = {
    add: sum("add"),
    sub: sum("sub"),
    mul: (a, b) => product(`mul${a.degree}`, a, b),
    // A square of its own saves products in Fq and no time.
    square: (a) => product(a.degree === 1 ? "mul1" : "square2", a, a),
    times: (a, factor) => linear(`times${a.degree}`, a, Math.abs(factor), factor),
    negate: (a) => algebra.times(a, -1),
    scale: (a, factor) => product("scale2", a, factor, 1),
    conjugate: (a) => linear("conjugate2", a, 1),
    mulByXi: (a) => linear("xi2", a, 10),
    constant2: (value) => place(2, CONSTANT, constantAt(value, 2)),
    constant: (value) => place(1, CONSTANT, constantAt([value, 0n], 1)),
  };

  const inputs = step.inputs.map(([count, degree], i) =>
    Array.from({ length: count }, (_, j) => place(degree, 1 + i, j * degree * FQ_BYTES)),
  );
  const seen = new Set<Value>();
  step.formula(algebra, ...inputs).forEach((output, i) => {
    let value = current(output);
    const written = value.parameter === OWN && !seen.has(value);
    if (!written || value.limbs > TIDY.limbs || value.multiples > TIDY.multiples) value = tidied(value);
    seen.add(value);
    value.parameter = 0;
    value.offset = i * value.degree * FQ_BYTES;
  });
  return calls;
}

/** Gives every intermediate value a place from `start` on, and its place to another when nothing reads it any more. */
function assignPlaces(calls: readonly Call[], start: number): number {
  const free: Record<1 | 2, number[]> = { 1: [], 2: [] };
  let end = start;
  calls.forEach(({ result, operands }, now) => {
    if (result.parameter === OWN) {
      let offset = free[result.degree].pop();
      if (offset === undefined) {
        offset = end;
        end += result.degree * FQ_BYTES;
      }
      result.offset = offset;
    }
    for (const operand of new Set(operands)) {
      if (operand.parameter === OWN && operand.lastUse === now) free[operand.degree].push(operand.offset);
    }
  });
  return end;
}

// ---- The module. ----

export interface PairingCode {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly constants: readonly PlacedConstant[];
  /** First byte that the module's functions do not use. */
  readonly heap: number;
}

/** Compiles the formulas; it takes a few milliseconds. @throws RangeError when the bounds of a formula do not hold */
export function compileFormulas(steps: Readonly<Record<string, Step>> = STEPS): PairingCode {
  const constants = new Map<string, PlacedConstant>();
  let end = SCRATCH_BYTES;
  const constantAt = (value: Fq2, degree: 1 | 2): number => {
    const key = `${degree} ${value}`;
    const known = constants.get(key);
    if (known !== undefined) return known.address;
    const address = end;
    end += degree * FQ_BYTES;
    constants.set(key, { address, value, degree });
    return address;
  };
  const recorded = Object.entries(steps).map(([name, step]) => ({ name, step, calls: record(step, constantAt) }));
  const heap = Math.max(...recorded.map(({ calls }) => assignPlaces(calls, end)));

  const functions: FunctionBody[] = PRIMITIVE_NAMES.map((primitive) => {
    const { parameters, locals, emit } = PRIMITIVES[primitive];
    const code = new Code();
    emit(code, parameters);
    return { name: undefined, parameters, locals, code };
  });
  for (const { name, step, calls } of recorded) {
    const code = new Code();
    const push = ({ parameter, offset }: Value, half = 0): void => {
      const at = offset + half;
      if (parameter < 0) code.i32(at);
      else {
        code.get(parameter);
        if (at > 0) code.i32(at).add32();
      }
    };
    for (const { operation, result, operands, immediate } of calls) {
      const [first, second] = operands;
      const primitive = BY_COORDINATE[operation];
      for (const half of primitive === undefined ? [0] : [0, FQ_BYTES]) {
        push(result, half);
        push(first!, half);
        if (second !== undefined) push(second);
        if (immediate !== undefined) code.i32(immediate);
        code.call(PRIMITIVE_NAMES.indexOf(primitive ?? (operation as PrimitiveName)));
      }
    }
    functions.push({ name, parameters: 1 + step.inputs.length, locals: 0, code });
  }
  return { bytes: assembleModule(functions), constants: [...constants.values()], heap: Math.ceil(heap / 64) * 64 };
}
