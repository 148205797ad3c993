/** The audit log, newest entries first, with the word whether its chain is whole. */
import type { Child } from "../../../browser/components/dom.ts";
import { actions, button, type Desk, done, fill, lead, mark, number, table } from "../parts.ts";
import { reasonInWords } from "./queue.ts";

interface Entry {
  readonly sequence: number;
  readonly time: number;
  readonly actor: string;
  readonly action: string;
  readonly issuerIndex: number | null;
  readonly statusIndex: number | null;
  readonly subject: string | null;
  readonly detail: string | null;
}

const SHOWN = 50;

/** @param to the newest sequence number to show; the newest of all by default */
export async function logScreen(desk: Desk, to?: number): Promise<void> {
  // How many there are is known only when the whole chain was read, which each answer does.
  const count = to ?? (await read(desk, 2_000_000_000)).verified;
  const from = Math.max(1, count - SHOWN + 1);
  const { verified, entries } = await read(desk, from);
  const shown = entries.filter(({ sequence }) => sequence <= count).reverse();
  desk.show("log", () => {
    const { m } = desk;
    const { log } = m;
    const rows = shown.map(
      ({ sequence, time, actor, action, issuerIndex, statusIndex, subject, detail }): readonly Child[] => [
        number(String(sequence)),
        desk.instant(time),
        actor,
        Object.hasOwn(log.actions, action) ? log.actions[action as keyof typeof log.actions] : action,
        issuerIndex === null
          ? ""
          : number(statusIndex === null ? String(issuerIndex) : `${issuerIndex}/${statusIndex}`),
        mark(subject),
        detail === null ? "" : reasonInWords(m, detail),
      ],
    );
    return [
      desk.heading(log.title),
      lead(log.lead),
      done(fill(log.whole, { count: verified })),
      table(log.title, [log.number, log.when, log.who, log.what, log.entry, log.person, log.detail], rows),
      actions(
        from > 1 && button(log.older, () => desk.attempt(() => logScreen(desk, from - 1)), "quiet"),
        count < verified &&
          button(log.newer, () => desk.attempt(() => logScreen(desk, Math.min(verified, count + SHOWN))), "quiet"),
      ),
    ];
  });
}

const read = (desk: Desk, from: number) =>
  desk.call<{ verified: number; entries: readonly Entry[] }>(`desk/log?from=${from}`);
