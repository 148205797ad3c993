/** What a command may touch of the outside world besides files. */
export interface Terminal {
  /** Results only. */
  readonly writeOut: (text: string) => void;
  /** Progress, warnings, errors. */
  readonly writeErr: (text: string) => void;
  /** Whether progress may redraw its line. */
  readonly isInteractive: boolean;
  /** Fires on Ctrl-C, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
}

/** Ctrl-C, the end by a supervisor, and the end of the terminal. */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The terminal of this process; Ctrl-C fires `signal`, a second one ends the process at once. */
export function processTerminal(): Terminal & { readonly close: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  // A reader that went away, as in `civicproof … | head`, is no reason to crash.
  const ignoreClosedPipe = (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EPIPE") throw error;
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  process.stdout.on("error", ignoreClosedPipe);
  process.stderr.on("error", ignoreClosedPipe);
  return {
    writeOut: (text) => process.stdout.write(text),
    writeErr: (text) => process.stderr.write(text),
    isInteractive: process.stderr.isTTY === true,
    signal: controller.signal,
    close() {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
