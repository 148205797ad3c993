import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** Long suites: `npm run test:slow`. */
const slow = mergeConfig(base, { test: { testTimeout: 3_600_000, hookTimeout: 3_600_000 } });
slow.test.include = ["test/slow/**/*.test.ts"];
slow.test.exclude = [];
export default slow;
