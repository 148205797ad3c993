/** Progress on stderr: one line that redraws itself on a terminal, a line for each tenth elsewhere. */
import type { Terminal } from "./terminal.ts";

/** Reports how far a piece of work is. */
export interface Progress {
  /** @param fraction 0 to 1 */
  readonly update: (fraction: number, note?: string) => void;
  /** Ends the line with a note; without one, a terminal's line disappears. */
  readonly done: (note?: string) => void;
}

export interface ProgressOptions {
  /** `--progress` and `--no-progress`; by default only a terminal gets progress. */
  readonly progress?: boolean | undefined;
}

const REDRAW_MILLISECONDS = 100;
const BAR_WIDTH = 24;

/** Starts a progress line with a name. */
export function startProgress(name: string, terminal: Terminal, { progress }: ProgressOptions = {}): Progress {
  if (!(progress ?? terminal.isInteractive)) return { update() {}, done() {} };
  return terminal.isInteractive ? redrawn(name, terminal) : plain(name, terminal);
}

function redrawn(name: string, { writeErr }: Terminal): Progress {
  let drawnAt = 0;
  const draw = (fraction: number, note: string): void => {
    const full = Math.round(clamp(fraction) * BAR_WIDTH);
    const bar = "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
    // Carriage return, then clear to the end of the line.
    writeErr(`\r\u001b[K${name} ${bar} ${percent(fraction)} ${note}`);
  };
  return {
    update(fraction, note = "") {
      const now = performance.now();
      if (now - drawnAt < REDRAW_MILLISECONDS) return;
      drawnAt = now;
      draw(fraction, note);
    },
    done(note) {
      if (note === undefined) return writeErr("\r\u001b[K");
      draw(1, note);
      writeErr("\n");
    },
  };
}

function plain(name: string, { writeErr }: Terminal): Progress {
  let written = -1;
  return {
    update(fraction, note = "") {
      const tenths = Math.floor(clamp(fraction) * 10);
      if (tenths <= written) return;
      written = tenths;
      writeErr(`${name} ${percent(fraction)} ${note}`.trimEnd().concat("\n"));
    },
    done(note = "done") {
      writeErr(`${name}: ${note}\n`);
    },
  };
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

function percent(fraction: number): string {
  return `${Math.floor(clamp(fraction) * 100)} %`;
}
