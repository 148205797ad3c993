/** The benefit portal's screens: what can be claimed, a claim with a wallet, on paper, or at a counter. */
import { parseSchema } from "../../../src/holder.ts";
import { type ConditionWords, explainPolicy, type Policy } from "../../../src/statement/policy/index.ts";
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
  language,
  lead,
  lines,
  link,
  list,
  p,
  show,
  startRoutes,
  t,
} from "./ui.ts";

const TEXTS = {
  name: { en: "City benefits", fr: "Aides de la ville" },
  title: { en: "What would you like to claim?", fr: "Que souhaitez-vous demander ?" },
  lead: {
    en: "You prove with your wallet that you qualify. We do not see your data.",
    fr: "Vous prouvez avec votre portefeuille que vous remplissez les conditions. Nous ne voyons pas vos données.",
  },
  claim: { en: "Claim", fr: "Demander" },
  conditions: { en: "Conditions", fr: "Conditions" },
  all: { en: "You prove all of:", fr: "Vous prouvez tout ceci :" },
  any: { en: "one of:", fr: "l’un de ces points :" },
  allOf: { en: "all of:", fr: "tout ceci :" },
  paper: { en: "Claim on paper", fr: "Demander sur papier" },
  paperLead: {
    en: "Make the proof with your wallet now, print it, and hand it in at a counter before tomorrow. The counter needs no network.",
    fr: "Faites la preuve maintenant avec votre portefeuille, imprimez-la et remettez-la à un guichet avant demain. Le guichet n’a pas besoin de réseau.",
  },
  noPhone: { en: "Without a phone or printer", fr: "Sans téléphone ni imprimante" },
  noPhoneLead: {
    en: "You can claim at every counter of the city. Bring an identity card.",
    fr: "Vous pouvez faire la demande à tous les guichets de la ville. Apportez une pièce d’identité.",
  },
  noPhoneSteps: {
    en: [
      "The official opens a wallet for you on a device of the office, and you watch.",
      "You see the same questions as on a phone and decide yourself.",
      "The proof is printed and handed in at once. You get your recovery sheet on paper, so that you stay the same person for the next claim.",
      "The device forgets you when the official closes the wallet.",
    ],
    fr: [
      "L’agent ouvre pour vous un portefeuille sur un appareil du guichet, devant vous.",
      "Vous voyez les mêmes questions que sur un téléphone et décidez vous-même.",
      "La preuve est imprimée et remise aussitôt. Vous recevez votre feuille de secours sur papier, pour rester la même personne à la demande suivante.",
      "L’appareil vous oublie quand l’agent ferme le portefeuille.",
    ],
  },
  noPhoneTrust: {
    en: "Here the office’s own device sees what you prove. Use a wallet of your own where you can.",
    fr: "Ici l’appareil du guichet voit ce que vous prouvez. Utilisez votre propre portefeuille si vous le pouvez.",
  },
  learnt: { en: "What we know about you now", fr: "Ce que nous savons de vous maintenant" },
  learntList: {
    en: [
      "that you meet the conditions",
      "a mark that lets us notice a second claim in this programme and period; it means nothing anywhere else",
      "when you answered, and from which internet address",
    ],
    fr: [
      "que vous remplissez les conditions",
      "une marque qui nous fait reconnaître une deuxième demande dans ce programme et cette période ; ailleurs elle ne dit rien",
      "quand vous avez répondu, et depuis quelle adresse internet",
    ],
  },
  privacy: { en: "Privacy notice", fr: "Notice de confidentialité" },
  back: { en: "Back to all benefits", fr: "Retour aux aides" },
};

interface Programme {
  readonly id: string;
  readonly title: Readonly<Record<"en" | "fr", string>>;
  readonly policy: Policy;
  readonly schema: unknown;
}

const programmes = () => call<readonly Programme[]>("/benefits/api/programmes");

async function drawList(): Promise<void> {
  const all = await programmes();
  show(
    h1(t(TEXTS.title)),
    lead(t(TEXTS.lead)),
    h("div", { class: "app-columns" }, ...all.map(card)),
    p(link(t(TEXTS.noPhone), "#no-phone")),
    p(link(t(TEXTS.privacy), "/privacy")),
  );
}

function card({ id, title, policy, schema }: Programme) {
  const { conditions, claims } = explainPolicy(policy, parseSchema(schema), { language: language() });
  const name = t(title);
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
    h("span", { class: "app-caption-l" }, t(programme.title)),
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
