/** The words of the forms in French. */
import type { FormMessages } from "./en.ts";
import { templateFr } from "./template-fr.ts";

export const fr: FormMessages = {
  howToRead:
    "Chaque réponse dit sur quoi elle repose. Déduit : circuits, politique, clés et comptages. Déclaré : ceux qui exploitent le service le disent, ou la documentation du logiciel. Ouvert : seule une personne peut répondre. Cases : ☒ s'applique, ☐ ne s'applique pas, ? est à cocher par une personne.",
  toFill: "À remplir par une personne.",
  item: "Élément",
  answer: "Réponse",
  choice: "Choix",
  box: { yes: "☒", no: "☐", open: "?" },
  template: (english) => (templateFr as Readonly<Record<string, string>>)[english] ?? english,
  edpb: {
    subtitle: (version) =>
      `Analyse d'impact relative à la protection des données selon le modèle du CEPD, version ${version} (projet)`,
  },
  draftOf: (date) => `Projet du ${date}.`,
  jointOpen: "Ce que les responsables conjoints ont convenu est ouvert.",
  keeps: (stores) => `Conserve : ${stores}.`,
  methodsUsed:
    "Neuf critères du WP 248 rév. 01 ; types de menaces de LINDDUN ; événements redoutés de la méthode de la CNIL ; recommandations des lignes directrices 02/2025 du CEPD.",
  madeForPublication: "Les nombres sont préparés pour une publication ; si elle a lieu et comment est ouvert.",
  noneDeclared: "Rien n'est déclaré ; c'est à une personne de dire s'il y en a.",
  claimStays: "Reste sur le téléphone ; une preuve dit une phrase à ce sujet.",
  claimSeen: "La politique demande une seule valeur : qui voit une acceptation la connaît.",
  heldIn: (stores) => `Conservé dans : ${stores}.`,
  storeOf: (store, party) => `${store} (${party})`,
  storeHolds: (store, what) => `${store} : ${what}`,
  recordField: (title, field, personal) => `${title} : ${field} (données personnelles : ${personal})`,
  whichDataServe: "Quelles données servent cette finalité, et pourquoi il les faut, est à dire par une personne.",
  countriesOpen: "Aucun pays d'une partie n'est déclaré.",
  crossBorder: (countries) =>
    `Les parties se trouvent dans : ${countries} ; c'est à une personne de dire si des personnes de plusieurs États membres sont concernées.`,
  transfer: (to, what, safeguard) => `${to} : ${what} ; garantie : ${safeguard}`,
  phases: {
    issuing: "Délivrer une attestation",
    lists: "Charger les listes de statut",
    presenting: "Prouver et vérifier",
    storing: "Conserver ce qui a été vérifié",
    settling: "Régler sur une chaîne",
    anchoring: "Ancrer des dossiers",
    deleting: "Effacer",
  },
  issuing:
    "Le service signe des données qu'il connaît ; le téléphone envoie un engagement sur son secret et rien d'autre.",
  operationsFrom: "Coché d'après le fonctionnement du logiciel.",
  anchoredOn: (where) => `Ancré sur : ${where}`,
  deleted: (store, term, how) => `${store} : ${term}${how === "" ? "" : `. ${how}`}`,
  software: "civicproof",
  assetsOpen: "Machines, réseaux, sites et personnes sont à nommer par une personne.",
  needOpen: "Pourquoi il le faut est à dire par une personne.",
  askedFor: "Une condition de la règle.",
  notKept: "N'est pas conservé : reste sur le téléphone.",
  contractOpen: (processors) => `Contrats avec ${processors} : voir les fiches de l'article 28.`,
  doneByCode: "Le code le fait pour tout déploiement.",
  necessityOpen:
    "Si le traitement est nécessaire, et quelles autres voies ont été examinées, est à dire par une personne.",
  proportionalityOpen: "L'équilibre entre l'atteinte et la finalité est à juger par une personne.",
  eventOpen: (event) =>
    `Aucun constat ne parle de cet événement : ${event}. S'il peut se produire est à dire par une personne.`,
  method:
    "Les menaces viennent de règles sur les circuits, la politique, les comptages et le descripteur ; chacune a un type LINDDUN et un événement redouté. Vraisemblance, gravité et acceptabilité ne sont pas calculées.",
  scalesOpen: "Les échelles de vraisemblance et de gravité, et qui les fixe, sont ouvertes.",
  planOpen: "Qui met en œuvre quelle mesure et pour quand est ouvert.",
  par: {
    findings: (n) => `${n} constats ; chacun est un risque sous 16.`,
    claim: "Donnée de l'attestation",
    keeping: (title) => `Conservation : ${title}`,
  },
  contracts: {
    processor: "Annexes du contrat avec chaque sous-traitant, article 28 (projet)",
    joint: "Accord entre responsables conjoints, article 26 (projet)",
    safeguardsOpen: "Les restrictions et garanties à leur égard sont ouvertes.",
    notJoint:
      "Aucun responsable conjoint n'est déclaré : cette fiche est pour ceux qui décident ensemble, s'il y en a.",
  },
  wallet: {
    registration: "Enregistrement comme partie utilisatrice du portefeuille de l'UE, TS6 (projet)",
    asks: (claims, schema) => `${claims}, d'attestations ${schema} ; la réponse est une preuve à leur sujet.`,
    deletion: "Effacer vos données",
    deletionFor: (party, title) => `Cette page est pour les personnes qui ont utilisé « ${title} » de ${party}.`,
    whatIsKept: "Ce qui est conservé, et combien de temps",
    howToAsk: "Comment demander",
    ask: (to) => `Demander l'effacement : ${to}`,
    proveIt: "Comment nous savons que c'est à vous",
    authenticationOpen: "Comment une demande est vérifiée avant tout effacement est ouvert.",
    deletionSubject: "Demande d'effacement de mes données personnelles (article 17 du RGPD)",
    deletionBody: (party, title) =>
      `À ${party} :\n\nJ'ai utilisé « ${title} » avec mon portefeuille. Veuillez effacer toutes les données personnelles que je vous ai données ainsi, et me dire quand c'est fait.\n\nLe nullifieur que mon portefeuille montre pour ce programme et cette période est :\n`,
    reportSubject: (name) => `Signalement d'une demande de données peut-être illicite ou suspecte : ${name}`,
    reportBody: (name, party, programme) =>
      `Mon portefeuille a reçu une demande de ${name} (${party}) pour le programme « ${programme} ». Elle me semble illicite ou suspecte. La pièce jointe dit qui a demandé et quoi. Veuillez l'examiner.`,
  },
};
