import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** The packed package in other people's bundlers: `npm run test:packages`; installs them once. */
const packages = mergeConfig(base, {});
packages.test.include = ["test/packages/**/*.test.ts"];
packages.test.exclude = [];
export default packages;
