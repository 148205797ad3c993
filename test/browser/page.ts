/** The page of the browser tests: puts the entry points where a test can reach them, and watches the main thread. */

import { openRegistryCache, openWallet } from "../../src/browser/wallet/index.ts";
import { createProverWorker } from "../../src/browser/worker/index.ts";
import { openRegistry } from "../../src/credentials/registry/open-registry.ts";

const longTasks: number[] = [];
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longTasks.push(duration);
}).observe({ type: "longtask" });

/** Longest time between two turns of the event loop while `work` runs, in milliseconds. */
async function heartbeat<T>(work: () => Promise<T>): Promise<{ result: T; longestGap: number; longTasks: number[] }> {
  longTasks.length = 0;
  let longestGap = 0;
  let last = performance.now();
  let beating = true;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    longestGap = Math.max(longestGap, now - last);
    last = now;
    if (beating) setTimeout(() => port2.postMessage(0), 1);
  };
  port2.postMessage(0);
  try {
    const result = await work();
    return { result, longestGap, longTasks: [...longTasks] };
  } finally {
    beating = false;
    port1.close();
  }
}

const startWorker = (): Worker => new Worker("/worker.js", { type: "module" });
const page = { createProverWorker, openRegistry, openRegistryCache, openWallet, heartbeat, startWorker };

declare global {
  var civicproof: typeof page;
}
globalThis.civicproof = page;
