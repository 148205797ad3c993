/** The benefit portal's privacy notice: what is kept, for how long, who to ask. A deployment takes it from its assessment. */
import { h1, h2, lines, link, list, p, show, startApp, t } from "./ui.ts";

const TEXTS = {
  name: { en: "City benefits", fr: "Aides de la ville" },
  title: { en: "Privacy notice", fr: "Notice de confidentialité" },
  kept: { en: "What we keep, and how long", fr: "Ce que nous conservons, et combien de temps" },
  keptList: {
    en: [
      "The mark against second claims: until the end of the period, or as long as the programme runs where it can be used once only.",
      "The reference of your claim and its time: with the mark.",
      "The proof itself is checked and not kept.",
      "The internet address you answer from: in the log of the web server, for seven days.",
    ],
    fr: [
      "La marque contre les deuxièmes demandes : jusqu’à la fin de la période, ou tant que le programme existe s’il ne peut servir qu’une fois.",
      "La référence de votre demande et son heure : avec la marque.",
      "La preuve elle-même est vérifiée et n’est pas conservée.",
      "L’adresse internet d’où vous répondez : dans le journal du serveur, sept jours.",
    ],
  },
  ask: { en: "What you can ask", fr: "Ce que vous pouvez demander" },
  askText: {
    en: "Your wallet shows your number in each programme, under “What you have proven”. Give it to us, and we tell you what we keep under it, or remove it where the law lets us. We can’t find you by your name.",
    fr: "Votre portefeuille montre votre numéro dans chaque programme, sous « Ce que vous avez prouvé ». Donnez-le-nous : nous vous dirons ce que nous gardons sous ce numéro, ou le supprimerons si la loi le permet. Nous ne pouvons pas vous trouver par votre nom.",
  },
  officer: { en: "Data protection officer: {0}", fr: "Délégué à la protection des données : {0}" },
  back: { en: "Back to all benefits", fr: "Retour aux aides" },
};

void startApp({
  name: TEXTS.name,
  draw: () =>
    show(
      h1(t(TEXTS.title)),
      h2(t(TEXTS.kept)),
      list(lines(TEXTS.keptList)),
      h2(t(TEXTS.ask)),
      p(t(TEXTS.askText)),
      p(t(TEXTS.officer, `dpo@${location.hostname}`)),
      p(link(t(TEXTS.back), "/benefits")),
    ),
});
