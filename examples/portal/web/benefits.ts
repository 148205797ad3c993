/** The benefit portal's screens: programmes, waiting for the wallet, and how it ended. */

import { explainPolicy, parseSchema } from "../../../src/holder.ts";
import type { Policy } from "../../../src/statement/policy/index.ts";
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
  language,
  lead,
  link,
  list,
  p,
  panel,
  qr,
  show,
  startApp,
  t,
  warn,
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
  continue: { en: "Continue with your wallet", fr: "Continuer avec votre portefeuille" },
  howto: {
    en: "Scan this picture with the wallet on your phone, open the wallet on this device, or type the code into it.",
    fr: "Scannez cette image avec le portefeuille de votre téléphone, ouvrez le portefeuille sur cet appareil, ou tapez-y le code.",
  },
  qr: { en: "QR code with the code {0}", fr: "Code QR contenant le code {0}" },
  open: { en: "Open the wallet on this device", fr: "Ouvrir le portefeuille sur cet appareil" },
  paper: { en: "Claim on paper", fr: "Demander sur papier" },
  paperTitle: { en: "Claim on paper", fr: "Demander sur papier" },
  paperLead: {
    en: "Make the proof with your wallet now, print it, and hand it in at a counter before tomorrow. The counter needs no network.",
    fr: "Faites la preuve maintenant avec votre portefeuille, imprimez-la et remettez-la à un guichet avant demain. Le guichet n’a pas besoin de réseau.",
  },
  waiting: { en: "Waiting for your wallet…", fr: "En attente de votre portefeuille…" },
  stop: { en: "Stop this claim", fr: "Arrêter cette demande" },
  accepted: { en: "Your claim is accepted", fr: "Votre demande est acceptée" },
  acceptedText: { en: "You do not need to do anything else.", fr: "Vous n’avez rien d’autre à faire." },
  learnt: { en: "What we know about you now", fr: "Ce que nous savons de vous maintenant" },
  learntStatement: { en: "that you meet the conditions", fr: "que vous remplissez les conditions" },
  learntMark: {
    en: "a mark that lets us notice a second claim in this programme and period; it means nothing anywhere else",
    fr: "une marque qui nous fait reconnaître une deuxième demande dans ce programme et cette période ; ailleurs elle ne dit rien",
  },
  usedTitle: { en: "You have already claimed", fr: "Vous avez déjà fait cette demande" },
  usedText: {
    en: "This benefit was already granted to you for this period, so your first claim stands and nothing is lost. You can claim again in the next period.",
    fr: "Cette aide vous a déjà été accordée pour cette période : votre première demande reste valable, rien n’est perdu. Vous pourrez redemander à la période suivante.",
  },
  usedHelp: {
    en: "If you have not claimed yourself, tell the registry office: it revokes the credential and gives you a new one.",
    fr: "Si ce n’était pas vous, dites-le au guichet de l’état civil : il révoque l’attestation et vous en donne une nouvelle.",
  },
  back: { en: "Back to all benefits", fr: "Retour aux aides" },
  refused: { en: "This did not work", fr: "Cela n’a pas fonctionné" },
};

interface Programme {
  readonly id: string;
  readonly title: Readonly<Record<"en" | "fr", string>>;
  readonly policy: Policy;
  readonly schema: unknown;
}

let draw: () => unknown = () => drawList();

function go(screen: () => unknown): void {
  draw = screen;
  void screen();
}

async function drawList(): Promise<void> {
  const programmes = await call<readonly Programme[]>("/benefits/api/programmes");
  show(h1(t(TEXTS.title)), lead(t(TEXTS.lead)), h("div", { class: "app-columns" }, ...programmes.map(card)));
}

function card({ id, title, policy, schema }: Programme) {
  const explanation = explainPolicy(policy, parseSchema(schema), { language: language() });
  const name = t(title);
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
      h("span", { class: "govuk-caption-l" }, t(title)),
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
      panel(t(TEXTS.accepted), t(title)),
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
