/** Wakes one loop that waits: for work, for answers, for the end. */
export interface Bell {
  ring(): void;
  /** Forgets what rang so far; called before the look at what it rang for. */
  quiet(): void;
  isRung(): boolean;
  /** Until it rings or has rung; at most so many milliseconds. */
  wait(milliseconds?: number): Promise<void>;
  /** Rings from now on. */
  close(): void;
}

export function createBell(): Bell {
  let [isRung, isClosed] = [false, false];
  const waiting = new Set<() => void>();
  const ring = (): void => {
    isRung = true;
    for (const wake of waiting) wake();
  };
  return {
    ring,
    quiet: () => {
      isRung = isClosed;
    },
    isRung: () => isRung,
    async wait(milliseconds) {
      if (isRung) return;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
        if (milliseconds !== undefined) timer = setTimeout(wake, milliseconds);
      });
      clearTimeout(timer);
    },
    close() {
      isClosed = true;
      ring();
    },
  };
}
