/** What a holder is told about being recognised and about keeping, derived from the request and its policy. */
import type { PresentationRequest } from "../../../src/holder.ts";
import { t } from "./ui.ts";

export interface PrivacyNotice {
  /** Who can connect this claim with what. */
  readonly linked: readonly string[];
  /** What is kept, and for how long. */
  readonly kept: readonly string[];
}

const TEXTS = {
  period: {
    en: "The portal can notice a second claim of yours in this programme in {0}. It can’t connect it with your claims in other years or programmes, or at other offices.",
    fr: "Le portail peut reconnaître une deuxième demande de votre part dans ce programme en {0}. Il ne peut la relier à vos demandes d’autres années, d’autres programmes ou d’autres services.",
  },
  once: {
    en: "The portal can notice a second claim of yours in this programme. It can’t connect it with other programmes or offices.",
    fr: "Le portail peut reconnaître une deuxième demande de votre part dans ce programme. Il ne peut la relier à d’autres programmes ou services.",
  },
  office: {
    en: "The proof does not tell the registry office who claims, even if it works together with the portal.",
    fr: "La preuve ne dit pas au guichet de l’état civil qui fait la demande, même s’il coopère avec le portail.",
  },
  mark: {
    en: "The mark against second claims: until the end of {0}.",
    fr: "La marque contre les deuxièmes demandes : jusqu’à la fin de {0}.",
  },
  markOnce: {
    en: "The mark against second claims: as long as the programme runs.",
    fr: "La marque contre les deuxièmes demandes : tant que le programme existe.",
  },
  proof: {
    en: "The proof itself: it is checked and not kept.",
    fr: "La preuve elle-même : elle est vérifiée et n’est pas conservée.",
  },
};

/** The notice for a request. A deployment derives it from its assessment instead. */
export function privacyNotice(request: PresentationRequest): PrivacyNotice {
  const isYearly = request.grid.startsWith("year/");
  const year = Math.floor(request.period / 10_000);
  return {
    linked: [isYearly ? t(TEXTS.period, year) : t(TEXTS.once), t(TEXTS.office)],
    kept: [isYearly ? t(TEXTS.mark, year) : t(TEXTS.markOnce), t(TEXTS.proof)],
  };
}
