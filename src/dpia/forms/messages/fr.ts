/** The words of the forms in French. */
import type { FormMessages } from "./en.ts";
import { templateFr } from "./template-fr.ts";

export const fr: FormMessages = {
  howToRead:
    "Chaque réponse dit sur quoi elle repose. Déduit : circuits, règle, clés et comptages. Déclaré : ceux qui exploitent le service le disent, ou la documentation du logiciel. Ouvert : seule une personne peut répondre. Cases : ☒ s’applique, ☐ ne s’applique pas, ? est à cocher par une personne.",
  toFill: "À remplir par une personne.",
  item: "Élément",
  answer: "Réponse",
  choice: "Choix",
  box: { yes: "☒", no: "☐", open: "?" },
  template: (english) => (templateFr as Readonly<Record<string, string>>)[english] ?? english,
  edpb: {
    subtitle: (version) =>
      `Analyse d’impact relative à la protection des données selon le modèle du CEPD, version ${version} (projet)`,
  },
  draftOf: (date) => `Projet du ${date}.`,
  jointOpen: "Il reste à dire ce dont les responsables conjoints sont convenus.",
  keeps: (stores) => `Conserve : ${stores}.`,
  methodsUsed:
    "Neuf critères du WP 248 rév. 01 ; types de menaces de LINDDUN ; événements redoutés de la méthode de la CNIL ; recommandations des lignes directrices 02/2025 du CEPD.",
  madeForPublication: "Les nombres sont préparés pour une publication ; il reste à dire si elle a lieu, et comment.",
  noneDeclared: "Rien n’est déclaré ; c’est à une personne de dire s’il y en a.",
  claimStays: "Reste sur le téléphone ; une preuve dit une phrase à ce sujet.",
  claimSeen: "La règle demande une seule valeur : qui voit une acceptation la connaît.",
  heldIn: (stores) => `Conservé dans : ${stores}.`,
  storeOf: (store, party) => `${store} (${party})`,
  storeHolds: (store, what) => `${store} : ${what}`,
  recordField: (title, field, personal) => `${title} : ${field} (données personnelles : ${personal})`,
  whichDataServe: "C’est à une personne de dire quelles données servent cette finalité, et pourquoi il les faut.",
  countriesOpen: "Aucun pays d’une partie n’est déclaré.",
  crossBorder: (countries) =>
    `Les parties se trouvent dans : ${countries} ; c’est à une personne de dire si des personnes de plusieurs États membres sont concernées.`,
  transfer: (to, what, safeguard) => `${to} : ${what} ; garantie : ${safeguard}`,
  phases: {
    issuing: "Délivrer une attestation",
    lists: "Charger les listes d’état",
    presenting: "Prouver et vérifier",
    storing: "Conserver ce qui a été vérifié",
    settling: "Régler sur une chaîne",
    anchoring: "Ancrer des dossiers",
    deleting: "Effacer",
  },
  issuing:
    "Le service signe des données qu’il connaît ; le téléphone envoie un engagement sur son secret et rien d’autre.",
  operationsFrom: "Coché d’après le fonctionnement du logiciel.",
  anchoredOn: (where) => `Ancré sur : ${where}`,
  deleted: (store, term, how) => `${store} : ${term}${how === "" ? "" : `. ${how}`}`,
  software: "civicproof",
  assetsOpen: "Machines, réseaux, sites et personnes sont à nommer par une personne.",
  needOpen: "C’est à une personne de dire pourquoi il le faut.",
  askedFor: "Une condition de la règle.",
  notKept: "N’est pas conservé : reste sur le téléphone.",
  contractOpen: (processors) => `Contrats avec ${processors} : voir les fiches de l’article 28.`,
  doneByCode: "Le code le fait pour tout déploiement.",
  necessityOpen:
    "C’est à une personne de dire si le traitement est nécessaire, et quelles autres voies ont été examinées.",
  proportionalityOpen: "L’équilibre entre l’atteinte et la finalité est à juger par une personne.",
  eventOpen: (event) =>
    `Aucun constat ne parle de cet événement : ${event}. C’est à une personne de dire s’il peut se produire.`,
  method:
    "Les menaces sont déduites des circuits, de la règle, des comptages et du descripteur par des procédés fixes ; chacune a un type LINDDUN et un événement redouté. Vraisemblance, gravité et acceptabilité ne sont pas calculées.",
  scalesOpen: "Il reste à dire quelles sont les échelles de vraisemblance et de gravité, et qui les fixe.",
  planOpen: "Il reste à dire qui met en œuvre quelle mesure, et pour quand.",
  par: {
    findings: (n) => `${n} constats ; chacun est un risque sous 16.`,
    claim: "Donnée de l’attestation",
    keeping: (title) => `Conservation : ${title}`,
  },
  contracts: {
    processor: "Annexes du contrat avec chaque sous-traitant, article 28 (projet)",
    joint: "Accord entre responsables conjoints, article 26 (projet)",
    safeguardsOpen: "Les restrictions et garanties à leur égard restent à indiquer.",
    notJoint:
      "Aucun responsable conjoint n’est déclaré : cette fiche est pour ceux qui décident ensemble, s’il y en a.",
  },
  wallet: {
    registration: "Enregistrement comme partie utilisatrice du portefeuille de l’UE, TS6 (projet)",
    asks: (claims, schema) => `${claims}, d’attestations ${schema} ; la réponse est une preuve à leur sujet.`,
    deletion: "Effacer vos données",
    deletionFor: (party, title) => `Cette page est pour les personnes qui ont utilisé « ${title} » de ${party}.`,
    whatIsKept: "Ce qui est conservé, et combien de temps",
    howToAsk: "Comment demander",
    ask: (to) => `Demander l’effacement : ${to}`,
    proveIt: "Comment nous savons que c’est à vous",
    authenticationOpen: "Il reste à dire comment une demande est vérifiée avant tout effacement.",
    deletionSubject: "Demande d’effacement de mes données personnelles (article 17 du RGPD)",
    deletionBody: (party, title) =>
      `À ${party} :\n\nJ’ai utilisé « ${title} » avec mon portefeuille. Veuillez effacer toutes les données personnelles que je vous ai données ainsi, et me dire quand c’est fait.\n\nLe nullifier que mon portefeuille montre pour ce programme et cette période est :\n`,
    reportSubject: (name) => `Signalement d’une demande de données peut-être illicite ou suspecte : ${name}`,
    reportBody: (name, party, programme) =>
      `Mon portefeuille a reçu une demande de ${name} (${party}) pour le programme « ${programme} ». Elle me semble illicite ou suspecte. La pièce jointe dit qui a demandé et quoi. Veuillez l’examiner.`,
  },
  law: {
    title: "Des articles qui questionnent",
    caption: "Articles du RGPD, ce qui est connu et ce qui est demandé",
    article: "Article",
    known: "Ce qui est connu, et ce qu’une personne doit dire",
    countries: (countries) => `Les parties se trouvent dans : ${countries}.`,
    third: (countries) => `Hors de l’Espace économique européen : ${countries}.`,
    articles: {
      "13-14": {
        title: "13, 14 : information",
        question: "Qui dit aux personnes lesquels des points des articles 13 et 14, quand et avec quels mots ?",
      },
      "22(2)(b)": {
        title: "22, paragraphe 2, point b : décisions automatisées qu’une loi autorise",
        question:
          "La décision a-t-elle des effets juridiques ou semblables, et quelle loi l’autorise avec quelles garanties ?",
      },
      "22(4)": {
        title: "22, paragraphe 4 : catégories particulières dans des décisions automatisées",
        question:
          "La décision repose-t-elle sur des catégories particulières, et quelle exception de l’article 9, paragraphe 2, points a ou g, vaut ?",
      },
      "25": {
        title: "25 : dès la conception et par défaut",
        question:
          "Quelles mesures ont été choisies à la conception, que vaut-il par défaut, et qu’a-t-on laissé de côté ?",
      },
      "26": {
        title: "26 : responsables conjoints",
        question: "Qui décide ensemble des finalités et des moyens, et qu’ont-ils convenu ?",
      },
      "28": {
        title: "28 : sous-traitants",
        question:
          "Y a-t-il un contrat avec chaque sous-traitant, et contient-il ce que l’article 28, paragraphe 3, énumère ?",
      },
      "32": {
        title: "32 : sécurité",
        question: "Comment a-t-on évalué que les mesures répondent au risque, et quand le teste-t-on à nouveau ?",
      },
      "35(3)": {
        title: "35, paragraphe 3 : cas où une analyse est toujours requise",
        question: "Un des cas a à c est-il rempli, et pourquoi ou pourquoi pas ?",
      },
      "35(4)": {
        title: "35, paragraphe 4 : listes de l’autorité",
        question:
          "Le traitement figure-t-il sur la liste de l’autorité de chaque pays, ou sur sa liste d’exceptions de l’article 35, paragraphe 5 ?",
      },
      "35(10)": {
        title: "35, paragraphe 10 : analyse faite avec la loi",
        question:
          "Une analyse a-t-elle été faite avec la loi, si bien que l’article 35, paragraphes 1 à 7, ne s’applique pas ?",
      },
      "36": {
        title: "36 : consultation préalable",
        question: "Un risque élevé demeure-t-il, si bien qu’il faut consulter l’autorité avant le début ?",
      },
      "44-49": {
        title: "44 à 49 : transferts",
        question: "Quels transferts ont lieu, sous quelle décision ou garantie, et qui a examiné le droit du pays ?",
      },
    },
  },
  anonymity: {
    title: "Trois tests d’anonymisation",
    caption: "Isolement, corrélation, inférence : les chiffres",
    test: "Test",
    figure: "Chiffre",
    isolation: "Peut-on isoler quelqu’un ?",
    linkage: "Peut-on relier les enregistrements de quelqu’un ?",
    inference: "Peut-on déduire quelque chose sur quelqu’un ?",
    nullifier:
      "Chaque nullifier appartient à une personne : qui conserve des nullifiers distingue l’entrée d’une personne de toutes les autres dans un programme et une période.",
    set: (set, all) => `${set} personnes sur ${all} auraient pu faire la même preuve.`,
    smallest: (group, count) => `Le plus petit groupe est ${group} avec ${count}.`,
    links: (situation, by) => `${situation} : ${by}`,
    worth: (bits) => `Une acceptation vaut ${bits} bits.`,
    guess: (what, path, before, after) =>
      `${what} (${path}) : ${before} de toutes les personnes, ${after} de celles acceptées.`,
    conclude: "La conclusion est à tirer par une personne, pour chaque partie selon ses moyens.",
    draft: "Les lignes directrices sont un projet ; comparer leur version finale.",
  },
  chainParagraphs: {
    caption: "Lignes directrices 02/2025, version 2.0 du 7 juillet 2026 : ce qu’elles disent et ce qui reste à décider",
    paragraphs: "Paragraphes",
    question: "Ce qu’ils disent ; ce qui est ouvert",
    says: {
      p50: "Que l’effacement soit techniquement impossible ne dispense pas du RGPD.",
      p51: "Des données personnelles chiffrées sur une chaîne restent des données personnelles.",
      p52: "De même une empreinte avec sel ou clé. Une fois le sel ou la clé supprimés, l’empreinte ne devrait plus ramener aux données, pourvu que l’algorithme tienne et que ni l’un ni l’autre ne soit divulgué.",
      p53: "Un engagement parfaitement masquant ne sert plus à rien une fois les données et l’ouverture supprimées.",
      p54: "Si quelque chose doit figurer sur une chaîne, que cela prouve seulement l’existence de données ; les données à vérifier restent hors de la chaîne.",
      p64: "Une transaction qui a perdu son sens, une « transaction anonymisée », peut y rester pour que les autres puissent être vérifiées.",
      p102: "L’effacement est prévu dès la conception. Il est déconseillé de placer des données personnelles sur une chaîne, que ce soit en clair, chiffrées ou sous forme d’empreinte.",
    },
    annexKept: "Les recommandations 9 (consentement) et 11 (durée) ont gardé leur numéro.",
    personal: "Si ce qui est écrit sur la chaîne est une donnée personnelle.",
    anonymised: "Si une transaction est considérée comme anonymisée.",
    annex: "Annexe A",
    compare: "Si les autres recommandations sont encore numérotées et formulées comme dans la version 1.1.",
    told: "Les paragraphes sont rendus tels qu’au moins deux lecteurs du texte définitif les rapportent indépendamment l’un de l’autre. Le texte lui-même n’était pas disponible : le lire avant de s’y fier.",
  },
  summary: {
    title: "En bref",
    lead: (derived, declared, open, findings) =>
      `${derived} phrases sont déduites, ${declared} déclarées, ${open} ouvertes ; ${findings} constats.`,
    decide: "Ce qu’il faut décider",
    open: (n) => `Ce qui est ouvert : ${n} questions`,
    section: "Section",
    question: "Question",
  },
  ico: "Analyse d’impact selon le modèle de l’ICO (projet)",
};
