/** Threads of a service, which run a script of this package. */
import { Worker } from "node:worker_threads";

/**
 * Starts a thread.
 *
 * @param base the `import.meta.url` of whoever starts it
 * @param name of the script: in a clone the file beside it, and in the package an entry of its own
 */
export function startThread(base: string, name: string): Worker {
  if (!base.endsWith(".ts")) return new Worker(new URL(`./${name}.js`, base));
  // In a clone the sources run through tsx, which does not reach into threads by itself.
  const url = new URL(`./${name}.ts`, base).href;
  const code = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(url)}); })`;
  return new Worker(code, { eval: true });
}
