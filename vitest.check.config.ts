import { defineConfig } from "vitest/config";

/** The part of `npm run check` that is written as a test; needs no built circuits. */
export default defineConfig({ test: { include: ["test/architecture.test.ts"] } });
