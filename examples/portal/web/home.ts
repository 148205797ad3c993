/** The first page: what to do in which order. */
import { h, h1, h2, lead, link, list, p, show, startApp, t } from "./ui.ts";

const TEXTS = {
  name: { en: "City of Example", fr: "Ville d’Exemple" },
  title: {
    en: "Prove that you qualify, and nothing else",
    fr: "Prouvez que vous remplissez les conditions, et rien d’autre",
  },
  lead: {
    en: "Three apps show how a resident claims a benefit without handing over personal data.",
    fr: "Trois applications montrent comment une habitante demande une aide sans remettre de données personnelles.",
  },
  order: { en: "Try it in this order", fr: "Essayez dans cet ordre" },
  office: {
    en: "Registry office: give somebody a credential",
    fr: "Guichet de l’état civil : délivrer une attestation",
  },
  wallet: {
    en: "Wallet: take the credential with the office’s code",
    fr: "Portefeuille : recevoir l’attestation avec le code du guichet",
  },
  benefits: { en: "Benefit portal: claim a benefit", fr: "Portail des aides : demander une aide" },
  counter: {
    en: "Counter: check a proof on paper, without a network",
    fr: "Guichet : vérifier une preuve sur papier, sans réseau",
  },
  more: { en: "For the curious", fr: "Pour les curieux" },
  playground: {
    en: "Playground: write a rule and see what it reveals",
    fr: "Atelier : écrire une règle et voir ce qu’elle révèle",
  },
  note: {
    en: "All of them run in this browser and on this machine. In reality an office, a person and an agency each have their own.",
    fr: "Toutes fonctionnent dans ce navigateur et sur cette machine. En réalité, le guichet, la personne et l’administration ont chacun la leur.",
  },
};

void startApp({
  name: TEXTS.name,
  draw: () =>
    show(
      h1(t(TEXTS.title)),
      lead(t(TEXTS.lead)),
      h2(t(TEXTS.order)),
      h(
        "ol",
        { class: "app-steps-list" },
        h("li", {}, link(t(TEXTS.office), "/office")),
        h("li", {}, link(t(TEXTS.wallet), "/wallet")),
        h("li", {}, link(t(TEXTS.benefits), "/benefits")),
        h("li", {}, link(t(TEXTS.counter), "/counter")),
      ),
      p(t(TEXTS.note)),
      h2(t(TEXTS.more)),
      list([link(t(TEXTS.playground), "/playground")]),
    ),
});
