import "../../../src/browser/worker/entry.ts";
