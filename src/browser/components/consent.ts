/** The screen on which somebody decides: who asks, what is learned, what can be connected, what stays hidden. */
import type { RequestDescription, RequestNotice } from "../../presentation/proof/describe-request.ts";
import type { ConditionWords } from "../../statement/policy/explain.ts";
import type { ExplainedRequest } from "../worker/client.ts";
import { type Child, h, icon, rows } from "./dom.ts";
import type { ComponentMessages } from "./messages/catalogue.ts";
import { fill } from "./messages/load.ts";
import { connected, keeping, type Wording } from "./notice.ts";
import { dayInWords } from "./values.ts";
import type { IncomingRequest } from "./wallet-setup.ts";

/** The organisation as the application names it, else the host for which the request asks. */
export function askerName({ request }: RequestDescription, { asker }: IncomingRequest): string {
  return asker?.name ?? request.scope.verifier;
}

export function titleIn(title: RequestDescription["title"], language: string): string {
  return typeof title === "string" ? title : (title[language] ?? title.en ?? Object.values(title)[0] ?? "");
}

/** Who asks and for what; can be shown before anything is compiled. */
export function whoAsks(described: RequestDescription, incoming: IncomingRequest, { messages }: Wording): Child[] {
  const { wallet: texts, language } = messages;
  const name = askerName(described, incoming);
  const { privacy, contact } = incoming.asker ?? {};
  const place = privacy?.replace(/^https?:\/\//, "");
  const link = (href: string, text: string) => h("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
  const isElsewhere = new URL(described.asker).hostname !== described.request.scope.verifier;
  return [
    h(
      "div",
      { class: "card" },
      rows([
        [texts.who, fill(texts.whoValue, { name, origin: described.asker })],
        [texts.purpose, titleIn(described.title, language)],
        ...(privacy === undefined
          ? []
          : // Nobody has signed it: what is no web address is no link, which could be a script.
            [[texts.privacy, place === privacy ? privacy : link(privacy, place!)] as const]),
        ...(contact === undefined ? [] : [[texts.contact, contact] as const]),
      ]),
    ),
    isElsewhere &&
      h(
        "div",
        { class: "note warn" },
        h("p", {}, fill(texts.nameDiffers, { name: described.request.scope.verifier, origin: described.asker })),
      ),
  ];
}

/** Everything that the portal gets, first; then what can be connected and what stays hidden. */
export function consent(opened: ExplainedRequest, incoming: IncomingRequest, wording: Wording): Child[] {
  const { messages } = wording;
  const { wallet: texts } = messages;
  const { explanation, request, notices } = opened;
  const name = askerName(opened, incoming);
  return [
    ...whoAsks(opened, incoming, wording),
    ...notices.map((notice) => h("div", { class: "note warn" }, h("p", {}, noticeText(notice, name, wording)))),
    h(
      "div",
      { class: "learns" },
      h("p", { class: "section" }, fill(texts.learns, { name })),
      ...learned(explanation.conditions, messages),
    ),
    h("p", {}, texts.learnsAlso),
    h("ul", {}, h("li", {}, texts.learnsMark), incoming.isPaper !== true && h("li", {}, texts.learnsTime)),
    h("p", {}, explanation.claims),
    h(
      "details",
      {},
      h("summary", {}, texts.linked),
      h("ul", {}, ...connected(request, name, wording).map((text) => h("li", {}, text))),
    ),
    h(
      "details",
      {},
      h("summary", {}, texts.kept),
      h("ul", {}, ...keeping(incoming.keeps, name, wording).map((text) => h("li", {}, text))),
    ),
    h(
      "details",
      {},
      h("summary", {}, texts.hidden),
      h("ul", {}, ...explanation.hidden.map((text) => h("li", {}, text))),
    ),
  ];
}

/** "You prove all of: …" with a line for each condition, and lists within. */
function learned(conditions: ConditionWords, { wallet: texts }: ComponentMessages): Child[] {
  const lead = typeof conditions === "object" && "anyOf" in conditions ? texts.learnsAny : texts.learnsAll;
  const all = typeof conditions === "string" ? { allOf: [conditions] } : conditions;
  return [h("p", {}, lead), listOf(all, texts)];
}

function listOf(group: Exclude<ConditionWords, string>, texts: ComponentMessages["wallet"]): HTMLElement {
  const items = "allOf" in group ? group.allOf : group.anyOf;
  return h(
    "ul",
    {},
    ...items.map((item) =>
      typeof item === "string"
        ? h("li", {}, item)
        : h("li", {}, "allOf" in item ? texts.allOf : texts.anyOf, listOf(item, texts)),
    ),
  );
}

function noticeText(notice: RequestNotice, name: string, { messages, locale }: Wording): string {
  const { wallet: texts } = messages;
  switch (notice.kind) {
    case "other-questions":
      return fill(texts.otherQuestions, { count: notice.count, name });
    case "as-of":
      return fill(texts.asOf, { date: dayInWords(notice.day, locale) });
    case "mixed-scripts":
      return fill(texts.mixedScripts, { scripts: notice.scripts.join(", ") });
    case "foreign-recipient":
      return fill(texts.foreignRecipient, { recipient: notice.recipient });
  }
}

/** How somebody chooses between credentials that fit. */
export function chooser(
  choices: readonly { readonly id: string; readonly text: string }[],
  { messages }: Wording,
): HTMLElement {
  return h(
    "fieldset",
    {},
    h("legend", {}, messages.wallet.which),
    ...choices.map(({ id, text }, i) =>
      h(
        "label",
        { class: "choice" },
        h("input", { type: "radio", name: "credential", value: id, checked: i === 0 }),
        h("span", {}, text),
      ),
    ),
  );
}

export const failureIcon = (isNoFault: boolean): Node => icon(isNoFault ? "note" : "stop");
