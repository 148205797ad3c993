import { refusal } from "../../core/errors.ts";

/**
 * The device has no more memory for WebAssembly.
 *
 * What to do: close other pages or programs, then try again.
 */
export class KernelMemoryError extends /* @__PURE__ */ refusal(
  "KERNEL_MEMORY_EXHAUSTED",
  "KernelMemoryError",
  "There is no more memory",
) {}
