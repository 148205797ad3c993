/** The part of benchmark 2.1 that is used here. */
declare module "benchmark" {
  export interface Deferred {
    resolve(): void;
  }
  export interface Options {
    defer: boolean;
    fn: (deferred: Deferred) => void;
    /** Seconds after which no further sample begins. */
    maxTime: number;
    /** Seconds that a sample lasts at least. */
    minTime: number;
    minSamples: number;
    onComplete: () => void;
  }
  export default class Benchmark {
    constructor(options: Options);
    run(options: { async: boolean }): this;
    readonly error: unknown;
    /** Seconds. */
    readonly stats: { readonly mean: number };
  }
}
