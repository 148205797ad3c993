import "../../../src/worker/entry.ts";
