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
export function toLimbs(value: bigint): number[] {
  const limbs: number[] = [];
  let rest = value;
  for (let i = 0; i < LIMBS - 1; i += 1) {
    const limb = BigInt.asIntN(LIMB_BITS, rest);
    limbs.push(Number(limb));
    rest = (rest - limb) >> BigInt(LIMB_BITS);
  }
  return [...limbs, Number(rest)];
}

const MODULUS = toLimbs(Q);
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
  for (const [sum, pointer] of [
    [SUM_A, A],
    [SUM_B, B],
  ] as const) {
    for (let i = 0; i < LIMBS; i += 1) {
      loadLimb(loadLimb(code.i32(0), pointer, i), pointer, LIMBS + i)
        .add()
        .store(8 * (sum + i));
    }
  }
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
    const sumOf =
      (first: number): Load =>
      (code, i) =>
        loadScratch(code, first + i);
    pushProduct(code, column, sumOf(SUM_A), sumOf(SUM_B));
    loadScratch(code, COLUMNS + column).sub();
  });
};

/** ((a0 + a1)·(a0 − a1), 2·a0·a1). A column of the first is one of a0² − a1², whose bound holds; sums on the way may wrap. */
const emitSquare2: Emit = (code, base) => {
  for (let i = 0; i < LIMBS; i += 1) {
    loadLimb(loadLimb(code.i32(0), A, i), A, LIMBS + i)
      .add()
      .store(8 * (SUM_A + i));
    loadLimb(loadLimb(code.i32(0), A, i), A, LIMBS + i)
      .sub()
      .store(8 * (SUM_B + i));
  }
  emitReduction(code, base, 0, (column) => {
    const sumOf =
      (first: number): Load =>
      (code, i) =>
        loadScratch(code, first + i);
    pushProduct(code, column, sumOf(SUM_A), sumOf(SUM_B));
  });
  emitReduction(code, base, LIMBS, (column) => {
    pushProduct(code, column, limbsOf(A), limbsOf(A, LIMBS));
    code.shl(1);
  });
};

const emitLimbs =
  (count: number, limb: (code: Code, i: number) => void): Emit =>
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

const PRIMITIVES = {
  mul1: {
    parameters: 3,
    locals: REDUCTION_LOCALS,
    emit: (code, base) => emitReduction(code, base, 0, (column) => pushProduct(code, column, limbsOf(A), limbsOf(B))),
  },
  mul2: { parameters: 3, locals: REDUCTION_LOCALS + 2, emit: emitMul2 },
  square2: { parameters: 2, locals: REDUCTION_LOCALS, emit: emitSquare2 },
  tidy1: { parameters: 2, locals: 3, emit: emitTidy },
  add1: { parameters: 3, locals: 0, emit: emitLimbs(LIMBS, (code, i) => loadLimb(loadLimb(code, A, i), B, i).add()) },
  sub1: { parameters: 3, locals: 0, emit: emitLimbs(LIMBS, (code, i) => loadLimb(loadLimb(code, A, i), B, i).sub()) },
  add2: {
    parameters: 3,
    locals: 0,
    emit: emitLimbs(2 * LIMBS, (code, i) => loadLimb(loadLimb(code, A, i), B, i).add()),
  },
  sub2: {
    parameters: 3,
    locals: 0,
    emit: emitLimbs(2 * LIMBS, (code, i) => loadLimb(loadLimb(code, A, i), B, i).sub()),
  },
  times1: { parameters: 3, locals: 0, emit: emitLimbs(LIMBS, (code, i) => loadLimb(code, A, i).get(B).extend().mul()) },
  times2: {
    parameters: 3,
    locals: 0,
    emit: emitLimbs(2 * LIMBS, (code, i) => loadLimb(code, A, i).get(B).extend().mul()),
  },
  conjugate2: {
    parameters: 2,
    locals: 0,
    emit: emitLimbs(2 * LIMBS, (code, i) => (i < LIMBS ? loadLimb(code, A, i) : loadLimb(code.i64(0), A, i).sub())),
  },
  xi2: {
    parameters: 2,
    locals: 0,
    emit: emitLimbs(2 * LIMBS, (code, i) =>
      i < LIMBS
        ? loadLimb(loadLimb(code, A, i).i64(9).mul(), A, i + LIMBS).sub()
        : loadLimb(loadLimb(code, A, i).i64(9).mul(), A, i - LIMBS).add(),
    ),
  },
} as const satisfies Readonly<Record<string, Primitive>>;
type PrimitiveName = keyof typeof PRIMITIVES;
const PRIMITIVE_NAMES = Object.keys(PRIMITIVES) as PrimitiveName[];
/** What is done to each coordinate of an element of Fq2 by a primitive of Fq. */
const BY_COORDINATE = { tidy2: "tidy1", scale2: "mul1" } as const;
type Operation = PrimitiveName | keyof typeof BY_COORDINATE;

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
  /** The parameter that points to it, or -1 for a place of the module's own. */
  parameter: number;
  offset: number;
  /** Index of the last call that reads it. */
  lastUse: number;
  tidied?: Value;
}

interface Call {
  readonly operation: Operation;
  readonly result: Value;
  readonly operands: readonly Value[];
  readonly immediate?: number;
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

function record(step: Step, constantAt: (value: Fq2, degree: 1 | 2) => number): { calls: Call[]; temporaries: number } {
  const calls: Call[] = [];
  const call = (operation: Operation, operands: readonly Value[], bounds: Bounds, immediate?: number): Value => {
    const degree = operation.endsWith("2") ? 2 : 1;
    const result: Value = { ...bounds, degree, parameter: -1, offset: -1, lastUse: -1 };
    for (const operand of operands) operand.lastUse = calls.length;
    calls.push({ operation, result, operands, ...(immediate === undefined ? {} : { immediate }) });
    return result;
  };
  const current = (value: Value): Value => value.tidied ?? value;
  const tidy = (value: Value): Value => {
    if (value.tidied !== undefined) return value.tidied;
    // So that the quotient is off by less than 0.01 and nothing comes near 2^63.
    if (value.limbs > 2 ** 12 || value.multiples > 2 ** 12) throw new RangeError("a sum of too many terms");
    const tidied = call(`tidy${value.degree}`, [value], { limbs: 1, multiples: 0.51 });
    value.tidied = tidied;
    return tidied;
  };
  const sum = (name: "add" | "sub") => (a: Value, b: Value) => {
    const [left, right] = [current(a), current(b)];
    const bounds = { limbs: left.limbs + right.limbs, multiples: left.multiples + right.multiples };
    return call(`${name}${left.degree}`, [left, right], bounds);
  };
  const product = (a: Value, b: Value, primitive: PrimitiveName): Value => {
    let [left, right] = [current(a), current(b)];
    const products = a.degree;
    while (!fits(left, right, products)) {
      if (left.limbs >= right.limbs) left = tidy(left);
      else right = tidy(right);
      if (a === b) right = left;
    }
    return call(primitive, primitive === "square2" ? [left] : [left, right], reduced(left, right, products));
  };
  /** Bounds after a reduction. */
  const reduced = (left: Bounds, right: Bounds, products: number): Bounds => {
    // A balanced multiplier of q is at most R/2.
    const multiples = 0.5 + 2 ** -20 + products * left.multiples * right.multiples * SHRINK;
    // The highest limb of q is below 2^22, and no limb may be above 2^28.
    if (multiples > 64) throw new RangeError("a product of values that are too large");
    return { limbs: 1, multiples };
  };
  const algebra: Algebra<Value> = {
    add: sum("add"),
    sub: sum("sub"),
    mul: (a, b) => product(a, b, `mul${a.degree}`),
    // A square of its own saves products in Fq and no time.
    square: (a) => product(a, a, a.degree === 1 ? "mul1" : "square2"),
    times: (input, factor) => {
      const a = current(input);
      const size = Math.abs(factor);
      return call(`times${a.degree}`, [a], { limbs: a.limbs * size, multiples: a.multiples * size }, factor);
    },
    negate: (a) => algebra.times(a, -1),
    scale: (input, factor) => {
      let a = current(input);
      while (!fits(a, factor, 1)) a = tidy(a);
      return call("scale2", [a, factor], reduced(a, factor, 1));
    },
    conjugate: (input) => call("conjugate2", [current(input)], current(input)),
    mulByXi: (input) => {
      const a = current(input);
      return call("xi2", [a], { limbs: 10 * a.limbs, multiples: 10 * a.multiples });
    },
    constant2: (value) => place(constantAt(value, 2), 2),
    constant: (value) => place(constantAt([value, 0n], 1), 1),
  };
  const place = (offset: number, degree: 1 | 2, parameter = -2): Value => ({
    ...TIDY,
    degree,
    parameter,
    offset,
    lastUse: -1,
  });

  const inputs = step.inputs.map(([count, degree], i) =>
    Array.from({ length: count }, (_, j) => place(j * degree * FQ_BYTES, degree, 1 + i)),
  );
  const outputs = step.formula(algebra, ...inputs);
  const [count, degree] = step.output;
  if (outputs.length !== count) throw new RangeError("a formula with another number of results");
  const seen = new Set<Value>();
  outputs.forEach((output, i) => {
    let value = current(output);
    const written = value.parameter === -1 && !seen.has(value);
    if (!written || value.limbs > TIDY.limbs || value.multiples > TIDY.multiples) {
      value = call(`tidy${degree}`, [value], { limbs: 1, multiples: 0.51 });
    }
    seen.add(value);
    value.parameter = 0;
    value.offset = i * degree * FQ_BYTES;
  });
  return { calls, temporaries: assignTemporaries(calls) };
}

/** Gives every intermediate value a place, and its place to another when nothing reads it any more. */
function assignTemporaries(calls: readonly Call[]): number {
  const free: Record<1 | 2, number[]> = { 1: [], 2: [] };
  let end = 0;
  calls.forEach(({ result, operands }, now) => {
    if (result.parameter === -1) {
      let offset = free[result.degree].pop();
      if (offset === undefined) {
        offset = end;
        end += result.degree * FQ_BYTES;
      }
      result.offset = offset;
    }
    for (const operand of new Set(operands)) {
      if (operand.parameter === -1 && operand.lastUse === now) free[operand.degree].push(operand.offset);
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
  const recorded = Object.entries(steps).map(([name, step]) => ({ name, step, ...record(step, constantAt) }));
  const temporaries = end;

  const functions: FunctionBody[] = PRIMITIVE_NAMES.map((primitive) => {
    const { parameters, locals, emit } = PRIMITIVES[primitive];
    const code = new Code();
    emit(code, parameters);
    return { name: undefined, parameters, locals, code };
  });
  for (const { name, step, calls } of recorded) {
    const code = new Code();
    const push = ({ parameter, offset }: Value, half: 0 | 1 = 0): void => {
      const extra = half * FQ_BYTES;
      if (parameter === -1) code.i32(temporaries + offset + extra);
      else if (parameter === -2) code.i32(offset + extra);
      else {
        code.get(parameter);
        if (offset + extra > 0) code.i32(offset + extra).add32();
      }
    };
    for (const { operation, result, operands, immediate } of calls) {
      if (operation === "tidy2" || operation === "scale2") {
        const [a, factor] = operands;
        for (const half of [0, 1] as const) {
          push(result, half);
          push(a!, half);
          if (factor !== undefined) push(factor);
          code.call(PRIMITIVE_NAMES.indexOf(BY_COORDINATE[operation]));
        }
        continue;
      }
      push(result);
      for (const operand of operands) push(operand);
      if (immediate !== undefined) code.i32(immediate);
      code.call(PRIMITIVE_NAMES.indexOf(operation));
    }
    functions.push({ name, parameters: 1 + step.inputs.length, locals: 0, code });
  }
  const heap = temporaries + Math.max(...recorded.map((entry) => entry.temporaries));
  return { bytes: assembleModule(functions), constants: [...constants.values()], heap: Math.ceil(heap / 64) * 64 };
}
