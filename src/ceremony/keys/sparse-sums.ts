/**
 * Sums of multiples of points, many of them over the same points: the rows of a circuit's matrices, each of which stands
 * for a point and adds multiples of it to the sums of its signals. For each row a table of its odd multiples, then bit by
 * bit from the highest (Straus, 1964, with sparse digits), the additions of all sums together.
 *
 * Rows are cut into blocks, which threads work on by themselves. A circuit's rows have few signals in common with rows
 * that are far away, so that hardly any sum is in two blocks.
 */
import type { GroupName, Kernel } from "../../engine/kernel/kernel.ts";
import type { KernelMemory } from "../../engine/kernel/memory.ts";
import { adoptPoints, fileBytes, pointBytes, pointsToFile, preparePoints } from "../../engine/kernel/sums.ts";
import { type Additions, addLists, collectAdditions } from "./additions.ts";
import { HALF_DIGITS, type Halves, multiplyByLambda, sparseDigits } from "./endomorphism.ts";
import { joinBytes } from "./point-bytes.ts";

/** Rows one after the other. */
export interface SparseRows {
  /** Where the points of a row begin; its own point is their sum. One place more than there are rows. */
  readonly memberStarts: Uint32Array;
  /** Twice the number of a point, with the lowest bit set for its negative. */
  readonly members: Uint32Array;
  /** Where the entries of a row begin. One place more than there are rows. */
  readonly starts: Uint32Array;
  /** To which sum an entry adds. */
  readonly targets: Uint32Array;
  /** Which multiple of the row's point: twice the number of a coefficient, with the lowest bit set for its negative. */
  readonly coefficients: Uint32Array;
}

/** What a thread needs for a block of rows: everything numbered from 0 on. */
export interface SparseBlock {
  readonly group: GroupName;
  /** As files hold them. */
  readonly points: Uint8Array;
  readonly rows: SparseRows;
  readonly coefficients: readonly Halves[];
  readonly targetCount: number;
}

/** Sums of a block. */
export interface PartialSums {
  /** The number of each sum in the whole. */
  readonly targets: Uint32Array;
  /** Points of the kernel's tier, as {@link sumBlock} gives them. */
  readonly sums: Uint8Array;
}

const SHORT: ReadonlySet<bigint> = new Set([-1n, 0n, 1n]);
const isShort = ([low, high]: Halves): boolean => high === 0n && SHORT.has(low);

/** Digits of a long coefficient that are not zero, over their width: what an entry costs, in additions. */
const DENSITY = 2 * 128;

/** Additions of a row with so many long coefficients, and the width of digits that makes them fewest. */
function planRow(longEntries: number): { readonly width: number; readonly cost: number } {
  let best = { width: 2, cost: Number.POSITIVE_INFINITY };
  for (let width = 2; width <= 8; width += 1) {
    const cost = 2 ** (width - 1) + (longEntries * DENSITY) / (width + 1);
    if (cost < best.cost) best = { width, cost };
  }
  return best;
}

/** Blocks of at most so many additions keep tables and digits below some ten megabytes. */
const MAX_BLOCK_COST = 2 ** 20;

/**
 * Cuts rows into blocks of about the same cost.
 *
 * @param count at least so many blocks, as far as there are rows
 * @returns for each block the numbers that its sums have in the whole
 */
export function cutIntoBlocks(
  rows: SparseRows,
  { group, points, coefficients, count }: Omit<SparseBlock, "rows" | "targetCount"> & { readonly count: number },
): { readonly block: SparseBlock; readonly targets: Uint32Array }[] {
  const rowCount = rows.starts.length - 1;
  const isLong = Uint8Array.from(coefficients, (halves) => (isShort(halves) ? 0 : 1));
  const costs = Float64Array.from({ length: rowCount }, (_, row) => {
    let long = 0;
    for (let k = rows.starts[row]!; k < rows.starts[row + 1]!; k += 1) long += isLong[rows.coefficients[k]! >> 1]!;
    const members = rows.memberStarts[row + 1]! - rows.memberStarts[row]!;
    return members + (rows.starts[row + 1]! - rows.starts[row]!) + (long === 0 ? 0 : planRow(long).cost);
  });
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const blocks = count * Math.ceil(total / (count * MAX_BLOCK_COST));
  const cut: { block: SparseBlock; targets: Uint32Array }[] = [];
  for (let from = 0, done = 0; from < rowCount; ) {
    let to = from;
    do done += costs[to++]!;
    while (to < rowCount && done < (total * (cut.length + 1)) / blocks);
    cut.push(takeBlock(rows, { group, points, coefficients, from, to }));
    from = to;
  }
  return cut;
}

function takeBlock(
  rows: SparseRows,
  {
    group,
    points,
    coefficients,
    from,
    to,
  }: Omit<SparseBlock, "rows" | "targetCount"> & { readonly from: number; readonly to: number },
): { readonly block: SparseBlock; readonly targets: Uint32Array } {
  const size = fileBytes(group);
  const entries = [rows.starts[from]!, rows.starts[to]!] as const;
  const members = [rows.memberStarts[from]!, rows.memberStarts[to]!] as const;
  const point = renumber(rows.members.subarray(...members).map((member) => member >> 1));
  const target = renumber(rows.targets.subarray(...entries));
  const coefficient = renumber(rows.coefficients.subarray(...entries).map((signed) => signed >> 1));
  const block: SparseBlock = {
    group,
    points: joinBytes(Array.from(point.used, (i) => points.subarray(i * size, (i + 1) * size))),
    rows: {
      memberStarts: rows.memberStarts.slice(from, to + 1).map((at) => at - members[0]),
      members: point.numbers.map((i, k) => 2 * i + (rows.members[members[0] + k]! & 1)),
      starts: rows.starts.slice(from, to + 1).map((at) => at - entries[0]),
      targets: target.numbers,
      coefficients: coefficient.numbers.map((i, k) => 2 * i + (rows.coefficients[entries[0] + k]! & 1)),
    },
    coefficients: Array.from(coefficient.used, (i) => coefficients[i]!),
    targetCount: target.used.length,
  };
  return { block, targets: target.used };
}

/** Numbers from 0 on in place of others, in their order. */
function renumber(values: Uint32Array): { readonly numbers: Uint32Array; readonly used: Uint32Array } {
  const places = new Uint32Array(values.reduce((most, value) => Math.max(most, value), 0) + 1);
  for (const value of values) places[value] = 1;
  const used = new Uint32Array(places.reduce((sum, isUsed) => sum + isUsed, 0));
  for (let value = 0, count = 0; value < places.length; value += 1) {
    if (places[value] === 0) continue;
    places[value] = count;
    used[count] = value;
    count += 1;
  }
  return { numbers: values.map((value) => places[value]!), used };
}

/** @returns the sums as points of the kernel's tier; undefined when a point is not on its curve */
export function sumBlock(kernel: Kernel, memory: KernelMemory, block: SparseBlock): Uint8Array | undefined {
  const mark = memory.mark();
  try {
    const { group, rows, targetCount } = block;
    const prepared = preparePoints(kernel, memory, group, [block.points]);
    if (prepared === undefined) return undefined;
    const additions = collectAdditions(kernel, memory, group);
    const size = pointBytes(group);
    const own = addMembers(memory, additions, { rows, points: prepared.pointer, size });
    const tables = makeTables(kernel, memory, additions, { block, own });
    return addDigits(kernel, memory, additions, { group, targetCount, digits: sortDigits(block, tables) });
  } finally {
    memory.release(mark);
  }
}

/** A reference to the sum of each row's points. */
function addMembers(
  memory: KernelMemory,
  additions: Additions,
  { rows, points, size }: { readonly rows: SparseRows; readonly points: number; readonly size: number },
): Uint32Array {
  const { memberStarts, members } = rows;
  const references = members.map((member) => (points + (member >> 1) * size) | (member & 1));
  const first = memberStarts.subarray(0, -1);
  const lengths = first.map((start, row) => memberStarts[row + 1]! - start);
  addLists(additions, { references, first, lengths }, { scratch: memory.allocate(members.length * size), size });
  return first.map((start) => references[start]!);
}

/** Where the odd multiples of each row's point stand, and those of λ times it. */
interface Tables {
  readonly size: number;
  readonly widths: Uint8Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

function makeTables(
  kernel: Kernel,
  memory: KernelMemory,
  additions: Additions,
  { block, own }: { readonly block: SparseBlock; readonly own: Uint32Array },
): Tables {
  const { group, rows, coefficients } = block;
  const size = pointBytes(group);
  const isLong = Uint8Array.from(coefficients, (halves) => (isShort(halves) ? 0 : 1));
  const widths = new Uint8Array(own.length);
  let entries = 0;
  for (let row = 0; row < own.length; row += 1) {
    let long = 0;
    for (let k = rows.starts[row]!; k < rows.starts[row + 1]!; k += 1) long += isLong[rows.coefficients[k]! >> 1]!;
    if (long === 0) continue;
    widths[row] = planRow(long).width;
    entries += 2 ** (widths[row]! - 2);
  }
  const start = memory.allocate(entries * size);
  const images = memory.allocate(entries * size);
  const doubled = memory.allocate(own.length * size);
  const low = own.slice();
  const high = new Uint32Array(own.length);
  const bytes = new Uint8Array(memory.view().buffer);
  let at = start;
  for (let row = 0; row < own.length; row += 1) {
    if (widths[row] === 0) continue;
    // A row's own point is positive: its first member is.
    bytes.copyWithin(at, own[row]!, own[row]! + size);
    low[row] = at;
    high[row] = at - start + images;
    at += 2 ** (widths[row]! - 2) * size;
    if (widths[row]! > 2) additions.add(doubled + row * size, low[row]!, low[row]!);
  }
  additions.run();
  for (let i = 1, more = true; more; i += 1) {
    more = false;
    for (let row = 0; row < own.length; row += 1) {
      if (widths[row]! < 2 || i >= 2 ** (widths[row]! - 2)) continue;
      more = true;
      additions.add(low[row]! + i * size, low[row]! + (i - 1) * size, doubled + row * size);
    }
    additions.run();
  }
  multiplyByLambda(kernel, memory, { group, from: start, to: images, count: entries });
  return { size, widths, low, high };
}

/** References to add, bit by bit, and of each bit sum by sum. */
interface SortedDigits {
  /** Where those of a bit begin. */
  readonly starts: Uint32Array;
  readonly targets: Uint32Array;
  readonly references: Uint32Array;
}

function sortDigits(
  { rows, coefficients, targetCount }: SparseBlock,
  { size, widths, low, high }: Tables,
): SortedDigits {
  // The digits of a coefficient that are not zero, for each width: bit, and digit with that of the other half apart.
  const known = new Map<number, Int16Array>();
  const digitsOf = (coefficient: number, width: number): Int16Array => {
    const key = coefficient * 16 + width;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found: number[] = [];
    coefficients[coefficient]!.forEach((half, which) => {
      if (half === 0n) return;
      sparseDigits(half, Math.max(width, 2)).forEach((digit, bit) => {
        if (digit !== 0) found.push(bit, which, digit);
      });
    });
    const digits = Int16Array.from(found);
    known.set(key, digits);
    return digits;
  };
  const { order, rowOf } = byTarget(rows, targetCount);
  const starts = new Uint32Array(HALF_DIGITS + 2);
  const perEntry = Array.from(order, (entry) => digitsOf(rows.coefficients[entry]! >> 1, widths[rowOf[entry]!]!));
  for (const digits of perEntry) for (let i = 0; i < digits.length; i += 3) starts[digits[i]! + 2]! += 1;
  for (let bit = 1; bit < starts.length; bit += 1) starts[bit]! += starts[bit - 1]!;
  const total = starts.at(-1)!;
  const [targets, references] = [new Uint32Array(total), new Uint32Array(total)];
  perEntry.forEach((digits, i) => {
    const entry = order[i]!;
    const row = rowOf[entry]!;
    const sign = rows.coefficients[entry]! & 1;
    for (let k = 0; k < digits.length; k += 3) {
      const digit = digits[k + 2]!;
      const place = starts[digits[k]! + 1]!++;
      const table = digits[k + 1] === 0 ? low[row]! : high[row]!;
      targets[place] = rows.targets[entry]!;
      references[place] = (table + (Math.abs(digit) >> 1) * size) | (sign ^ (digit < 0 ? 1 : 0));
    }
  });
  return { starts, targets, references };
}

/** The entries sum by sum, and each one's row. */
function byTarget({ starts, targets }: SparseRows, count: number): { order: Uint32Array; rowOf: Uint32Array } {
  const places = new Uint32Array(count + 1);
  for (const target of targets) places[target + 1]! += 1;
  for (let i = 1; i < places.length; i += 1) places[i]! += places[i - 1]!;
  const [order, rowOf] = [new Uint32Array(targets.length), new Uint32Array(targets.length)];
  for (let row = 0; row + 1 < starts.length; row += 1) rowOf.fill(row, starts[row]!, starts[row + 1]!);
  targets.forEach((target, entry) => {
    order[places[target]!++] = entry;
  });
  return { order, rowOf };
}

/** Doubles all sums and adds what the next lower bit has for them. */
function addDigits(
  { exports }: Kernel,
  memory: KernelMemory,
  additions: Additions,
  {
    group,
    targetCount,
    digits: { starts, targets, references },
  }: { readonly group: GroupName; readonly targetCount: number; readonly digits: SortedDigits },
): Uint8Array {
  const size = pointBytes(group);
  let most = 0;
  for (let bit = 0; bit < HALF_DIGITS; bit += 1) most = Math.max(most, starts[bit + 1]! - starts[bit]!);
  const scratch = memory.allocate(most * size);
  const infinity = memory.allocate(size);
  // Two places for each sum, because an addition writes to neither of its operands.
  const places = [memory.allocate(targetCount * size), memory.allocate(targetCount * size)] as const;
  const bytes = new Uint8Array(exports.memory.buffer);
  bytes.fill(0, infinity, infinity + size);
  bytes.fill(0, places[0], places[0] + targetCount * size);
  const current = Uint32Array.from({ length: targetCount }, (_, target) => places[0] + target * size);
  const other = (target: number) => {
    const at = target * size;
    return current[target] === places[0] + at ? places[1] + at : places[0] + at;
  };
  const started: number[] = [];
  const isStarted = new Uint8Array(targetCount);
  const [first, lengths] = [new Uint32Array(targetCount), new Uint32Array(targetCount)];

  for (let bit = HALF_DIGITS - 1; bit >= 0; bit -= 1) {
    for (const target of started) {
      const to = other(target);
      additions.add(to, current[target]!, current[target]!);
      current[target] = to;
    }
    additions.run();
    let lists = 0;
    for (let k = starts[bit]!; k < starts[bit + 1]!; k += lengths[lists++]!) {
      first[lists] = k;
      let end = k + 1;
      while (end < starts[bit + 1]! && targets[end] === targets[k]) end += 1;
      lengths[lists] = end - k;
    }
    const touched = first.slice(0, lists).map((at) => targets[at]!);
    addLists(additions, { references, first, lengths }, { scratch, size, count: lists });
    touched.forEach((target, list) => {
      const to = other(target);
      additions.add(to, isStarted[target] === 1 ? current[target]! : infinity, references[first[list]!]!);
      current[target] = to;
      if (isStarted[target] === 1) return;
      isStarted[target] = 1;
      started.push(target);
    });
    additions.run();
  }
  const sums = new Uint8Array(targetCount * size);
  const all = new Uint8Array(exports.memory.buffer);
  current.forEach((at, target) => {
    sums.set(all.subarray(at, at + size), target * size);
  });
  return sums;
}

/** Adds up what the blocks have for each of `count` sums. @returns points as files hold them */
export function joinSums(
  kernel: Kernel,
  memory: KernelMemory,
  {
    group,
    parts,
    count,
  }: { readonly group: GroupName; readonly parts: readonly PartialSums[]; readonly count: number },
): Uint8Array {
  const mark = memory.mark();
  const size = pointBytes(group);
  const { pointer } = adoptPoints(
    memory,
    group,
    parts.map(({ sums }) => sums),
  );
  const targets = parts.flatMap((part) => Array.from(part.targets));
  const first = new Uint32Array(count + 1);
  for (const target of targets) first[target + 1]! += 1;
  const lengths = first.slice(1);
  for (let i = 1; i <= count; i += 1) first[i]! += first[i - 1]!;
  const references = new Uint32Array(targets.length);
  const next = first.slice();
  targets.forEach((target, i) => {
    references[next[target]!++] = pointer + i * size;
  });
  const additions = collectAdditions(kernel, memory, group);
  addLists(additions, { references, first, lengths }, { scratch: memory.allocate(targets.length * size), size });
  const out = memory.allocate(count * size);
  const bytes = new Uint8Array(kernel.exports.memory.buffer);
  for (let target = 0; target < count; target += 1) {
    const at = references[first[target]!]!;
    if (lengths[target] === 0) bytes.fill(0, out + target * size, out + (target + 1) * size);
    else bytes.copyWithin(out + target * size, at, at + size);
  }
  const file = pointsToFile(kernel, memory, { group, count, pointer: out });
  memory.release(mark);
  return file;
}
