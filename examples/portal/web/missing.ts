/** The page for an address that nobody knows. */
import { actions, h1, linkButton, p, show, startApp, t } from "./ui.ts";

const TEXTS = {
  name: { en: "City of Example", fr: "Ville d’Exemple" },
  title: { en: "Page not found", fr: "Page introuvable" },
  text: {
    en: "If you typed the address, check it. If you followed a link, it may be old.",
    fr: "Si vous avez tapé l’adresse, vérifiez-la. Si vous avez suivi un lien, il est peut-être ancien.",
  },
  start: { en: "Go to the start page", fr: "Aller à la page d’accueil" },
};

void startApp({
  name: TEXTS.name,
  draw: () => show(h1(t(TEXTS.title)), p(t(TEXTS.text)), actions(linkButton(t(TEXTS.start), "/"))),
});
