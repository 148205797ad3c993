/** Les mots de l’analyse en français. Des faits seulement : rien ici ne juge de ce qu’on a le droit de faire. */
import { fr as statement } from "../../../statement/policy/messages/fr.ts";
import type { Messages } from "./en.ts";
import { officeFr } from "./office.ts";

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} et ${parts.at(-1)}`;
const plural = (n: string, one: string, many: string): string => `${n} ${n === "0" || n === "1" ? one : many}`;

const steps: Readonly<Record<number, string>> = {
  1: "Étape 1 : Faut-il une analyse ?",
  2: "Étape 2 : Décrire le traitement",
  3: "Étape 3 : Consultation",
  4: "Étape 4 : Nécessité et proportionnalité",
  5: "Étape 5 : Identifier et évaluer les risques",
  6: "Étape 6 : Mesures pour réduire les risques",
  7: "Étape 7 : Validation et suivi",
};

export const fr: Messages = {
  office: officeFr,
  language: "fr",
  statement,
  locale: "fr",
  list,
  labels: { derived: "déduit", declared: "déclaré", open: "ouvert" },
  words: {
    document: "Analyse d’impact relative à la protection des données (projet)",
    tag: "Statut",
    source: "Source",
    contents: "Sommaire",
    dataBelow: "Le tableau ci-dessous contient les mêmes données.",
    step: (n) => steps[n]!,
    howToRead:
      "Chaque phrase dit sur quoi elle repose. Déduit : circuits, règle, clés et décomptes, et rien d’autre. Déclaré : ceux qui exploitent le service le disent, ou la documentation du logiciel. Ouvert : seule une personne peut répondre. Ce rapport ne décide pas si le traitement est licite.",
    skip: "Aller au texte",
    category: "Prestations sociales",
    author: "civicproof (projet)",
  },
  sections: {
    screening: "Une analyse est-elle demandée ?",
    processing: "Ce qui se passe",
    roles: "Qui participe",
    signals: "Ce qui quitte le téléphone : huit nombres",
    hidden: "Ce qui reste sur le téléphone",
    knowledge: "Qui sait quoi",
    status: "Ce que sont les données, partie par partie",
    retention: "Combien de temps, et comment on efface",
    consultation: "Qui a été consulté",
    basis: "Finalités et base juridique",
    leakage: "Ce qu’une preuve révèle",
    linkability: "Ce qui peut être relié",
    commitments: "Ce qui reste si quelqu’un essaie toutes les valeurs",
    rights: "Droits des personnes concernées",
    transfers: "Transferts, et la chaîne",
    decision: "Décisions, personnes qui les revoient, et la voie sans téléphone",
    blockchain: "Lignes directrices 02/2025 du CEPD, recommandation par recommandation",
    risks: "Constats",
    measures: "Mesures",
    security: "Clés, téléphones perdus, contrainte",
    evidence: "Éléments de preuve",
    "sign-off": "Validation",
  },
  vantages: {
    holder: "le téléphone de la personne",
    issuer: "émetteur",
    verifier: "vérificateur",
    hosting: "hébergeur du vérificateur",
    "second-verifier": "autre vérificateur",
    "status-host": "hébergeur des listes d’état",
    relayer: "relais",
    rpc: "accès à la chaîne (RPC)",
    chain: "quiconque lit la chaîne",
    anchor: "exploitant des ancres",
  },
  functions: {
    issuer: "délivre les attestations",
    verifier: "demande des preuves et les vérifie",
    hosting: "héberge le vérificateur",
    "status-host": "sert les listes d’état",
    relayer: "envoie les transactions",
    rpc: "donne accès à la chaîne",
    anchor: "ancre les dossiers",
    "second-verifier": "demande d’autres preuves aux mêmes personnes",
  },
  roles: {
    controller: "responsable du traitement",
    "joint-controller": "responsable conjoint",
    processor: "sous-traitant",
    "independent-controller": "responsable distinct",
    recipient: "destinataire",
    undecided: "pas encore décidé",
  },
  observables: {
    nullifier: "nullifier",
    policyHash: "policyHash",
    issuerRoot: "issuerRoot",
    statusRoot: "statusRoot",
    scope: "scope",
    period: "period",
    today: "today",
    context: "context",
    proof: "octets de la preuve",
    time: "heure de l’acte",
    "network-address": "adresse réseau",
    "case-number": "numéro de dossier",
    payee: "adresse du bénéficiaire",
    sender: "expéditeur de la transaction",
    "status-request": "demande de données de révocation",
    "registry-statement": "déclaration du registre",
    pseudonym: "pseudonyme auprès du bureau",
    opening: "ouverture d’un dossier",
    "holder-commitment": "engagement du titulaire",
    credential: "l’attestation",
  },
  stored: {
    nullifier: "nullifier",
    policyHash: "policyHash",
    issuerRoot: "issuerRoot",
    statusRoot: "statusRoot",
    scope: "scope",
    period: "period",
    today: "today",
    context: "context",
    proof: "preuve",
    time: "heure",
    "network-address": "adresse réseau",
    payee: "adresse du bénéficiaire",
    "case-number": "numéro de dossier",
    claims: "données attestées",
    identity: "identité",
    status: "état des attestations",
    record: "dossier",
    commitment: "engagement d’un dossier",
  },
  criteria: {
    evaluation: "1. Évaluation ou notation",
    "automated-decision": "2. Décision automatisée avec effet juridique ou similaire significatif",
    monitoring: "3. Surveillance systématique",
    sensitive: "4. Données sensibles ou hautement personnelles",
    "large-scale": "5. Grande échelle",
    matching: "6. Croisement d’ensembles de données",
    vulnerable: "7. Personnes vulnérables",
    innovative: "8. Solution technologique ou organisationnelle nouvelle",
    "prevents-service": "9. Exclusion d’un droit ou d’un service",
  },
  criterionReasons: {
    evaluation: {
      met: "La règle regarde un montant d’argent et trie les personnes selon lui.",
      "not-met": "",
      open: "La règle sépare les personnes éligibles des autres. C’est à une personne de dire si c’est une évaluation.",
    },
    "automated-decision": {
      met: "La réponse est suivie d’effet sans qu’une personne la regarde.",
      "not-met": "Une personne regarde chaque réponse avant qu’elle ait un effet.",
      open: "",
    },
    monitoring: {
      met: "",
      "not-met": "",
      open: "Les circuits ne relient pas les preuves de deux périodes ; on ne voit pas d’ici si le service dans son ensemble observe les personnes.",
    },
    sensitive: {
      met: "La règle regarde une donnée que le descripteur range parmi les catégories particulières.",
      "not-met": "",
      open: "La règle ne regarde aucune donnée que le descripteur range parmi les catégories particulières ; c’est à une personne de juger des données hautement personnelles.",
    },
    "large-scale": {
      met: "",
      "not-met": "",
      open: "Le nombre de personnes est donné plus bas ; les lignes directrices ne fixent pas de limite.",
    },
    matching: {
      met: "",
      "not-met": "",
      open: "Une preuve n’apporte pas de second ensemble de données ; on ne voit pas d’ici ce que le portail fait ensuite de la réponse.",
    },
    vulnerable: {
      met: "Des personnes à protéger sont parmi celles qui prouvent.",
      "not-met": "",
      open: "Le descripteur ne dit pas si des personnes à protéger sont parmi celles qui prouvent.",
    },
    innovative: {
      met: "L’éligibilité est montrée par une preuve à divulgation nulle de connaissance.",
      "not-met": "",
      open: "",
    },
    "prevents-service": {
      met: "Qui ne peut montrer ni preuve ni autre voie n’obtient pas le service : l’effet est décrit plus bas.",
      "not-met": "",
      open: "Le descripteur ne dit pas ce qu’un refus signifie pour une personne.",
    },
  },
  verdicts: { met: "rempli", "not-met": "non rempli", open: "ouvert" },
  knowledge: {
    sees: "le voit",
    predicate: "seulement ce que la règle en dit",
    hash: "une valeur à sens unique",
    public: "publié de toute façon",
    cannot: "rien",
  },
  data: {
    identity: "nom et identité",
    holderSecret: "secret de la personne",
    statusIndex: "numéro dans la liste d’état",
    validity: "dates de l’attestation",
    issuer: "service qui a signé",
    signature: "signature",
    record: "contenu d’un dossier",
  },
  situations: {
    "same-scope-same-period": "un vérificateur, même programme, même période",
    "same-scope-other-period": "un vérificateur, même programme, autre période",
    "other-scope": "un vérificateur, autre programme",
    "two-verifiers": "deux vérificateurs ensemble",
    "verifier+issuer": "vérificateur et émetteur ensemble : quelle personne est-ce ?",
    "verifier+status-host": "vérificateur et hébergeur des listes d’état ensemble",
    "chain-same-period": "lecteur de la chaîne, même programme, même période",
    "chain-other-period": "lecteur de la chaîne, même programme, autre période",
    "chain-other-scope": "lecteur de la chaîne, autre programme",
    "verifier+chain": "vérificateur et lecteur de la chaîne : quelle session est-ce ?",
    "relayer-other-period": "relais, autre période",
    "rpc-other-period": "accès à la chaîne, autre période",
    "status-host-over-time": "hébergeur des listes d’état, au fil du temps",
  },
  strengths: { exact: "exactement", approximate: "approximativement" },
  commitments: {
    "holder-commitment": "engagement du titulaire",
    nullifier: "nullifier",
    context: "context",
    policyHash: "policyHash",
    scope: "scope",
    "registry-roots": "issuerRoot et statusRoot",
    record: "engagement d’un dossier",
  },
  contents: {
    personal: "un contenu personnel",
    public: "un contenu publié",
    random: "un secret aléatoire",
    known: "rien : qui la voit en voit les parties",
  },
  recommendations: [
    "1. Architecture : documentation",
    "2. Architecture : stockage hors chaîne",
    "3. Information",
    "4. Minimisation",
    "5. Confiance",
    "6. Usage imposé par la loi",
    "7. Vulnérabilités logicielles",
    "8. Gouvernance",
    "9. Consentement",
    "10. Protection des données dès la conception et par défaut",
    "11. Conservation : durée",
    "12. Sécurité : évaluation",
    "13. Sécurité : défaillance d’un algorithme",
    "14. Sécurité : gouvernance de l’évolution",
    "15. Sécurité : confidentialité",
    "16. Droits des personnes concernées",
  ],
  blockchainReasons: {
    "no-chain": "Rien n’est écrit sur une chaîne.",
    "why-declared": "Le descripteur dit pourquoi une chaîne est utilisée.",
    "why-open": "Le descripteur ne dit pas pourquoi une chaîne est utilisée.",
    "claims-stay-off":
      "Aucune donnée attestée, aucun nom, aucune attestation n’est écrite sur la chaîne ; les huit signaux publics le sont.",
    "record-hash-only": "Les dossiers restent hors de la chaîne ; une racine d’engagements salés est ancrée.",
    information: "Ce que l’on dit aux personnes se trouve dans la section sur les droits.",
    "eight-signals": "Huit signaux publics, dont un seul, le nullifier, est fait de ce qu’une seule personne possède.",
    trust: "Comment on fait confiance aux logiciels et aux exploitants.",
    "mandated-yes": "Une loi demande une chaîne.",
    "mandated-no": "Aucune loi ne demande de chaîne.",
    mandated: "Si une loi demande une chaîne.",
    vulnerabilities: "Comment les faiblesses sont signalées et traitées.",
    changes:
      "Comment on décide des changements de contrats et de circuits ; `civicproof dpia check` nomme un changement.",
    consent: "Si l’on s’appuie sur le consentement, et ce qui se passe quand il est retiré.",
    "by-design":
      "Les circuits limitent ce qui quitte le téléphone ; c’est à une personne de dire si l’ensemble est nécessaire et proportionné.",
    permanent:
      "Ce qui est sur la chaîne y reste toute sa vie ; les nullifiers et les adresses de paiement en font partie.",
    security: "Quelles mesures de sécurité ont été évaluées.",
    algorithm: "Ce qui se passe quand un algorithme faillit.",
    evolution: "Comment le protocole évolue.",
    public: "Une chaîne publique est lisible par tous ; c’est à une personne de dire si la finalité le demande.",
    rights: "Comment on répond à l’effacement et à l’opposition.",
  },
  verdictWords: {
    pass: "fait par ce qui tourne",
    declared: "déclaré",
    open: "ouvert",
    "not-applicable": "sans objet",
  },
  linddun: {
    L: "L, lien",
    I: "I, identification",
    Nr: "Nr, non-répudiation",
    D: "D, détection",
    Dd: "Dd, divulgation de données",
    U: "U, ignorance",
    Nc: "Nc, non-conformité",
  },
  events: {
    access: "accès illégitime",
    modification: "modification non désirée",
    disappearance: "disparition",
  },
  findings: {
    "linked-in-period": () => ({
      threat: "Deux demandes d’une personne dans un programme et une période montrent le même nullifier.",
      impact: "Le vérificateur voit qu’une personne est venue deux fois dans cette période.",
      source: "Vérificateur ; c’est ainsi que les doubles demandes sont refusées",
    }),
    "permanent-pseudonym": () => ({
      threat: "Le nullifier reste sur la chaîne comme pseudonyme pour un programme et une période.",
      impact:
        "Qui apprend une fois à quelle session il appartient, par le vérificateur ou par la personne, le sait pour toujours.",
      source: "Quiconque lit la chaîne",
    }),
    "sender-links": () => ({
      threat:
        "Le compte de la personne envoie la transaction et la paie : le même compte relie tous les programmes et toutes les périodes.",
      impact: "Les demandes d’une personne forment une liste publique, à côté de tout ce que ce compte a fait.",
      source: "Quiconque lit la chaîne",
    }),
    "payee-links": () => ({
      threat: "L’adresse du bénéficiaire est la même dans plusieurs demandes.",
      impact: "Les demandes d’une personne forment une liste publique, bien que les nullifiers diffèrent.",
      source: "Quiconque lit la chaîne",
    }),
    "network-links": () => ({
      threat: "Les adresses réseau sont conservées à côté des présentations.",
      impact:
        "Les sessions d’un ménage peuvent être reliées entre programmes et périodes, et un opérateur peut le nommer.",
      source: "Vérificateur, son hébergeur, qui accède aux journaux",
    }),
    "case-links": () => ({
      threat: "La demande nomme un dossier, donc la réponse concerne une personne connue.",
      impact: "Le vérificateur sait qui a prouvé ; ce que la preuve lui cache, ce sont les valeurs.",
      source: "Vérificateur",
    }),
    "status-question": () => ({
      threat: "Le téléphone interroge une entrée de la liste d’état au lieu de charger toute la liste.",
      impact: "L’hébergeur de la liste voit quelle attestation va servir, et quand.",
      source: "Hébergeur des listes d’état",
    }),
    "register-match": ({ set = "" }) => ({
      threat: `Qui tient le registre de l’émetteur peut lister par leur nom les ${set} personnes éligibles.`,
      impact:
        "La personne derrière une preuve est l’une d’elles ; d’autres connaissances (heure, lieu, dossier) raccourcissent la liste.",
      source: "Émetteur et vérificateur ensemble",
    }),
    "one-party-both": ({ party = "" }) => ({
      threat: `${party} délivre les attestations et vérifie les preuves : ce que la preuve cache au vérificateur, l’émetteur le sait.`,
      impact: "Seule l’organisation sépare le registre du portail ; c’est la seconde image de qui sait quoi qui vaut.",
      source: "Partie à la fois émetteur et vérificateur",
    }),
    "value-disclosed": ({ claims = "" }) => ({
      threat: `La règle demande une seule valeur de ${claims} : qui est accepté montre qu’il l’a.`,
      impact: "Une preuve divulgue cette valeur, comme le ferait un document.",
      source: "Vérificateur, quiconque lit la règle et voit une acceptation",
    }),
    "issuer-linked": ({ values = "" }) => ({
      threat: `Vérificateur et émetteur ensemble savent qui s’est présenté, par : ${values}.`,
      impact: "Ce que la preuve cache au vérificateur, le registre l’ajoute.",
      source: "Émetteur et vérificateur ensemble, ou une partie qui est les deux",
    }),
    "surer-guess": ({ about = "", path = "", prior = "", posterior = "", group = "", worst = "", limit = "" }) => ({
      threat: `Parmi les personnes acceptées ${posterior} % remplissent ${about === "" ? "la branche" : about} (${path}), parmi toutes ${prior} %${group === "" ? "" : ` ; dans ${group} ${worst} %`}. La limite est ${limit} %.`,
      impact: "Qui voit une acceptation devine ce que la preuve ne dit pas, et le plus souvent juste.",
      source: "Vérificateur, quiconque voit une acceptation",
    }),
    "host-knows-people": ({ party = "" }) => ({
      threat: `${party} garde des noms ou des attributs de personnes, et ne délivre pas d’attestations.`,
      impact: "Ce que la preuve lui cache, sa propre base le dit.",
      source: "Partie qui tient la base",
    }),
    "transfer-undeclared": ({ party = "", country = "" }) => ({
      threat: `${party} se trouve en ${country}, hors de l’Espace économique européen, et aucun transfert n’est déclaré.`,
      impact: "Les personnes ne peuvent savoir où vont leurs données, ni sous quelle garantie.",
      source: "Responsable du traitement",
    }),
    "small-group": ({ groups = "", all = "", people = "", group = "", count = "", minimum = "" }) => ({
      threat: `Dans ${groups} groupes sur ${all}, moins de ${minimum} personnes sont éligibles, ${people} en tout ; le plus petit est ${group} avec ${count}.`,
      impact: "Qui sait qu’une personne y habite et voit une preuve ne la confond qu’avec très peu d’autres.",
      source: "Vérificateur qui connaît le groupe",
    }),
    "early-set": ({ hours = "", minimum = "" }) => ({
      threat:
        hours === ""
          ? `Moins de ${minimum} personnes se seront jamais présentées.`
          : `Jusqu’à ${plural(hours, "heure", "heures")} après le début, moins de ${minimum} personnes se sont présentées.`,
      impact:
        "Les premiers utilisateurs se cachent parmi peu d’autres ; qui a vu quelqu’un utiliser le service à ce moment peut deviner.",
      source: "Vérificateur, lecteur de la chaîne",
    }),
    "threshold-window": ({ count = "", minimum = "" }) => ({
      threat: `Entre deux seuils voisins il n’y a parfois que ${plural(count, "personne", "personnes")} (la limite est ${minimum}).`,
      impact: "Une personne à qui l’on demande les deux dit de quel côté de chacun se trouve la valeur.",
      source: "Vérificateur qui change un seuil dans un programme et une période",
    }),
    "answers-add-up": ({ set = "", alone = "" }) => ({
      threat: `Ensemble, les règles de ce programme laissent ${plural(set, "personne", "personnes")} au lieu de ${alone}.`,
      impact: "Des réponses avec un même nullifier s’additionnent et disent plus que chacune.",
      source: "Vérificateur",
    }),
    "proof-is-evidence": () => ({
      threat: "Une présentation peut être montrée à un tiers et s’y vérifie aussi.",
      impact: "Une personne ne peut nier que quelqu’un avec ce secret a répondu à cette demande.",
      source: "Vérificateur, qui accède à la présentation",
    }),
    "nullifier-too-short": ({ days = "", needed = "" }) => ({
      threat:
        needed === ""
          ? `Les nullifiers sont oubliés après ${plural(days, "jour", "jours")}, le programme n’admet qu’une demande pour toujours.`
          : `Les nullifiers sont oubliés après ${plural(days, "jour", "jours")}, une période dure jusqu’à ${plural(needed, "jour", "jours")}.`,
      impact: "Quelqu’un peut faire deux demandes, aux dépens des autres.",
      source: "Durée de conservation des nullifiers",
    }),
    "store-permanent": ({ stores = "" }) => ({
      threat: `${stores} : conservé sans fin.`,
      impact: "Ce dont on n’a plus besoin peut encore fuir ou être réclamé.",
      source: "Durée de conservation",
    }),
    "store-lost": () => ({
      threat: "La base des nullifiers est perdue ou ramenée à un état antérieur.",
      impact: "On peut faire deux demandes, ou être refusé sans en avoir fait aucune.",
      source: "Panne ou restauration d’une ancienne sauvegarde",
    }),
    "development-keys": ({ circuit = "" }) => ({
      threat: `La clé du circuit ${circuit} est une clé de développement : son secret est public et chacun peut forger des preuves.`,
      impact: "Des personnes non éligibles peuvent faire une demande à la place de celles qui le sont.",
      source: "N’importe qui",
    }),
    "lost-phone": () => ({
      threat: "Le secret est perdu avec le téléphone.",
      impact:
        "La personne ne peut rien prouver avant une nouvelle attestation, qui compte à partir de la période suivante.",
      source: "Perte, vol, panne",
    }),
    "no-enrolment": () => ({
      threat:
        "Aucune inscription n’est déclarée : seuls les dossiers de chaque émetteur disent que deux secrets sont d’une même personne.",
      impact: "Une personne avec deux secrets a deux nullifiers et peut faire deux demandes dans une période.",
      source: "Titulaire",
    }),
    "once-replaced": ({ programme = "" }) => ({
      threat: `Le programme ${programme} n’a qu’une période, sans fin, et le secret d’une personne est remplacé après son premier jour.`,
      impact: "Cette personne ne peut plus rien prouver pour lui : nul ne peut savoir si le pseudonyme perdu a servi.",
      source: "Perte, vol, panne",
    }),
    coercion: () => ({
      threat: "Quelqu’un force une personne à prouver, ou prouve avec son téléphone.",
      impact: "La prestation va à un autre ; les circuits ne voient pas la différence.",
      source: "Entourage de la personne",
    }),
    "record-guessable": ({ bits = "", seconds = "" }) => ({
      threat: `Les engagements des dossiers portent ${bits} bits aléatoires : essayer toutes les valeurs prend ${seconds}.`,
      impact: "Qui lit les ancres peut découvrir ce que dit un dossier.",
      source: "Quiconque lit les ancres",
    }),
    "record-shared-salt": () => ({
      threat: "Un même sel sert à plusieurs dossiers.",
      impact: "Des dossiers égaux ont des engagements égaux ; effacer un sel effacerait aussi les dossiers des autres.",
      source: "Quiconque lit les ancres",
    }),
    "record-stays": () => ({
      threat: "La racine des engagements reste là où elle est ancrée quand un dossier est effacé.",
      impact: "Il reste un nombre ; avec le sel il montrerait encore qu’un dossier a existé.",
      source: "Qui a gardé le sel ou une copie du dossier",
    }),
    "no-legal-basis": () => ({
      threat: "Le descripteur ne nomme pas de base juridique.",
      impact: "Les personnes ne peuvent savoir à quel titre leurs données sont utilisées.",
      source: "Responsable du traitement",
    }),
    "special-category": ({ claims = "" }) => ({
      threat: `Le descripteur range ${claims} parmi les catégories particulières.`,
      impact: "Une preuve peut montrer, ou laisser deviner, un fait spécialement protégé.",
      source: "Vérificateur",
    }),
    "no-human-review": () => ({
      threat: "La réponse est suivie d’effet automatiquement et aucune révision par une personne n’est décrite.",
      impact: "Qui est refusé par erreur n’a personne à qui s’adresser.",
      source: "Responsable du traitement",
    }),
    "no-paper-route": () => ({
      threat: "Aucune voie sans téléphone n’est décrite.",
      impact: "Qui n’a pas de téléphone, ou pas d’assez récent, n’obtient pas le service.",
      source: "Responsable du traitement",
    }),
    "no-information": () => ({
      threat: "Le descripteur ne dit pas comment les personnes sont informées.",
      impact: "Les personnes ne savent pas ce qu’une preuve dit, et à qui.",
      source: "Responsable du traitement",
    }),
    children: () => ({
      threat: "Des personnes de moins de 18 ans peuvent être parmi celles qui prouvent.",
      impact: "Elles peuvent ne pas comprendre ce qu’une preuve dit, ou prouver parce qu’on le leur demande.",
      source: "Règle",
    }),
    "chain-abroad": () => ({
      threat: "Les nœuds d’une chaîne publique se trouvent dans de nombreux pays et gardent ce qui est écrit.",
      impact: "Les nullifiers et les adresses de paiement sont copiés hors de portée du responsable.",
      source: "Nœuds de la chaîne",
    }),
    "rare-roots": () => ({
      threat: "Les portefeuilles prouvent avec leur propre copie du registre, quel que soit son âge.",
      impact:
        "Une racine que peu d’autres montrent relie les présentations d’une personne, chez tous les vérificateurs.",
      source: "Vérificateurs qui comparent ce qu’ils voient",
    }),
    "single-openings": () => ({
      threat: "Chaque titulaire demande l’ouverture de son propre dossier, à une heure à lui.",
      impact: "Qui répond sait quel dossier va être prouvé, et sous quelle ancre ; le vérificateur voit cette ancre.",
      source: "Éditeur des dossiers",
    }),
    "few-issuers": ({ keys = "", fewest = "" }) => ({
      threat:
        keys === ""
          ? "Le descripteur ne dit pas à combien de clés d’émetteurs le registre fait confiance pour le schéma."
          : `Le registre fait confiance à ${keys} clés d’émetteurs pour le schéma, moins que ${fewest}.`,
      impact:
        "Une preuve cache l’émetteur parmi ces clés ; s’il y en a peu il se montre, et avec lui une région ou un statut.",
      source: "Vérificateur",
    }),
    "times-kept": () => ({
      threat: "Les heures exactes des présentations sont conservées.",
      impact: "Qui sait quand une personne était au guichet, ou en ligne, peut trouver son entrée.",
      source: "Vérificateur, son hébergeur, qui accède à la base",
    }),
  },
  measures: {
    "scoped-nullifiers": {
      title: "Un pseudonyme par programme et période",
      text: "Le nullifier est une fonction du secret, du périmètre et de la période : il diffère dans chaque programme et chaque période.",
    },
    "no-claims-leave": {
      title: "Aucune donnée attestée ne quitte le téléphone",
      text: "Données, numéro, service, dates et signature sont des entrées privées ; aucun signal public n’en dépend.",
    },
    relay: {
      title: "Envoyer par un relais",
      text: "Le compte d’un relais envoie et paie toutes les transactions ; l’expéditeur ne dit alors rien.",
    },
    "one-time-payee": {
      title: "Une nouvelle adresse de paiement par demande",
      text: "Une adresse neuve, ou une seule pour tous, au lieu d’une adresse par personne.",
    },
    "drop-addresses": {
      title: "Ne pas garder d’adresses réseau",
      text: "Les supprimer à l’entrée, avant les journaux et les limites de débit ; une empreinte salée du jour suffit pour les limites.",
    },
    "whole-lists": {
      title: "Des listes d’état entières",
      text: "Les téléphones chargent les listes entières ; personne n’est interrogé sur une seule attestation.",
    },
    "same-roots": {
      title: "Les racines que tous montrent",
      text: "Les portefeuilles prouvent avec la plus récente déclaration âgée d’au moins dix minutes, ou pas du tout ; `openRegistry` le fait.",
    },
    "all-openings": {
      title: "Les ouvertures de tous les dossiers dans un fichier",
      text: "Publier ensemble les ouvertures d’une ancre ; les téléphones chargent le fichier entier, quoi qu’ils prouvent.",
    },
    "more-issuers": {
      title: "Trois clés d’émetteurs ou plus",
      text: "Réunir des registres, ou laisser des bureaux voisins signer sous le même schéma, pour qu’une racine en couvre plusieurs.",
    },
    enrol: {
      title: "Inscrire les personnes avant d’émettre",
      text: "Une autorité certifie qui est une seule personne ; chaque bureau a alors un pseudonyme par personne : docs/enrolment.md.",
    },
    "coarser-rule": {
      title: "Une règle ou un groupe moins fin",
      text: "Réunir les petits districts, élargir l’intervalle, ou ne pas garder le groupe à côté de la preuve.",
    },
    "ask-for-less": {
      title: "Demander moins",
      text: "Laisser de côté ce qui n’est pas nécessaire : une valeur, un numéro de dossier ; ou dire aux personnes, avant la preuve, que cela se voit.",
    },
    "declare-transfer": {
      title: "Déclarer le transfert, ou choisir une partie dans l’espace",
      text: "Nommer la garantie du chapitre V, ou confier la tâche à une partie de l’Espace économique européen.",
    },
    "host-contract": {
      title: "Tenir noms et attributs loin de l’hébergeur",
      text: "Chiffrer ces bases avec des clés du responsable, ou les déplacer ; le contrat dit qui peut les lire.",
    },
    "start-together": {
      title: "Ouvrir à beaucoup de personnes à la fois",
      text: "Ouvrir le programme quand beaucoup d’attestations sont délivrées, et ne pas garder d’heures exactes les premiers jours.",
    },
    "separate-registers": {
      title: "Séparer émetteur et vérificateur",
      text: "D’autres personnes, d’autres systèmes, aucun échange d’heures ni de dossiers entre le registre et le portail.",
    },
    "one-threshold": {
      title: "Un seul seuil par programme et période",
      text: "Ne pas demander plusieurs seuils à une personne dans un même périmètre ; `civicproof policy lint --sibling` prévient.",
    },
    "own-programmes": {
      title: "Un programme par question",
      text: "Des règles sous des programmes distincts ont des nullifiers distincts : leurs réponses ne sont pas réunies.",
    },
    "delete-proofs": {
      title: "Ne pas conserver les preuves",
      text: "Supprimer une présentation dès qu’elle est vérifiée ; c’est le nullifier qui refuse une seconde demande.",
    },
    "short-retention": {
      title: "Une fin pour chaque base",
      text: "Supprimer quand la finalité cesse, et vérifier que cela s’est fait.",
    },
    "long-enough-retention": {
      title: "Garder les nullifiers toute la période",
      text: "Une durée d’au moins une période ; pour un programme sans périodes, tant que le programme dure.",
    },
    "backup-store": {
      title: "Une base qui survit à une panne",
      text: "Écritures durables, sauvegardes essayées, et aucun retour à un état antérieur tant que des demandes sont ouvertes.",
    },
    ceremony: {
      title: "Des clés issues d’une cérémonie",
      text: "Les clés de production viennent d’une cérémonie où un participant honnête suffit : docs/ceremony.md.",
    },
    reissue: {
      title: "Délivrer à nouveau après une perte",
      text: "L’ancienne attestation est révoquée ; la nouvelle compte à partir de la période suivante, donc personne ne demande deux fois.",
    },
    "human-route": {
      title: "Une personne et une voie sans téléphone",
      text: "Un guichet où une personne décide, aussi pour qui n’a pas de téléphone, est sous pression, ou a été refusé par erreur.",
    },
    "salted-records": {
      title: "Un long sel aléatoire par dossier",
      text: "Au moins 128 bits aléatoires pour chaque dossier, gardés par le seul responsable.",
    },
    "erase-salt": {
      title: "Effacer ensemble le sel et le dossier",
      text: "Quand dossier et sel sont supprimés partout, l’engagement ne peut plus être ouvert ni deviné.",
    },
    inform: {
      title: "Dire en mots simples ce qu’une preuve révèle",
      text: "`civicproof policy explain` donne les phrases ; les montrer avant que la preuve soit faite.",
    },
    "legal-answer": {
      title: "Réponse du délégué : base juridique",
      text: "Une question de droit à laquelle le descripteur doit répondre.",
    },
    "chain-answer": {
      title: "Réponse du délégué : chaîne",
      text: "Pourquoi une chaîne, laquelle, et ce que sa permanence signifie pour les personnes.",
    },
    "bound-session": {
      title: "Des réponses liées à une session",
      text: "Nonce, origine, destinataire et échéance font partie de la preuve ; elle ne sert donc dans aucune autre session.",
    },
    "coarse-times": {
      title: "Des jours au lieu de secondes",
      text: "Garder le jour d’une présentation ; supprimer l’heure exacte à la fin de la session.",
    },
  },
  claims: {
    birthDate: "date de naissance",
    district: "district",
    residentSince: "résident depuis",
    householdSize: "taille du ménage",
    annualIncome: "revenu du ménage",
    disabled: "situation de handicap",
    student: "formation",
  },
  sources: {
    holderSecret: "le secret de la personne",
    claims: "une donnée attestée",
    statusIndex: "le numéro dans la liste d’état",
    validity: "les dates de l’attestation",
    signature: "la signature",
    issuer: "le service qui a signé",
    schema: "le schéma",
    policy: "la règle",
    trustedIssuers: "la liste des émetteurs reconnus",
    statusLists: "les listes d’état",
    scope: "le périmètre",
    period: "la période",
    today: "le jour",
    session: "la session",
    record: "un dossier",
    salt: "les sels d’un dossier",
    anchors: "les ancres",
  },
  or: (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ou ${parts.at(-1)}`),
  terms: {
    pseudonym: "pseudonyme",
    predicate: "prédicat",
    root: "racine",
    parameter: "paramètre",
    session: "session",
    attribute: "attribut",
    secret: "secret",
    holder: "titulaire",
    verifier: "vérificateur",
    registry: "registre",
    issuer: "émetteur",
    "scope and period": "périmètre et période",
    "policy version": "version de la règle",
    "registry version": "version du registre",
    programme: "programme",
    period: "période",
    day: "jour",
    "pseudonym of the person for one scope and period": "pseudonyme de la personne pour un périmètre et une période",
    "commitment to schema, slots, clauses and circuit shape":
      "engagement sur le schéma, les conditions, les clauses et la forme du circuit",
    "root over the trusted issuers' keys": "racine sur les clés des émetteurs reconnus",
    "root over the issuers' revocation lists": "racine sur les listes de révocation des émetteurs",
    "verifier host, programme, and chain and contract if any":
      "hôte du vérificateur, programme, chaîne et contrat s’il y en a",
    "first day of the period for which a claim counts": "premier jour de la période pour laquelle une demande compte",
    "calendar date times 2^32 plus day number": "date fois 2^32 plus numéro du jour",
    "nonce, asking origin, response origin, recipient and expiry":
      "nonce, origine de la demande, origine de la réponse, destinataire et échéance",
    "random secret of the holder; never leaves the device":
      "secret aléatoire du titulaire ; ne quitte jamais l’appareil",
    "which schema the credential follows": "le schéma de l’attestation",
    "the credential's place in its status list": "la place de l’attestation dans sa liste d’état",
    "first day of the credential": "premier jour de l’attestation",
    "last day of the credential": "dernier jour de l’attestation",
    "hides the commitment from issuers that compare their files; derived from the secret":
      "cache l’engagement aux émetteurs qui comparent leurs fichiers ; tiré du secret",
    "first day from which periods may be claimed; 0 for a first credential":
      "premier jour à partir duquel des périodes peuvent être demandées ; 0 pour une première attestation",
    "what the issuer certifies about the person": "ce que l’émetteur atteste de la personne",
    "which office signed": "le service qui a signé",
    "random part of the signature: one per credential": "partie aléatoire de la signature : une par attestation",
    "the signature: one per credential": "la signature : une par attestation",
    "the office's place among the trusted issuers": "la place du service parmi les émetteurs reconnus",
    "path of the office's key to issuerRoot": "chemin de la clé du service vers issuerRoot",
    "path of the credential's status word to statusRoot": "chemin du mot d’état de l’attestation vers statusRoot",
    "alternatives of the policy": "possibilités de la règle",
    "what each range slot looks at": "ce que regarde chaque condition d’intervalle",
    "lower bounds of the range slots": "bornes inférieures des intervalles",
    "upper bounds of the range slots": "bornes supérieures des intervalles",
    "what each set slot looks at": "ce que regarde chaque condition d’ensemble",
    "roots of the published sets": "racines des ensembles publiés",
    "path of the claim to the set's root": "chemin de la donnée vers la racine de l’ensemble",
  },
  permanent: "pour toujours",
  days: (n) => plural(n, "jour", "jours"),
  answers: {
    machine: "fait par le code",
    engineer: "ingénieur",
    "privacy-officer": "délégué à la protection des données",
  },
  headers: {
    together: "Ensemble",
    whichPerson: "Quelle personne s’est présentée",
    joined: "Ce qu’ils savent être d’une même personne",
    rule: "Dans la règle",
    before: "De toutes les personnes",
    after: "Des personnes acceptées",
    surest: "Le plus sûr dans un groupe",
    contact: "Contact",
    field: "Champ",
    personalData: "Donnée personnelle",
    signal: "Signal",
    klass: "Classe",
    fixedBy: "Vient de",
    depends: "Dépend de",
    lifetime: "Reste le même pendant",
    meaning: "Sens",
    party: "Partie",
    role: "Rôle",
    does: "Ce qu’elle fait",
    country: "Pays",
    datum: "Quoi",
    criterion: "Critère",
    verdict: "Résultat",
    reason: "Raison",
    situation: "Qui regarde quoi",
    links: "Relié par",
    group: "Groupe",
    people: "Personnes",
    qualifying: "Éligibles",
    bits: "Bits",
    set: "Se cache parmi",
    condition: "Condition sur",
    revealed: "Révélée",
    threshold: "Seuil",
    between: "Remplissent celui-ci ou le suivant, pas les deux",
    presentations: "Présentations",
    hours: "Heures après le début",
    presenters: "Se sont présentées",
    commitment: "Valeur",
    seenBy: "Vue par",
    hides: "Cache",
    entropy: "Bits cachés",
    cost: "Tout essayer, en moyenne",
    costWithSalt: "Si le sel est connu",
    store: "Base",
    holds: "Contient",
    kept: "Conservée",
    erasure: "Effacement",
    because: "Parce que",
    recommendation: "Recommandation",
    finding: "Constat",
    impact: "Ce que cela signifie pour une personne",
    type: "Type",
    event: "Événement redouté",
    measure: "Mesure",
    answeredBy: "Réponse par",
    file: "Quoi",
    hash: "SHA-256",
    status: "Ce que c’est pour cette partie",
    to: "Vers",
    what: "Quoi",
    safeguard: "Garantie",
    from: "De",
    carries: "Transporte",
    item: "Point",
    note: "Note",
  },
  captions: {
    outOfReach: "Ce qu’aucun essai ne montre",
    surroundings: "Ce qui entoure une preuve",
    parties: "Les parties et ce qu’elles font",
    flow: "Qui envoie quoi à qui",
    signals: "Signaux publics du circuit",
    hidden: "Entrées privées du circuit",
    matrix: "Qui sait quoi d’une personne et d’une présentation",
    collusions: "Ce que deux d’entre eux savent ensemble",
    inferences: "Ce qu’une acceptation rend plus probable",
    records: (title) => `Dossiers ancrés : ${title}`,
    status: "Par partie",
    timeline: "Combien de temps chaque base garde ce qu’elle contient",
    links: "Deux présentations d’une personne, ou deux vues d’une présentation",
    groups: (group) => `Personnes éligibles, par ${group}`,
    conditions: "Conditions une à une",
    sweep: (claim, now, path) => `Ce que feraient d’autres seuils : ${claim}, à présent ${now} (${path})`,
    repetitions: (periods) =>
      `La même règle remplie pendant plusieurs ${periods}, quand les présentations peuvent être reliées`,
    early: "Les premières heures",
    commitments: "Valeurs à sens unique que d’autres voient",
    criteria: "Les neuf critères du WP 248 rév. 01",
    recommendations: "Les seize recommandations (numérotées comme dans la version 1.1 du 8 avril 2025)",
    findings: "Constats par type LINDDUN et événement redouté",
    evidence: "Ce dont cette analyse est déduite",
    transfers: "Transferts déclarés",
    signOff: "À remplir par des personnes",
  },
  limit: (n) => `limite ${n}`,
  peopleUnit: "personnes éligibles",
  yes: "toujours",
  no: "cachée parmi les possibilités",
  nothing: "rien que le modèle connaisse",
  acts: {
    issuing: "la délivrance",
    "list-request": "la demande des listes",
    opening: "la demande d’ouverture",
    presentation: "la présentation",
  },
  joined: (a, b, by) => `${a} et ${b}, par ${by}`,
  keptIn: (knowledge, stores) => `${knowledge} ; gardé dans ${stores}`,
  alternative: "une branche",
  inGroup: (share, group) => `${share} dans ${group}`,
  evidence: {
    witness:
      "Chaque source privée a été changée dans de vrais calculs du circuit, et aucun signal public n’a changé sauf ceux qui sont déclarés en dépendre",
    counts: "Les chiffres ont été comparés à un simple décompte des personnes",
    linkability:
      "De vraies présentations ont été faites et examinées à la recherche de liens que ce modèle ne déclare pas",
    observation:
      "Des personnes munies de vraies attestations sont venues au service en marche, et ce qu’il a conservé, avec son serveur mandataire et sa base de données, a été examiné à la recherche de liens que ce modèle ne déclare pas",
  },
  surroundings: {
    issuing: {
      name: "Heure de délivrance et première preuve",
      seenBy: "émetteur et vérificateur ensemble",
      joins:
        "Les deux conservent des heures : qui prouve juste après la délivrance d’une attestation se trouve en les comparant.",
      nothing: "Les heures ne sont pas conservées des deux côtés : on ne peut pas les comparer plus tard.",
    },
    platform: {
      name: "Magasin d’applications et service de notification",
      seenBy: "fabricant du système du téléphone",
      joins:
        "Qui a l’application, et quand un message l’a réveillée : il reste à dire ce qui empêche de rapprocher cela des preuves.",
      nothing: "",
    },
    artifacts: {
      name: "Fichiers du circuit {circuit}",
      seenBy: "qui les sert",
      joins:
        "Qui charge ces fichiers va faire une preuve avec ce circuit : il reste à dire qui les sert, et si tous les téléphones les chargent tous.",
      nothing: "",
    },
    epoch: {
      name: "Âge des racines du registre",
      seenBy: "chaque vérificateur",
      joins: "Chaque portefeuille montre les racines de sa propre copie : un âge inhabituel est celui d’un téléphone.",
      nothing: "Tous les portefeuilles montrent les racines d’une même déclaration au même moment.",
    },
    lists: {
      name: "Taille et ETag des listes chargées",
      seenBy: "hébergeur des fichiers du registre",
      joins:
        "Un hébergeur peut donner à chaque téléphone une marque propre et la recevoir en retour : il reste à dire si cela est empêché.",
      nothing: "",
    },
    cookies: {
      name: "Cookies du portail et du serveur mandataire",
      seenBy: "vérificateur et son hébergeur",
      joins:
        "Le service du vérificateur ne pose pas de cookies ; il reste à dire si le portail et le serveur mandataire en posent.",
      nothing: "",
    },
    logs: {
      name: "Journaux et rapports d’erreurs",
      seenBy: "qui les reçoit",
      joins:
        "Il reste à dire qui reçoit les journaux du portail, du serveur mandataire et de l’application, et ce qui y figure.",
      nothing: "",
    },
    payment: {
      name: "Paiement ou livraison de la prestation",
      seenBy: "banque, transporteur",
      joins: "Qui paie connaît un compte bancaire ou une adresse : il reste à dire si cela est rapproché de la preuve.",
      nothing: "",
    },
    smallIssuers: {
      name: "Émetteurs de peu d’attestations",
      seenBy: "vérificateur",
      joins:
        "Il reste à dire combien d’attestations le plus petit émetteur a délivrées ; une racine qui change pour quelques personnes dit quelque chose d’elles.",
      nothing: "",
    },
    refusals: {
      name: "Demandes restées sans réponse",
      seenBy: "vérificateur",
      joins:
        "La demande nomme un dossier : si elle reste sans réponse, on voit que la personne de ce dossier ne remplit pas les conditions ou ne veut pas répondre.",
      nothing: "La demande ne nomme personne : restée sans réponse, elle n’est celle de personne.",
    },
    household: {
      name: "Deux personnes d’un même foyer",
      seenBy: "vérificateur, chaîne",
      joins:
        "Les personnes d’un foyer partagent une adresse réseau ou un compte, et cela est conservé : ce que fait l’une est rapproché de ce que fait l’autre.",
      nothing: "Ni adresses ni comptes que des personnes partagent ne sont conservés.",
    },
  },
  outOfReach: {
    people:
      "De vraies personnes viennent quand elles ont le temps, écrivent à leur façon et sont vues au guichet ; rien de cela n’arrive dans un essai.",
    platform: "Les magasins d’applications et les services de notification voient des téléphones qu’un essai n’a pas.",
    handshake:
      "Tous les téléphones d’un essai établissent leurs connexions de la même façon : ce qu’une connexion dit d’un appareil ne se voit pas.",
    "handed-on":
      "Ce qui est fait plus tard de ce qui a été conservé (chez un prestataire de journaux, une banque, dans une copie) n’est pas examiné.",
    keyed: "Une valeur chiffrée à nouveau chaque fois ne dit rien à qui n’a pas la clé ; qui l’a peut lire la valeur.",
    "other-periods": "Tous les actes sont d’une seule période : personne n’attend la suivante.",
    "one-service": "Un seul programme a été demandé : ce qui en relie plusieurs n’a pas été examiné.",
    "one-address":
      "Des téléphones partagent des adresses : on ne peut pas dire qu’une adresse est celle d’une seule personne.",
    "no-proxy": "Aucun journal d’un serveur mandataire n’a été donné.",
    "no-service-log": "Aucun journal du service n’a été donné.",
    "no-database": "Aucune base de données n’a été donnée.",
    "no-lists": "Qui sert les fichiers du registre n’a pas été examiné.",
    "few-acts": "Les personnes sont venues trop rarement pour ce qui ne se voit qu’aux habitudes.",
  },
  linkedBy: (value, strength) => `${value} (${strength})`,
  flow: {
    request: "demande : règle, périmètre, période, nonce",
    presentation: "présentation : preuve, huit signaux",
    credential: "attestation signée",
    commitment: "engagement du titulaire",
    lists: "listes d’état entières",
    oneEntry: "question sur une entrée",
    settle: "demande",
    transaction: "transaction",
    anchor: "racine sur les dossiers",
    stores: "bases",
  },
  duration(seconds, format) {
    if (!Number.isFinite(seconds) || seconds > 1e27 * 31_557_600) return "plus long que tout temps qui a un nom";
    if (seconds >= 31_557_600) return `${format(seconds / 31_557_600)} ans`;
    if (seconds >= 86_400) return `${format(seconds / 86_400)} jours`;
    if (seconds >= 1) return `${format(seconds)} secondes`;
    return "moins d’une seconde";
  },
  threshold(relative, operator, value) {
    const amount = {
      none: value,
      years: plural(value, "an", "ans"),
      days: plural(value, "jour", "jours"),
    }[relative];
    return {
      "<": `moins de ${amount}`,
      "<=": `${amount} ou moins`,
      ">": `plus de ${amount}`,
      ">=": `${amount} ou plus`,
    }[operator];
  },
  s: {
    withAnswer: (reason, text) => `${reason} ${text}`,
    asksAbout: (reason, claims) => `${reason} À examiner : ${claims}.`,
    published: (below, to) =>
      `Dans cette version les nombres inférieurs à ${below} sont montrés comme ${below}, les autres sont arrondis à ${to}.`,
    apart: (policies) =>
      `${policies} : demandé dans d’autres programmes ; les nullifiers diffèrent et ne relient pas les réponses.`,
    vulnerable: (text) => `Personnes vulnérables : ${text}`,
    enrolment: (authority, note) => `Inscription par ${authority}.${note === undefined ? "" : ` ${note}`}`,
    yesNo: (yes) => (yes ? "oui" : "non"),
    minimisationPinned: (used, all, pinned) =>
      `Sur les ${all} données de l’attestation, la règle en regarde ${used} ; le vérificateur voit la valeur de : ${pinned}, car la règle n’admet là qu’une seule valeur.`,
    evidence: (what, run) =>
      `${what} : ${run.result === "passed" ? "réussi" : "échoué"} le ${run.date}, commit ${run.commit}.${run.note === undefined ? "" : ` ${run.note}`}`,
    witnessOpen:
      "Il reste à dire si chaque source privée a été changée dans de vrais calculs du circuit pour cette clé : nommer un essai sous evidence.",
    countsOpen:
      "Il reste à dire si ces chiffres ont été comparés à un simple décompte : nommer un essai sous evidence.",
    linkabilityOpen:
      "Il reste à dire si un essai de `civicproof dpia test-linkability` a trouvé d’autres liens : nommer cet essai sous evidence.",
    observationOpen:
      "Il reste à dire si un essai de `civicproof dpia observe` sur le service a trouvé d’autres liens : nommer cet essai sous evidence.",
    vulnerabilities: (text) => `Failles : ${text}`,
    vulnerabilitiesOpen: "Failles : la réponse reste à donner.",
    changes: (text) => `Changements : ${text}`,
    changesOpen: "Changements : la réponse reste à donner.",
    algorithm: (text) => `Quand un algorithme cède : ${text}`,
    algorithmOpen: "Quand un algorithme cède : la réponse reste à donner.",
    trust: (text) => `Confiance dans les logiciels et les opérateurs : ${text}`,
    trustOpen: "Confiance dans les logiciels et les opérateurs : la réponse reste à donner.",
    standardsOpen: "Aucune norme ni code de conduite n’est déclaré.",
    noProcessor: "Aucune partie n’est déclarée sous-traitant.",
    claimsFrom: {
      month: (programme) =>
        `Programme ${programme} : une attestation qui en remplace une autre peut servir à partir du premier mois qui commence après sa délivrance. Pour le mois en cours, personne ne peut faire une seconde demande ; qui n’en avait fait aucune jusque-là ne peut plus en faire.`,
      quarter: (programme) =>
        `Programme ${programme} : une attestation qui en remplace une autre peut servir à partir du premier trimestre qui commence après sa délivrance. Pour le trimestre en cours, personne ne peut faire une seconde demande ; qui n’en avait fait aucune jusque-là ne peut plus en faire.`,
      year: (programme) =>
        `Programme ${programme} : une attestation qui en remplace une autre peut servir à partir de la première année qui commence après sa délivrance. Pour l’année en cours, personne ne peut faire une seconde demande ; qui n’en avait fait aucune jusque-là ne peut plus en faire.`,
      days: (programme) =>
        `Programme ${programme} : une attestation qui en remplace une autre peut servir à partir de la première période qui commence après sa délivrance. Pour la période en cours, personne ne peut faire une seconde demande ; qui n’en avait fait aucune jusque-là ne peut plus en faire.`,
      once: (programme) =>
        `Le programme ${programme} a une seule période, sans fin : avec une attestation délivrée à la place d’une autre après le premier jour de cette période, rien ne peut être prouvé dans ce programme, et le guichet décide à la main.`,
    },
    screeningScore: (met, open) =>
      `Critères remplis : ${met} sur neuf ; ouverts : ${open}. Le WP 248 rév. 01 voit un risque élevé dans la plupart des cas où deux critères sont remplis. Le responsable décide.`,
    article22: (automated) =>
      automated
        ? "La réponse est suivie d’effet automatiquement : l’article 22 est à examiner."
        : "Une personne regarde chaque réponse avant qu’elle ait un effet.",
    article22Open: "C’est à une personne de dire si la décision a des effets juridiques ou similaires significatifs.",
    children: {
      met: "Des personnes de moins de 18 ans peuvent être parmi celles qui prouvent.",
      "not-met": "Toutes les personnes qui peuvent prouver ont 18 ans ou plus.",
      open: "La règle n’exclut pas les moins de 18 ans, et le descripteur ne dit pas s’ils sont parmi les personnes qui prouvent.",
    },
    size: (n) => `Les décomptes portent sur ${n} personnes.`,
    purpose: (text) => text,
    subjects: (text) => text,
    proves: (text) => `Ce que l’on dit à la personne avant qu’elle prouve : ${text}`,
    oneWay:
      "Le téléphone d’une personne reçoit une attestation signée et répond à une demande par une preuve à divulgation nulle de connaissance ; le vérificateur contrôle preuve, demande et nullifier. Les valeurs restent sur le téléphone.",
    scope: (verifier, programme, period) =>
      `Périmètre : vérificateur ${verifier}, programme ${programme}, un nullifier par ${period}.`,
    periods: { month: "mois", quarter: "trimestres", year: "années", once: "périodes", days: "périodes" },
    period: { month: "mois", quarter: "trimestre", year: "an", once: "programme", days: "période" },
    signalsCount: (n) => `Une présentation a ${n} signaux publics et une preuve.`,
    independent: (sources) => `Aucun signal public ne dépend de l’un de ces éléments : ${sources}.`,
    personal: (signals) => `Fait de quelque chose qu’une seule personne possède : ${signals}.`,
    hiddenCount: (n) =>
      `${n} entrées privées restent sur le téléphone ; la preuve montre qu’elles satisfont à la règle, et rien d’autre.`,
    candidates: (set) =>
      `Avec le registre de l’émetteur on peut lister par leur nom les ${set} personnes éligibles ; la preuve ne dit pas laquelle c’est.`,
    statusGeneral:
      "Des données pseudonymes pour une partie ne sont pas forcément personnelles pour toute autre : cela dépend de qui a les moyens de dire de qui il s’agit (Cour de justice, 4 septembre 2025, CEPD/CRU, C-413/23 P). Le tableau dit qui a quels moyens ; c’est à une personne de conclure.",
    statusIssuer: "Tient les noms et les données de tous ceux qu’il sert ; ne voit aucune présentation.",
    statusVerifier: (set) =>
      `Voit un nullifier et une phrase vraie ; pour qui ne sait rien d’autre, la personne est l’une de ${set}.`,
    statusVerifierUnknown:
      "Voit un nullifier et une phrase vraie ; on ne sait pas ici à combien de personnes cette phrase convient.",
    statusVerifierNamed:
      "Connaît la personne par le dossier que nomme la demande ; le nullifier est celui d’une personne connue.",
    statusHost: "Garde ce que garde le vérificateur, sans ses dossiers.",
    statusRelayer: "Voit ce qui va sur la chaîne, avant les autres.",
    statusRpc: "Voit ce qui va sur la chaîne, et qui interroge.",
    statusChain:
      "Voit un nullifier, des racines, l’adresse de paiement et l’heure, pour toujours ; ne tient aucun registre.",
    statusStatusHost: {
      whole: "Voit que quelqu’un charge une liste entière.",
      single: "Voit quelle entrée est demandée, donc quelle attestation.",
    },
    statusAnchor: "Voit des engagements et des racines ; les sels restent chez le responsable.",
    statusSecond: "Voit un autre nullifier de la même personne, qu’il ne peut relier.",
    erasureNullifier:
      "Supprimer un nullifier avant la fin de sa période permet à la personne de faire une nouvelle demande ; après la période, il ne sert plus.",
    erasureChain:
      "Ce qui est sur la chaîne ne peut être ni supprimé ni corrigé ; une écriture ultérieure peut seulement dire que quelque chose a changé.",
    neededDays: (n) => `Pour refuser une seconde demande, il faut connaître les nullifiers pendant ${n}.`,
    neededAlways: "Pour refuser une seconde demande, il faut connaître les nullifiers tant que dure le programme.",
    neededUnknown: "La durée d’une période n’est pas déclarée ; la durée nécessaire ne peut donc être déduite.",
    recordErasure: (text) => `Effacer un dossier : ${text}`,
    recordRectification: (text) => `Corriger un dossier : ${text}`,
    recordErasureOpen: "Le descripteur ne dit pas comment un dossier et son sel sont effacés.",
    recordRectificationOpen: "Le descripteur ne dit pas comment un dossier est corrigé.",
    recordMeaning:
      "Quand sel et dossier ont disparu partout, la racine ancrée reste et dit qu’un nombre de dossiers existait à un moment ; on ne peut l’ouvrir sur aucun.",
    consulted: (text) => text,
    consultedOpen:
      "Il reste à dire si les personnes concernées ou leurs représentants ont été consultés, et ce qu’ils ont dit.",
    dpoOpen: "L’avis du délégué à la protection des données reste à donner.",
    basis: (article, text) => `L’article ${article} du RGPD est nommé comme base juridique : ${text}`,
    basisOpen: "La base juridique reste à indiquer.",
    special: (claim, category, basis) => `${claim} (${category}) : ${basis}`,
    specialOpen: (claim, category) => `${claim} (${category}) : l’exception invoquée reste à indiquer.`,
    standard: (name) => name,
    minimisation: (used, all) =>
      `Sur les ${all} données de l’attestation, la règle en regarde ${used} ; le vérificateur ne reçoit aucune de leurs valeurs.`,
    leakage: (set, n, bits) =>
      `${set} personnes sur ${n} sont éligibles : une preuve donne ${bits} bits d’information sur la personne, qui est l’une de ${set}.`,
    leakageNobody: "Personne dans les décomptes n’est éligible.",
    leakageUnknown:
      "Une partie des données que la règle regarde n’a pas de décompte ; bits et ensembles d’anonymat restent donc ouverts.",
    independentClaims:
      "Les décomptes des données une à une ont été multipliés comme si elles étaient indépendantes, ce qu’elles ne sont pas.",
    populationNote: (text) => `Sur les décomptes : ${text}`,
    worst: (group, n, minimum) => `Le plus petit groupe est ${group} avec ${n} ; la limite fixée est ${minimum}.`,
    within: (n) =>
      `Qui connaît le groupe d’une personne sait qu’elle est, en moyenne, l’une des ${n} qui y sont éligibles.`,
    alternatives:
      "Quelle possibilité une personne remplit reste caché ; les conditions dont seules certaines possibilités ont besoin ne sont pas révélées.",
    accumulated: (policies, set, bits) =>
      `Répondre à ${policies} avec un même nullifier laisse ${set} personnes (${bits} bits).`,
    notAccumulated: "Aucune autre règle n’est déclarée pour le même programme et la même période.",
    repeated:
      "D’une période à l’autre rien ne s’additionne par le nullifier ; le tableau vaut pour les valeurs qui relient les périodes, comme des comptes ou des adresses.",
    taint:
      "Une valeur relie deux présentations quand elle dépend de quelque chose qu’une seule personne possède et que tout le reste dont elle dépend est égal.",
    rate: (n) => `Hypothèse : ${n} empreintes par seconde.`,
    rateHint: "Une empreinte d’un contenu publié ne cache rien et n’a pas à le faire : chacun peut la calculer.",
    nullifierPermanent:
      "Sur une chaîne le nullifier est un pseudonyme pour toujours, pour un programme et une période.",
    right: {
      information: "Information",
      consent: "Consentement",
      access: "Accès et portabilité",
      rectification: "Rectification",
      erasure: "Effacement",
      restriction: "Limitation et opposition",
      accuracy: "Exactitude",
    },
    rightText: (right, text) => `${right} : ${text}`,
    rightOpen: (right) => `${right} : la réponse reste à donner.`,
    accessDerived:
      "Le vérificateur ne peut trouver les entrées d’une personne que si elle montre le nullifier, que le téléphone sait calculer.",
    accuracyDerived:
      "Le circuit contrôle à chaque preuve que l’attestation est valable ce jour et non révoquée ; l’émetteur corrige une donnée fausse en révoquant et en délivrant à nouveau.",
    why: (text) => `Pourquoi une chaîne : ${text}`,
    whyOpen: "Il reste à dire pourquoi une chaîne est utilisée.",
    noChain: "Rien n’est écrit sur une chaîne.",
    nodes: "Une chaîne publique est copiée par des nœuds dans de nombreux pays ; le responsable ne les choisit pas.",
    transfersNone: "Le descripteur ne déclare aucun transfert vers un pays tiers.",
    transfersOpen: "Il reste à dire quels pays tiers reçoivent des données, et avec quelle garantie.",
    safeguardOpen: "ouvert",
    edpbVersion:
      "Numéros et titres suivent la version 1.1 (consultation publique). Une version 2.0 définitive a été adoptée le 7 juillet 2026 : comparer son annexe A.",
    edpbSalt:
      "Les lignes directrices disent que des données personnelles chiffrées, ou leurs empreintes salées, restent des données personnelles, et qu’un engagement parfaitement masquant ne sert plus à rien une fois les données et l’ouverture supprimées. Les engagements Poseidon masquent calculatoirement, non parfaitement.",
    automated: (yes) =>
      yes
        ? "La réponse est suivie d’effet sans qu’une personne la regarde."
        : "Une personne regarde la réponse avant qu’elle ait un effet.",
    effect: (text) => `Effet : ${text}`,
    effectOpen: "Il reste à dire ce qu’un refus signifie pour une personne.",
    review: (text) => `Révision par une personne : ${text}`,
    reviewOpen: "Il reste à dire qui revoit un refus.",
    paper: (text) => `Sans téléphone : ${text}`,
    paperOpen: "Il reste à dire quelle voie ont les personnes sans téléphone.",
    falseRefusal:
      "Une preuve échoue aussi pour des raisons techniques : un vieux téléphone, une liste non chargée, une horloge déréglée. Un refus par le portail n’est pas un constat sur la personne.",
    setupDevelopment: (circuit) =>
      `La clé du circuit ${circuit} est une clé de développement : son secret est public, chacun peut forger des preuves avec elle. Tout la refuse sauf ordre contraire.`,
    setupCeremony: (circuit, n) =>
      `La clé du circuit ${circuit} vient d’une cérémonie de ${n} contributions ; elle est sûre si au moins un participant était honnête.`,
    ceremonyTranscript: (name, beacon, transcript) =>
      `La cérémonie est « ${name} », sa balise ${beacon}. Son procès-verbal a le SHA-256 ${transcript} ; tout le monde peut vérifier ce procès-verbal.`,
    ceremonyWithoutTranscript:
      "Le manifeste ne nomme aucun procès-verbal de la cérémonie : qui a contribué ne peut être vérifié.",
    setupPrivacy:
      "Une mauvaise clé menace l’exactitude, pas le secret : les preuves Groth16 restent à divulgation nulle pour qui prouve avec une clé bien formée.",
    lostPhone: (text) => `Téléphone perdu : ${text}`,
    lostPhoneOpen: "Il reste à dire ce qui se passe quand un téléphone est perdu.",
    coercion: (text) => `Contrainte : ${text}`,
    coercionOpen: "Il reste à dire ce qui protège les personnes que l’on force à prouver.",
    coercionDerived: "Les circuits ne distinguent pas une personne libre d’une personne sous pression.",
    strength:
      "Les preuves Groth16 masquent parfaitement : une attaque future de BN254, qui offre environ 100 bits, pourrait forger des preuves, non ouvrir les anciennes. Nullifiers et engagements masquent calculatoirement.",
    declaredMeasure: (title, text) => `${title} : ${text}`,
    severity: "C’est à une personne de juger de la gravité ; elle est laissée vide à dessein.",
    likelihood: "C’est à une personne de juger de la vraisemblance ; elle est laissée vide à dessein.",
    signOff: "Non validé.",
  },
  hashes: {
    policy: "règle",
    deployment: "descripteur du déploiement",
    manifest: "manifeste des artefacts",
    source: "source du circuit",
    r1cs: "contraintes (r1cs)",
    zkey: "clé de preuve (zkey)",
    vkey: "clé de vérification",
    policyHash: "policyHash, comme dans la preuve (décimal)",
  },
  signOffItems: [
    "Mesures approuvées par",
    "Risques résiduels acceptés par",
    "Avis du délégué à la protection des données",
    "Avis suivi ou écarté par",
    "Points de vue des personnes concernées examinés par",
    "Prochain réexamen le",
  ],
  art30: {
    name: "Activité de traitement",
    controller: "(a) Responsable, responsables conjoints, contact",
    purposes: "(b) Finalités",
    data: "(c) Catégories de personnes et de données",
    recipients: "(d) Catégories de destinataires",
    transfers: "(e) Transferts vers des pays tiers et garanties",
    retention: "(f) Délais d’effacement",
    security: "(g) Mesures de sécurité qui sont prises",
  },
  art30processors: {
    processor: "(a) Sous-traitant et contact",
    controller: "(a) Responsables pour le compte desquels",
    categories: "(b) Catégories de traitements et de données",
    transfers: "(c) Transferts vers des pays tiers et garanties",
    security: "(d) Mesures de sécurité qui sont prises",
  },
  categories: {
    nullifier: "pseudonyme d’une personne pour un programme et une période",
    period: "données techniques du contrôle : règle, registre, jour, session",
    proof: "preuve qu’une personne est éligible",
    time: "heure de l’acte",
    "network-address": "adresse réseau",
    "case-number": "numéro de dossier",
    payee: "adresse de paiement",
    claims: "attributs de l’attestation",
    identity: "nom et identité",
    status: "révocation d’une attestation",
    record: "dossier d’une décision",
    commitment: "engagement salé d’un dossier",
  },
  contactOpen: "Les coordonnées restent à donner.",
};
