/** A person's credentials, and what a clerk may do about each. */
import { type Child, h } from "../../../browser/components/dom.ts";
import { actions, button, type Desk, done, field, form, lead, note, number, select, textInput } from "../parts.ts";

type Action = keyof Desk["m"]["person"]["actions"];

interface Held {
  readonly credential: string;
  readonly issuerIndex: number;
  readonly statusIndex: number;
  readonly status: keyof Desk["m"]["person"]["statuses"];
  readonly claimsFrom: number;
  readonly validUntil: string;
}

/** What may be done from each status. */
const FROM: Readonly<Record<Held["status"], readonly Action[]>> = {
  valid: ["revoke", "suspend"],
  suspended: ["reinstate", "revoke"],
  revoked: [],
};

export async function personScreen(desk: Desk): Promise<void> {
  const draw = (error?: string) => (): readonly Child[] => {
    const { m } = desk;
    const subject = textInput("subject", { maxlength: "200" });
    const submit = (): unknown => {
      if (subject.value.trim() === "") return desk.show("person", draw(m.failures.INPUT_INVALID));
      void desk.attempt(() => showPerson(desk, subject.value));
    };
    return [
      desk.heading(m.person.title),
      lead(m.person.lead),
      form(
        submit,
        field(m.offer.subject, subject, { hint: m.offer.subjectHint, error }),
        actions(h("button", {}, m.person.look)),
      ),
    ];
  };
  desk.show("person", draw());
}

async function showPerson(desk: Desk, subject: string, said?: (m: Desk["m"]) => string): Promise<void> {
  const body = { subject };
  const { credentials } = await desk.call<{ credentials: readonly Held[] }>("desk/person", { method: "POST", body });
  const newest = [...credentials].sort((a, b) => order(a) - order(b));
  desk.show("person-found", () => {
    const { m } = desk;
    return [
      desk.heading(m.person.found),
      said !== undefined && done(said(m)),
      newest.length === 0 && note("", h("p", {}, m.person.none)),
      h("div", { class: "cards" }, ...newest.map((held) => card(desk, subject, held))),
      actions(button(m.person.look, () => desk.go("person"), "quiet")),
    ];
  });
}

const order = ({ status }: Held): number => ["valid", "suspended", "revoked"].indexOf(status);

function card(desk: Desk, subject: string, held: Held): HTMLElement {
  const { m } = desk;
  const { status, credential, claimsFrom, validUntil } = held;
  const tone = { valid: "good", suspended: "bad", revoked: "" }[status];
  const entry = `${held.issuerIndex}/${held.statusIndex}`;
  const day = (packed: number): string => desk.day(String(packed).replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3"));
  const facts: readonly (readonly [string, Child])[] = [
    [m.person.status, h("span", { class: `tag ${tone}` }, m.person.statuses[status])],
    [m.person.until, desk.day(validUntil)],
    [m.person.number, number(entry)],
    ...(claimsFrom > 0 ? [[m.person.later, day(claimsFrom)] as const] : []),
  ];
  return h(
    "section",
    { class: "card", "aria-label": `${credential} ${entry}` },
    h("h2", { class: "section" }, credential),
    h("dl", {}, ...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    desk.has("clerk") &&
      h(
        "div",
        { class: "row-actions" },
        ...FROM[status].map((action) =>
          button(
            m.person.actions[action],
            () => showAsk(desk, subject, held, action),
            action === "revoke" ? "danger" : "quiet",
            entry,
          ),
        ),
      ),
  );
}

/** What a change does is said before it is done, and it has a reason of the list. */
function showAsk(desk: Desk, subject: string, held: Held, action: Action): void {
  const draw = (error?: string) => (): readonly Child[] => {
    const { m } = desk;
    const reasons = Object.entries(m.reasons) as (readonly [string, string])[];
    const reason = select("reason", [["", m.person.choose], ...reasons]);
    const submit = (): unknown => {
      if (reason.value === "") return desk.show("person-ask", draw(m.person.choose));
      const { issuerIndex, statusIndex } = held;
      const body = { issuerIndex, statusIndex, action, reason: reason.value };
      void desk.attempt(async () => {
        const { state } = await desk.call<{ state: string }>("desk/status", { method: "POST", body });
        await showPerson(desk, subject, ({ person }) => (state === "done" ? person.done[action] : person.asked));
      });
    };
    return [
      desk.heading(m.person.ask[action]),
      note(action === "revoke" ? "warn" : "", h("p", {}, m.person.effect[action])),
      h("p", {}, held.credential, " ", number(`${held.issuerIndex}/${held.statusIndex}`)),
      form(
        submit,
        field(m.person.why, reason, { hint: m.person.whyHint, error }),
        actions(
          h("button", { class: action === "revoke" ? "danger" : "" }, m.person.actions[action]),
          button(m.person.cancel, () => desk.attempt(() => showPerson(desk, subject)), "quiet"),
        ),
      ),
    ];
  };
  desk.show("person-ask", draw());
}
