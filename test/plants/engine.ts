import type { Plant } from "./plants.ts";

const PROVER = {
  file: "src/engine/groth16/prover/prover.ts",
  test: "test/unit/engine/groth16/prover/prover.test.ts",
};

const SHARES = {
  file: "src/engine/groth16/prover/shares.ts",
  test: "test/unit/engine/groth16/prover/shares.test.ts",
};

const ARTIFACTS = "test/unit/statement/artifacts/load.test.ts";

const MEMORY = { test: "test/unit/engine/groth16/prover/memory.test.ts" };

/** Mistakes in proofs' arithmetic, and in what they take of memory. */
export const ENGINE_PLANTS: readonly Plant[] = [
  {
    mistake: "bytes of text are a part of the memory that Node shares out",
    file: "src/core/bytes.ts",
    right: `new Uint8Array((node?.from(binary, "latin1") ?? binary.length) as number)`,
    wrong: `(node?.from(binary, "latin1") ?? new Uint8Array(binary.length)) as Uint8Array<ArrayBuffer>`,
    test: "test/unit/core/bytes.test.ts",
    title: "is a byte for each character, its lowest eight bits, in Node and where there is no Buffer",
  },
  {
    mistake: "what a directory's reader hands out was not compared with the manifest",
    file: "src/statement/artifacts/node.ts",
    right: "if (actual === expected.sha256) return content;",
    wrong: "if (actual.length === 64) return content;",
    test: ARTIFACTS,
    title: "are hashed where they are read, and each changed byte is refused",
  },
  {
    mistake: "a reader around a directory's passes for it, and may change what was checked",
    file: "src/statement/artifacts/own-readers.ts",
    right: "own.has(read)",
    wrong: "own !== undefined",
    test: ARTIFACTS,
    title: "are copied and hashed again when they come through somebody's own reader",
  },
  {
    mistake: "a pipe instead of an artifact stops the process for ever",
    file: "src/statement/artifacts/node.ts",
    right: "constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)",
    wrong: "constants.O_RDONLY",
    test: ARTIFACTS,
    title: "are refused with their path where a directory or a pipe stands for a file",
  },
  {
    mistake: "the last of an odd number of proofs counts twice in the sum of a batch",
    file: "src/engine/groth16/equation.ts",
    right: "{ low: i < pair.length ? 1n : 0n, high: 0n }",
    wrong: "{ low: 1n, high: 0n }",
    test: "test/unit/engine/groth16/batch.test.ts",
    title: "answers for any number of proofs",
  },
  {
    mistake: "of two sums of multiples that go side by side, one takes the points of the other",
    file: "src/engine/pairing/combine.ts",
    right: "machine.joinG1(left, right)",
    wrong: "machine.joinG1(left, left)",
    test: "test/unit/engine/pairing/pairing.test.ts",
    title: "sums multiples in G1, of fixed points and with short coefficients",
  },
  {
    mistake: "a column of the pairing may overflow",
    file: "src/engine/pairing/compile.ts",
    right: "const MOST_PRODUCTS = 13;",
    wrong: "const MOST_PRODUCTS = 40;",
    test: "test/unit/engine/pairing/pairing.test.ts",
    title: "holds the largest columns that its bounds let through",
  },
  {
    mistake: "two proofs of one person have A in common",
    ...PROVER,
    right: "({ u: randomField(), v: randomField() })",
    wrong: "({ u: 1n, v: randomField() })",
    title: "makes proofs on",
  },
  {
    mistake: "two proofs of one person have C in common",
    ...PROVER,
    right: "({ u: randomField(), v: randomField() })",
    wrong: "({ u: randomField(), v: 0n })",
    title: "makes proofs on",
  },
  {
    mistake: "each thread in Node loads an HTTP client for its first message",
    file: "src/core/worker-port.ts",
    right: "  if (!port) return globalThis as unknown as WorkerPort;",
    wrong: "  if (port !== globalThis) return (port ?? globalThis) as unknown as WorkerPort;",
    test: "test/unit/core/worker-channel.test.ts",
    title: "listens in Node without events",
  },
  {
    mistake: "a worker waits for its sums until this thread knows that it has its points",
    file: "src/engine/groth16/prover/prove-now.ts",
    right: "  const sums: Partial<Record<string, Uint8Array>> = {};\n",
    wrong: "  await remote?.loaded;\n  const sums: Partial<Record<string, Uint8Array>> = {};\n",
    test: PROVER.test,
    title: "has a worker add up before it has said",
  },
  {
    mistake: "a proof waits until all of its key is prepared, and so do the workers",
    ...PROVER,
    right: "const isOver = () => signal.aborted || this.#turns.isAwaited;",
    wrong: "const isOver = () => signal.aborted;",
    title: "has a worker add up before it has said",
  },
  {
    mistake: "one of four threads does most of a proof",
    ...SHARES,
    right: "        left += total / threads;\n",
    wrong: "        left += total / (threads + 3);\n",
    title: "give the busiest of four workers less than a third",
  },
  {
    mistake: "a thread begins with the points of the one before",
    ...SHARES,
    file: "src/engine/groth16/prover/points.ts",
    right: "Math.max(0, from * step - at)",
    wrong: "Math.max(0, 0 * step - at)",
    title: "hold every point once",
  },
  {
    mistake: "a key over another curve is refused for its size",
    file: "src/engine/groth16/files/zkey.ts",
    right: "  refuseOtherCurve(section(2));\n",
    wrong: "",
    test: "test/unit/engine/groth16/files/zkey.test.ts",
    title: "says of a key over BLS12-381 that it is over another curve",
  },
  {
    mistake: "the quotient and the sums of a thread have a kernel each",
    ...MEMORY,
    file: "src/engine/groth16/prover/prepared.ts",
    right: "points: localSums(kernel, ranges.map(pointsOf))",
    wrong: "points: localSums(openKernel(module), ranges.map(pointsOf))",
    title: "is one kernel's",
  },
  {
    mistake: "a coefficient's value is kept as often as it occurs",
    ...MEMORY,
    file: "src/engine/groth16/prover/key.ts",
    right: "const size = 2 ** Math.ceil(Math.log2(count / 2 + 1));",
    wrong: "const size = 1;",
    title: "is one kernel's",
  },
  {
    mistake: "scalars stay beside what they are cut into",
    ...MEMORY,
    file: "src/engine/kernel/sums.ts",
    right: "(count, bits) - scalars.length);",
    wrong: "(count, bits));",
    title: "is one kernel's",
  },
  {
    mistake: "a worker keeps the bytes of points that its kernel has",
    ...MEMORY,
    file: "src/engine/groth16/prover/worker.ts",
    right: "    for (const { chunks } of task.sets) chunks.forEach(free);\n",
    wrong: "",
    title: "holds the points of a worker once",
  },
];
