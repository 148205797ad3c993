import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** For the tests of a mutant: one file after the other, without the setup that builds the circuits. */
export default defineConfig({
  root: resolve(import.meta.dirname, "../.."),
  test: {
    include: ["test/**/*.test.ts"],
    maxWorkers: 1,
    pool: "forks",
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
