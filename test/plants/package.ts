/** Mistakes in what is delivered: packed keys, the weight of bundles, workers, the package itself. */
import type { Plant } from "./plants.ts";

const UNPACK = { file: "src/engine/groth16/packed/unpack.ts", test: "test/unit/engine/groth16/packed.test.ts" };
const ROOTS = { file: "src/engine/groth16/packed/roots.ts", test: "test/unit/engine/groth16/packed.test.ts" };
const KEPT = {
  file: "src/statement/artifacts/kept-keys.ts",
  test: "test/unit/statement/artifacts/packed-keys.test.ts",
};

export const PACKAGE_PLANTS: readonly Plant[] = [
  {
    mistake: "a packed key may unpack to more than the manifest says",
    ...UNPACK,
    right: "    if (length > this.#bytes.length - this.#at) {\n",
    wrong: "    if (length > 2 ** 33) {\n",
    title: "is stopped where it would unpack to more than the manifest's size",
  },
  {
    mistake: "what stands after a packed key is taken for part of it",
    ...UNPACK,
    right: "  await input.end();\n",
    wrong: "",
    title: "is refused when it ends early or goes on",
  },
  {
    mistake: "unpacking waits for a second thread that says nothing",
    ...ROOTS,
    right: "const LIMITS = { startMilliseconds: 5_000, silenceMilliseconds: 3_000 };",
    wrong: "const LIMITS = { startMilliseconds: 5_000, silenceMilliseconds: 300_000 };",
    title: "comes back when the second thread falls silent after its first word",
  },
  {
    mistake: "one thread unpacks a key although there are two",
    ...ROOTS,
    right: "if (!isThere || asked >= AHEAD)",
    wrong: "if (isThere || asked >= AHEAD)",
    title: "comes back as well when a second thread takes half of it",
  },
  {
    mistake: "a kept key is used without a look at its hash",
    ...KEPT,
    right: "kept?.length === bytes && (await sha256Hex(kept)) === sha256",
    wrong: "kept?.length === bytes",
    title: "replaces a kept key that is damaged",
  },
  {
    mistake: "another key is kept under the right key's name",
    ...KEPT,
    right: "if ((await sha256Hex(key)) === sha256) await",
    wrong: "await",
    title: "refuses another key, and keeps nothing of it",
  },
  {
    mistake: "each process unpacks the key again",
    ...KEPT,
    right: "await writeWhole(file, key).catch(() => {});",
    wrong: "await Promise.resolve(writeWhole).catch(() => {});",
    title: "is read, and the unpacked key is kept for the next process",
  },
  {
    mistake: "a browser downloads the raw key although there is a packed one",
    file: "src/statement/artifacts/download.ts",
    right: "    if (packed === undefined) return await collect(",
    wrong: "    if (packed !== null) return await collect(",
    test: "test/unit/statement/artifacts/packed-keys.test.ts",
    title: "downloads the packed key, in parts, and returns the key",
  },
];
