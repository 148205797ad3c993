/** A helpful screen for each refusal: what happened, that nothing is lost, what to do next. */
import type { Language } from "./ui.ts";

export interface Refusal {
  readonly title: Readonly<Record<Language, string>>;
  readonly text: Readonly<Record<Language, string>>;
  /** What the wallet offers to do. */
  readonly next: "none" | "retry" | "credential" | "new-request" | "backup";
}

const refusal = (next: Refusal["next"], en: readonly [string, string], fr: readonly [string, string]): Refusal => ({
  next,
  title: { en: en[0], fr: fr[0] },
  text: { en: en[1], fr: fr[1] },
});

export const REFUSALS: Readonly<Record<string, Refusal>> = {
  POLICY_UNSATISFIED: refusal(
    "none",
    [
      "You do not meet the conditions",
      "Your wallet checked this on your device. Nothing was sent, and nobody learns that you tried. If your situation has changed, ask the registry office for a new credential.",
    ],
    [
      "Vous ne remplissez pas les conditions",
      "Votre portefeuille l’a vérifié sur votre appareil. Rien n’a été envoyé et personne n’apprend que vous avez essayé. Si votre situation a changé, demandez une nouvelle attestation au guichet.",
    ],
  ),
  NO_CREDENTIAL: refusal(
    "credential",
    [
      "You need a credential first",
      "Get one at the registry office, then come back to this claim. It stays open for ten minutes.",
    ],
    [
      "Il vous faut d’abord une attestation",
      "Demandez-la au guichet de l’état civil, puis revenez à cette demande. Elle reste ouverte dix minutes.",
    ],
  ),
  CREDENTIAL_REVOKED: refusal(
    "credential",
    [
      "Your credential was revoked",
      "The registry office has withdrawn it, so no proof can be made with it. Nothing was sent. The office can tell you why, and give you a new one.",
    ],
    [
      "Votre attestation a été révoquée",
      "Le guichet l’a retirée : aucune preuve ne peut en être tirée. Rien n’a été envoyé. Le guichet peut vous dire pourquoi et vous en donner une nouvelle.",
    ],
  ),
  CREDENTIAL_EXPIRED: refusal(
    "credential",
    ["Your credential has expired", "Get a new one at the registry office. Nothing was sent."],
    ["Votre attestation a expiré", "Demandez-en une nouvelle au guichet. Rien n’a été envoyé."],
  ),
  CREDENTIAL_NOT_YET_VALID: refusal(
    "none",
    [
      "Your credential is not good for this period yet",
      "It replaces one from another wallet, with which you may have claimed already. It is good for periods that begin on the day that your wallet shows beside it, or later. If this benefit is granted once only, there is no later period: ask the office of the benefit, which can check at the counter whether you have had it.",
    ],
    [
      "Votre attestation ne vaut pas encore pour cette période",
      "Elle remplace celle d’un autre portefeuille, avec laquelle vous avez peut-être déjà demandé. Elle vaut pour les périodes qui commencent au jour que votre portefeuille indique, ou après. Si cette aide n’est accordée qu’une fois, il n’y a pas d’autre période : adressez-vous à son guichet, qui peut vérifier si vous l’avez eue.",
    ],
  ),
  ISSUER_NOT_TRUSTED: refusal(
    "credential",
    [
      "The office that signed your credential is not recognised",
      "Get a credential from a recognised office. Nothing was sent.",
    ],
    [
      "Le guichet qui a signé votre attestation n’est pas reconnu",
      "Demandez une attestation à un guichet reconnu. Rien n’a été envoyé.",
    ],
  ),
  REQUEST_EXPIRED: refusal(
    "new-request",
    [
      "This request is over",
      "Requests are good for ten minutes. Start the claim again in the portal; you have lost nothing.",
    ],
    [
      "Cette demande a expiré",
      "Les demandes sont valables dix minutes. Recommencez sur le portail ; vous n’avez rien perdu.",
    ],
  ),
  REQUEST_INVALID: refusal(
    "new-request",
    [
      "This request is not valid",
      "It does not say what it asks for, so your wallet refuses it. Nothing was sent. Start again in the portal.",
    ],
    [
      "Cette demande n’est pas correcte",
      "Elle ne dit pas ce qu’elle demande : votre portefeuille la refuse. Rien n’a été envoyé. Recommencez sur le portail.",
    ],
  ),
  ASKER_MISMATCH: refusal(
    "new-request",
    [
      "Somebody else asks than the request says",
      "The request names another portal, or your answer would go elsewhere, so your wallet refuses it. Nothing was sent. Start again in the portal itself.",
    ],
    [
      "Ce n’est pas le service indiqué qui demande",
      "La demande nomme un autre portail, ou votre réponse partirait ailleurs : votre portefeuille la refuse. Rien n’a été envoyé. Recommencez sur le portail lui-même.",
    ],
  ),
  PROGRAMME_MISMATCH: refusal(
    "new-request",
    [
      "This request does not fit its programme",
      "The registry lists other terms for this programme, so your wallet refuses it. Nothing was sent. Tell the portal.",
    ],
    [
      "Cette demande ne correspond pas à son programme",
      "Le registre indique d’autres règles pour ce programme : votre portefeuille la refuse. Rien n’a été envoyé. Prévenez le portail.",
    ],
  ),
  REQUEST_TIME_WRONG: refusal(
    "new-request",
    [
      "This request is not for today",
      "It is over, or it asks about another day. Check this device’s clock, then start again in the portal. Nothing was sent.",
    ],
    [
      "Cette demande n’est pas pour aujourd’hui",
      "Elle a expiré ou porte sur un autre jour. Vérifiez l’horloge de cet appareil, puis recommencez sur le portail. Rien n’a été envoyé.",
    ],
  ),
  POLICY_TOO_LARGE: refusal(
    "none",
    [
      "This request asks for too much",
      "Your wallet can’t find out in a reasonable time what you would prove, so it refuses. Nothing was sent. Tell the portal.",
    ],
    [
      "Cette demande est trop compliquée",
      "Votre portefeuille ne peut pas établir en un temps raisonnable ce que vous prouveriez : il refuse. Rien n’a été envoyé. Prévenez le portail.",
    ],
  ),
  NOT_FOUND: refusal(
    "new-request",
    ["We do not know this code", "Compare it with the screen it came from. Codes are good for ten minutes."],
    ["Nous ne connaissons pas ce code", "Comparez-le avec l’écran d’où il vient. Les codes sont valables dix minutes."],
  ),
  ALREADY_USED: refusal(
    "none",
    [
      "You have already claimed",
      "This benefit was already granted to you for this period. Your first claim stands and nothing is lost. You can claim again in the next period.",
    ],
    [
      "Vous avez déjà fait cette demande",
      "Cette aide vous a déjà été accordée pour cette période. Votre première demande reste valable. Vous pourrez redemander à la période suivante.",
    ],
  ),
  STATUS_ROOT_NOT_ACCEPTED: refusal(
    "retry",
    ["The list of revoked credentials has changed", "Your wallet used an older list. Try again with the new one."],
    [
      "La liste des attestations révoquées a changé",
      "Votre portefeuille a utilisé une liste plus ancienne. Réessayez avec la nouvelle.",
    ],
  ),
  ISSUER_ROOT_NOT_ACCEPTED: refusal(
    "retry",
    ["The list of recognised offices has changed", "Your wallet used an older list. Try again with the new one."],
    [
      "La liste des guichets reconnus a changé",
      "Votre portefeuille a utilisé une liste plus ancienne. Réessayez avec la nouvelle.",
    ],
  ),
  OFFLINE: refusal(
    "retry",
    [
      "There is no network",
      "Your wallet needs it for a moment to read the request. What you have stored is safe. Try again when you are connected.",
    ],
    [
      "Il n’y a pas de réseau",
      "Votre portefeuille en a besoin un instant pour lire la demande. Vos données sont en sécurité. Réessayez une fois connecté.",
    ],
  ),
  ARTIFACT_UNREACHABLE: refusal(
    "retry",
    [
      "The files for proving can’t be downloaded",
      "Connect to a network once; afterwards your wallet proves without one. Your credential is safe.",
    ],
    [
      "Les fichiers pour la preuve ne peuvent être téléchargés",
      "Connectez-vous une fois à un réseau ; ensuite votre portefeuille s’en passe. Votre attestation est en sécurité.",
    ],
  ),
  ARTIFACT_TYPE_WRONG: refusal(
    "retry",
    [
      "The server sent a web page instead of a file for proving",
      "This is a fault of the server. Your credential is safe. Try again later, or tell the portal.",
    ],
    [
      "Le serveur a envoyé une page web au lieu d’un fichier pour la preuve",
      "C’est une panne du serveur. Votre attestation est en sécurité. Réessayez plus tard ou prévenez le portail.",
    ],
  ),
  ARTIFACT_TRUNCATED: refusal(
    "retry",
    [
      "The download stopped before the end",
      "Your connection broke. Your credential is safe. Try again, on another network if you can.",
    ],
    [
      "Le téléchargement s’est arrêté avant la fin",
      "La connexion s’est interrompue. Votre attestation est en sécurité. Réessayez, si possible sur un autre réseau.",
    ],
  ),
  ARTIFACT_DAMAGED: refusal(
    "retry",
    [
      "A file for proving is damaged",
      "Your wallet noticed and did not use it. Your credential is safe. Try again with a network connection.",
    ],
    [
      "Un fichier pour la preuve est endommagé",
      "Votre portefeuille l’a remarqué et ne l’a pas utilisé. Votre attestation est en sécurité. Réessayez avec une connexion.",
    ],
  ),
  ARTIFACT_HASH_MISMATCH: refusal(
    "retry",
    [
      "The server has another version of the files for proving",
      "Reload the wallet to get the version that fits. Your credential is safe.",
    ],
    [
      "Le serveur a une autre version des fichiers pour la preuve",
      "Rechargez le portefeuille pour obtenir la bonne version. Votre attestation est en sécurité.",
    ],
  ),
  STORAGE_FULL: refusal(
    "retry",
    [
      "There is no space left on this device",
      "Nothing was changed, and what you had is still there. Free some space and try again.",
    ],
    [
      "Il n’y a plus de place sur cet appareil",
      "Rien n’a été modifié et ce que vous aviez est toujours là. Libérez de la place et réessayez.",
    ],
  ),
  STORAGE_UNAVAILABLE: refusal(
    "retry",
    [
      "Your browser does not let the wallet store anything",
      "Leave the private window, or allow this site to store data, and try again.",
    ],
    [
      "Votre navigateur ne laisse pas le portefeuille enregistrer",
      "Quittez la fenêtre privée ou autorisez ce site à enregistrer des données, puis réessayez.",
    ],
  ),
  STORAGE_DAMAGED: refusal(
    "backup",
    [
      "Your wallet is damaged",
      "Its secret, or a record of it, can’t be read any more. Open your backup or use your recovery sheet, under “Backup and recovery”. A new secret is not made.",
    ],
    [
      "Votre portefeuille est endommagé",
      "Son secret ou l’une de ses données n’est plus lisible. Ouvrez votre sauvegarde ou utilisez votre feuille de secours, sous « Sauvegarde et secours ». Aucun nouveau secret n’est créé.",
    ],
  ),
  HOLDER_SECRET_MISMATCH: refusal(
    "credential",
    [
      "This credential belongs to another wallet",
      "It was issued to a different secret. Get one for this wallet at the office.",
    ],
    [
      "Cette attestation appartient à un autre portefeuille",
      "Elle a été délivrée pour un autre secret. Demandez-en une pour ce portefeuille.",
    ],
  ),
  OPERATION_ABORTED: refusal(
    "retry",
    ["You stopped", "No proof was made and nothing was sent."],
    ["Vous avez arrêté", "Aucune preuve n’a été faite et rien n’a été envoyé."],
  ),
  PROVER_WORKER_FAILED: refusal(
    "retry",
    ["The part of the wallet that proves has stopped", "It restarts when you try again. Your credential is safe."],
    [
      "La partie du portefeuille qui fait la preuve s’est arrêtée",
      "Elle redémarre au prochain essai. Votre attestation est en sécurité.",
    ],
  ),
  PUBLIC_SIGNAL_MISMATCH: refusal(
    "new-request",
    ["The proof belongs to another request", "Start the claim again in the portal; you have lost nothing."],
    ["La preuve appartient à une autre demande", "Recommencez sur le portail ; vous n’avez rien perdu."],
  ),
  PROOF_INVALID: refusal(
    "new-request",
    [
      "The proof does not hold",
      "It may have been changed on the way. Start again; if it happens again, tell the portal.",
    ],
    [
      "La preuve n’est pas valable",
      "Elle a peut-être été modifiée en route. Recommencez ; si cela se répète, prévenez le portail.",
    ],
  ),
  PRESENTATION_MALFORMED: refusal(
    "new-request",
    ["This can’t be read as a proof", "A part may be missing. Scan or type it again, or make the proof again."],
    [
      "Ceci n’est pas lisible comme une preuve",
      "Une partie manque peut-être. Scannez ou tapez à nouveau, ou refaites la preuve.",
    ],
  ),
  BACKUP_INVALID: refusal(
    "none",
    [
      "The backup can’t be opened",
      "The passphrase is wrong, or this is not an undamaged backup file. Your wallet is unchanged.",
    ],
    [
      "La sauvegarde ne s’ouvre pas",
      "La phrase secrète est fausse, ou le fichier n’est pas une sauvegarde intacte. Votre portefeuille est inchangé.",
    ],
  ),
  RECOVERY_CODE_INVALID: refusal(
    "none",
    ["Invalid recovery code", "Compare it with your sheet of paper, group by group. Your wallet is unchanged."],
    [
      "Le code de secours n’est pas correct",
      "Comparez-le avec votre feuille, groupe par groupe. Votre portefeuille est inchangé.",
    ],
  ),
  WALLET_OCCUPIED: refusal(
    "none",
    [
      "This wallet already has another secret",
      "Taking over the backup would lose what belongs to it. Open the backup in an empty wallet.",
    ],
    [
      "Ce portefeuille a déjà un autre secret",
      "Reprendre la sauvegarde ferait perdre ce qui lui appartient. Ouvrez-la dans un portefeuille vide.",
    ],
  ),
  UNKNOWN: refusal(
    "retry",
    ["Something unexpected happened", "Nothing was lost. Try again; if it happens again, tell the portal."],
    [
      "Quelque chose d’inattendu s’est produit",
      "Rien n’est perdu. Réessayez ; si cela se répète, prévenez le portail.",
    ],
  ),
};
