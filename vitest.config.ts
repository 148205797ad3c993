import { defineConfig } from "vitest/config";

/** `npx vitest run test/…` finds a file's project by itself; the npm scripts name theirs. */
export default defineConfig({
  test: {
    // Two cores; provers start threads of their own.
    maxWorkers: 2,
    pool: "forks",
    projects: [
      {
        test: {
          name: "quick",
          include: ["test/**/*.test.ts"],
          exclude: ["test/slow/**", "test/packages/**"],
          globalSetup: ["test/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "slow",
          include: ["test/slow/**/*.test.ts"],
          globalSetup: ["test/global-setup.ts"],
          testTimeout: 3_600_000,
          hookTimeout: 3_600_000,
        },
      },
      {
        // The packed package in other people's bundlers, which are installed once.
        test: {
          name: "packages",
          include: ["test/packages/**/*.test.ts"],
          // Packing builds the circuits when needed.
          globalSetup: ["test/packages/pack.ts"],
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        // The part of `npm run check` that is written as a test; needs no built circuits.
        test: { name: "check", include: ["test/architecture.test.ts", "test/docs.test.ts"], testTimeout: 60_000 },
      },
    ],
  },
});
