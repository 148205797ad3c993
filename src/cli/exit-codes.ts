/** Exit codes of every command; docs/cli.md repeats this table. */
export const EXIT_CODES = {
  /** Done. */
  ok: 0,
  /** Refused with a typed error: a proof that does not hold, a person who does not qualify, a malformed file. */
  refused: 1,
  /** The command line or a file that it names can't be used. */
  usage: 2,
  /** A defect of this program. */
  internal: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
