/** The benefit portal's screens: what can be claimed, a claim with a wallet, on paper, or at a counter. */
import { parseSchema } from "../../../src/holder.ts";
import { type ConditionWords, explainPolicy, type Messages, type Policy } from "../../../src/statement/policy/index.ts";
import { TEXTS as SCREENS } from "./messages/index.ts";
import {
  actions,
  button,
  call,
  details,
  goTo,
  h,
  h1,
  h2,
  inset,
  lead,
  lines,
  link,
  list,
  p,
  policyMessages,
  show,
  startRoutes,
  t,
  titleIn,
} from "./ui.ts";

const TEXTS = SCREENS.benefits;

interface Programme {
  readonly id: string;
  readonly title: Readonly<Record<string, string>>;
  readonly policy: Policy;
  readonly schema: unknown;
}

const programmes = () => call<readonly Programme[]>("/benefits/api/programmes");

async function drawList(): Promise<void> {
  const [all, messages] = await Promise.all([programmes(), policyMessages()]);
  show(
    h1(t(TEXTS.title)),
    lead(t(TEXTS.lead)),
    h("div", { class: "app-columns" }, ...all.map((each) => card(each, messages))),
    p(link(t(TEXTS.noPhone), "#no-phone")),
    p(link(t(TEXTS.privacy), "/privacy")),
  );
}

function card({ id, title, policy, schema }: Programme, messages: Messages) {
  const { conditions, claims } = explainPolicy(policy, parseSchema(schema), { messages });
  const name = titleIn(title);
  return h(
    "section",
    { class: "app-card", "aria-label": name },
    h2(name),
    details(t(TEXTS.conditions), p(t(TEXTS.all)), conditionList(conditions), p(claims)),
    actions(
      button(t(TEXTS.claim), () => goTo(`#claim=${id}`), "", name),
      button(t(TEXTS.paper), () => goTo(`#paper=${id}`), "secondary", name),
    ),
  );
}

function conditionList(conditions: ConditionWords): HTMLElement {
  if (typeof conditions === "string") return list([conditions]);
  const items = "allOf" in conditions ? conditions.allOf : conditions.anyOf;
  const words = items.map((item) =>
    typeof item === "string" ? item : h("span", {}, t("allOf" in item ? TEXTS.allOf : TEXTS.any), conditionList(item)),
  );
  return list("allOf" in conditions ? words : [h("span", {}, t(TEXTS.any), list(words))]);
}

/** The component asks, waits and says how it ended; what surrounds it is the portal's. */
async function drawClaim(id: string, kind: "claims" | "paper-claims"): Promise<void> {
  const programme = (await programmes()).find((each) => each.id === id);
  if (programme === undefined) return goTo("");
  const element = document.createElement("civicproof-request");
  element.setAttribute("src", `/benefits/api/programmes/${id}/${kind}`);
  element.setAttribute("heading-level", "1");
  element.addEventListener("civicproof-stopped", () => goTo(""));
  element.append(
    h(
      "div",
      { slot: "accepted" },
      h2(t(TEXTS.learnt)),
      list(lines(TEXTS.learntList)),
      actions(button(t(TEXTS.back), () => goTo(""), "secondary")),
    ),
    h("div", { slot: "ended" }, actions(button(t(TEXTS.back), () => goTo("")))),
  );
  show(
    h("span", { class: "app-caption-l" }, titleIn(programme.title)),
    kind === "paper-claims" && inset(p(t(TEXTS.paperLead))),
    element,
  );
}

function drawWithoutPhone(): void {
  show(
    h1(t(TEXTS.noPhone)),
    lead(t(TEXTS.noPhoneLead)),
    h("ol", { class: "app-list" }, ...lines(TEXTS.noPhoneSteps).map((step) => h("li", {}, step))),
    inset(p(t(TEXTS.noPhoneTrust))),
    actions(button(t(TEXTS.back), () => goTo(""))),
  );
}

startRoutes(
  { name: TEXTS.name },
  {
    "": drawList,
    claim: (id) => drawClaim(id, "claims"),
    paper: (id) => drawClaim(id, "paper-claims"),
    "no-phone": drawWithoutPhone,
  },
);
