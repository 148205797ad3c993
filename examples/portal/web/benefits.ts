/** The benefit portal's screens: programmes, waiting for the wallet, and how it ended. */

import { explainPolicy, parseSchema } from "../../../src/holder.ts";
import type { Messages, Policy } from "../../../src/statement/policy/index.ts";
import { TEXTS as SCREENS } from "./messages/index.ts";
import { REFUSALS } from "./refusals.ts";
import {
  actions,
  button,
  call,
  details,
  h,
  h1,
  h2,
  inset,
  lead,
  link,
  list,
  p,
  panel,
  policyMessages,
  qr,
  show,
  startApp,
  t,
  titleIn,
  warn,
} from "./ui.ts";

const TEXTS = SCREENS.benefits;

interface Programme {
  readonly id: string;
  readonly title: Readonly<Record<string, string>>;
  readonly policy: Policy;
  readonly schema: unknown;
}

let draw: () => unknown = () => drawList();

function go(screen: () => unknown): void {
  draw = screen;
  void screen();
}

async function drawList(): Promise<void> {
  const [programmes, messages] = await Promise.all([
    call<readonly Programme[]>("/benefits/api/programmes"),
    policyMessages(),
  ]);
  show(
    h1(t(TEXTS.title)),
    lead(t(TEXTS.lead)),
    h("div", { class: "app-columns" }, ...programmes.map((each) => card(each, messages))),
  );
}

function card({ id, title, policy, schema }: Programme, messages: Messages) {
  const explanation = explainPolicy(policy, parseSchema(schema), { messages });
  const name = titleIn(title);
  return h(
    "section",
    { class: "app-card", "aria-label": name },
    h2(name),
    details(t(TEXTS.conditions), p(explanation.proves), p(explanation.claims)),
    actions(
      button(t(TEXTS.claim), () => claim(id, title, false), "", name),
      button(t(TEXTS.paper), () => claim(id, title, true), "secondary", name),
    ),
  );
}

interface ClaimState {
  readonly state: "waiting" | "accepted" | "already-used" | "refused";
  readonly code?: string;
}

async function claim(id: string, title: Programme["title"], paper: boolean): Promise<void> {
  const path = `/benefits/api/programmes/${id}/claims`;
  const { code, token } = await call<{ code: string; token: string }>(path, { method: "POST", body: { paper } });
  const screen = (): void => {
    show(
      h("span", { class: "govuk-caption-l" }, titleIn(title)),
      h1(t(paper ? TEXTS.paperTitle : TEXTS.continue)),
      paper && inset(p(t(TEXTS.paperLead))),
      p(t(TEXTS.howto)),
      h(
        "div",
        { class: "app-side" },
        qr(`${location.origin}/wallet#request=${code}`, t(TEXTS.qr, code)),
        h(
          "div",
          {},
          h("p", { class: "app-code", id: "code" }, code),
          p(link(t(TEXTS.open), `/wallet#request=${code}`)),
        ),
      ),
      !paper && h("p", { class: "govuk-body", role: "status" }, t(TEXTS.waiting)),
      button(t(paper ? TEXTS.back : TEXTS.stop), () => go(drawList), "secondary"),
    );
  };
  go(screen);
  while (!paper && draw === screen) {
    const current = await call<ClaimState>(`/benefits/api/claims/${code}`, { token }).catch(
      () => ({ state: "waiting" }) as const,
    );
    if (draw === screen && current.state !== "waiting") return go(() => drawEnd(current, title));
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

function drawEnd({ state, code = "UNKNOWN" }: ClaimState, title: Programme["title"]): void {
  const back = actions(button(t(TEXTS.back), () => go(drawList), state === "accepted" ? "secondary" : ""));
  if (state === "accepted") {
    show(
      panel(t(TEXTS.accepted), titleIn(title)),
      p(t(TEXTS.acceptedText)),
      h2(t(TEXTS.learnt)),
      list([t(TEXTS.learntStatement), t(TEXTS.learntMark)]),
      back,
    );
  } else if (state === "already-used") {
    show(h1(t(TEXTS.usedTitle)), p(t(TEXTS.usedText)), inset(p(t(TEXTS.usedHelp))), back);
  } else {
    const refusal = REFUSALS[code] ?? REFUSALS.UNKNOWN!;
    show(h1(t(TEXTS.refused)), warn(p(t(refusal.title))), p(t(refusal.text)), back);
  }
}

startApp({ name: TEXTS.name, draw: () => draw() });
