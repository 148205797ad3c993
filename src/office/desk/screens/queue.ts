/** What waits for a second person. */
import { type Child, h } from "../../../browser/components/dom.ts";
import { actions, button, type Desk, done, fill, lead, mark, note, number } from "../parts.ts";

interface Waiting {
  readonly id: string;
  readonly action: keyof Desk["m"]["queue"]["wish"];
  readonly credential: string;
  readonly subject: string;
  readonly issuerIndex: number | null;
  readonly statusIndex: number | null;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: number;
}

export async function queueScreen(desk: Desk, said?: "approved" | "rejected"): Promise<void> {
  const { entries } = await desk.call<{ entries: readonly Waiting[] }>("desk/queue");
  desk.show("queue", () => {
    const { m } = desk;
    return [
      desk.heading(m.queue.title),
      lead(m.queue.lead),
      said !== undefined && done(m.queue[said]),
      entries.length === 0 && note("", h("p", {}, m.queue.none)),
      h("div", { class: "cards" }, ...entries.map((entry) => card(desk, entry))),
      actions(button(m.queue.again, () => desk.attempt(() => queueScreen(desk)), "quiet")),
    ];
  });
}

function card(desk: Desk, entry: Waiting): HTMLElement {
  const { m, session } = desk;
  const title = fill(m.queue.wish[entry.action], { credential: entry.credential });
  const facts: readonly (readonly [string, Child])[] = [
    ...(entry.issuerIndex === null
      ? []
      : [[m.queue.entry, number(`${entry.issuerIndex}/${entry.statusIndex}`)] as const]),
    [m.queue.person, mark(entry.subject)],
    [m.queue.reason, reasonInWords(m, entry.reason)],
    [m.queue.askedBy, entry.askedBy],
    [m.queue.askedAt, desk.instant(entry.askedAt)],
  ];
  const decide = (approve: boolean) => () =>
    desk.attempt(async () => {
      await desk.call(`desk/queue/${entry.id}`, { method: "POST", body: { approve } });
      await queueScreen(desk, approve ? "approved" : "rejected");
    });
  const isOwn = entry.askedBy === session.name;
  const ways = isOwn
    ? h("p", { class: "muted" }, m.queue.own)
    : desk.has("approver")
      ? h(
          "div",
          { class: "row-actions" },
          button(m.queue.approve, decide(true), "", title),
          button(m.queue.reject, decide(false), "danger", title),
        )
      : h("p", { class: "muted" }, m.queue.approver);
  return h(
    "section",
    { class: "card", "aria-label": `${title}, ${desk.instant(entry.askedAt)}` },
    h("h2", { class: "section" }, title),
    h("dl", {}, ...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    ways,
  );
}

/** A reason of the list in words; a code of the office's own as it is. */
export function reasonInWords({ reasons }: Desk["m"], code: string): string {
  return Object.hasOwn(reasons, code) ? reasons[code as keyof typeof reasons] : code;
}
