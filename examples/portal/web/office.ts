/** The office's screens: residents, a code for each credential, revoking with a reason. */
import { qrCode } from "../../../src/browser/components/index.ts";
import { districtName, euros, longDate } from "./claims.ts";
import {
  actions,
  attempt,
  button,
  call,
  currentTurn,
  good,
  goTo,
  h,
  h1,
  h2,
  inset,
  lead,
  link,
  p,
  show,
  startRoutes,
  summary,
  t,
  tag,
  tagline,
  warn,
} from "./ui.ts";

const TEXTS = {
  name: { en: "Registry office", fr: "Guichet de l’état civil" },
  title: { en: "Who is at the counter?", fr: "Qui est au guichet ?" },
  lead: {
    en: "Choose the person whose identity you have checked.",
    fr: "Choisissez la personne dont vous avez vérifié l’identité.",
  },
  born: { en: "Born", fr: "Naissance" },
  district: { en: "Lives in", fr: "Habite à" },
  income: { en: "Household income", fr: "Revenu du ménage" },
  status: { en: "Credential", fr: "Attestation" },
  none: { en: "None", fr: "Aucune" },
  valid: { en: "Valid", fr: "Valable" },
  revoked: { en: "Revoked", fr: "Révoquée" },
  from: { en: "for periods that begin on {0} or later", fr: "pour les périodes qui commencent le {0} ou après" },
  issue: { en: "Give a credential", fr: "Délivrer une attestation" },
  to: { en: "to {0}", fr: "à {0}" },
  revoke: { en: "Revoke the credential", fr: "Révoquer l’attestation" },
  of: { en: "of {0}", fr: "au nom de {0}" },
  secondTitle: { en: "{0} has a valid credential already", fr: "{0} a déjà une attestation valable" },
  secondText: {
    en: "In the same wallet, the new one takes its place. In another wallet, the old one is revoked when the new one is taken, and that can’t be undone. The new one is then good only for periods that begin once the old one counts nowhere any more.",
    fr: "Dans le même portefeuille, la nouvelle la remplace. Dans un autre portefeuille, l’ancienne est révoquée dès que la nouvelle est reçue, et c’est définitif. La nouvelle ne vaut alors que pour les périodes qui commencent quand l’ancienne ne compte plus nulle part.",
  },
  secondGo: { en: "Give another credential", fr: "Délivrer une autre attestation" },
  cancel: { en: "Cancel", fr: "Annuler" },
  codeTitle: { en: "Code for {0}", fr: "Code pour {0}" },
  codeLead: {
    en: "The person opens the wallet and scans this picture, or types the code. It is good for ten minutes and for one wallet.",
    fr: "La personne ouvre le portefeuille et scanne cette image, ou tape le code. Il est valable dix minutes et pour un seul portefeuille.",
  },
  qr: { en: "QR code with the code {0}", fr: "Code QR contenant le code {0}" },
  open: { en: "Open the wallet on this device", fr: "Ouvrir le portefeuille sur cet appareil" },
  assisted: {
    en: "Open a wallet of the office for a person without a phone",
    fr: "Ouvrir un portefeuille du guichet pour une personne sans téléphone",
  },
  waiting: { en: "Waiting for the wallet…", fr: "En attente du portefeuille…" },
  done: { en: "{0} has the credential", fr: "{0} a reçu l’attestation" },
  doneText: {
    en: "You signed what the registry knows. The secret that it belongs to stayed in the wallet: you can’t see where it is used.",
    fr: "Vous avez signé ce que le registre sait. Le secret auquel elle est liée est resté dans le portefeuille : vous ne voyez pas où elle sert.",
  },
  back: { en: "Back to the list", fr: "Retour à la liste" },
  askTitle: { en: "Revoke the credential of {0}?", fr: "Révoquer l’attestation au nom de {0} ?" },
  askText: {
    en: "This can’t be undone: no new proof can be made with it. The person needs a new credential for the next claim.",
    fr: "C’est définitif : aucune nouvelle preuve ne pourra en être tirée. Il faudra une nouvelle attestation pour la prochaine demande.",
  },
  why: { en: "Why?", fr: "Pourquoi ?" },
  whyError: { en: "Choose a reason", fr: "Choisissez une raison" },
  reasons: {
    moved: { en: "The person has moved away", fr: "La personne a déménagé" },
    deceased: { en: "The person has died", fr: "La personne est décédée" },
    lost: { en: "The device was lost or stolen", fr: "L’appareil est perdu ou volé" },
    mistake: { en: "It was given by mistake", fr: "Elle a été délivrée par erreur" },
  },
  revokeNow: { en: "Revoke for good", fr: "Révoquer définitivement" },
  revokedTitle: { en: "The credential of {0} is revoked", fr: "L’attestation au nom de {0} est révoquée" },
  revokedText: {
    en: "No new proof can be made with it. Nobody can tell from the list whose it was.",
    fr: "Aucune nouvelle preuve ne peut en être tirée. La liste ne dit pas à qui elle appartenait.",
  },
};

interface Resident {
  readonly id: string;
  readonly name: string;
  readonly claims: { readonly birthDate: string; readonly district: string; readonly annualIncome: number };
  readonly state: "none" | "valid" | "revoked";
  readonly claimsFrom?: number;
}

const residents = () => call<readonly Resident[]>("/office/api/residents");

/** The resident that the address names. */
async function withResident(id: string, draw: (person: Resident) => unknown): Promise<void> {
  const person = (await residents()).find((each) => each.id === id);
  if (person === undefined) goTo("");
  else await draw(person);
}

async function drawList(): Promise<void> {
  const all = await residents();
  show(h1(t(TEXTS.title)), lead(t(TEXTS.lead)), h("div", { class: "app-columns" }, ...all.map(card)));
}

function card({ id, name, claims, state, claimsFrom }: Resident) {
  const colours = { none: "grey", valid: "green", revoked: "red" } as const;
  const isLater = claimsFrom !== undefined && claimsFrom > 0;
  const from = String(claimsFrom).replace(/(\d\d)(\d\d)$/, "-$1-$2");
  const status = h("span", {}, tag(t(TEXTS[state]), colours[state]), isLater && ` ${t(TEXTS.from, longDate(from))}`);
  return h(
    "section",
    { class: "app-card", "aria-label": name },
    h2(name),
    summary([
      [t(TEXTS.born), longDate(claims.birthDate)],
      [t(TEXTS.district), districtName(claims.district)],
      [t(TEXTS.income), euros(claims.annualIncome)],
      [t(TEXTS.status), status],
    ]),
    actions(
      button(t(TEXTS.issue), () => goTo(`#${state === "valid" ? "second" : "give"}=${id}`), "", t(TEXTS.to, name)),
      state === "valid" && button(t(TEXTS.revoke), () => goTo(`#revoke=${id}`), "warning", t(TEXTS.of, name)),
    ),
  );
}

/** What a second credential does is said before it is done. */
function drawSecond({ id, name }: Resident): void {
  show(
    h1(t(TEXTS.secondTitle, name)),
    warn(p(t(TEXTS.secondText))),
    actions(
      button(t(TEXTS.secondGo), () => goTo(`#give=${id}`), "warning"),
      button(t(TEXTS.cancel), () => goTo(""), "secondary"),
    ),
  );
}

async function drawOffer({ id, name }: Resident): Promise<void> {
  const { code } = await call<{ code: string }>(`/office/api/residents/${id}/offer`, { method: "POST", body: {} });
  const address = `/wallet#offer=${code}`;
  show(
    h1(t(TEXTS.codeTitle, name)),
    lead(t(TEXTS.codeLead)),
    h(
      "div",
      { class: "app-side" },
      qrCode(`${location.origin}${address}`, t(TEXTS.qr, code)),
      h("div", {}, h("p", { class: "app-code", id: "code" }, code), p(link(t(TEXTS.open), address))),
    ),
    h("p", { class: "app-body", role: "status" }, t(TEXTS.waiting)),
    tagline(link(t(TEXTS.assisted), `/wallet?assisted#offer=${code}`)),
    actions(button(t(TEXTS.back), () => goTo(""), "secondary")),
  );
  const turn = currentTurn();
  while (turn === currentTurn()) {
    const { state } = await call<{ state: string }>(`/office/api/offers/${code}`).catch(() => ({ state: "open" }));
    if (state === "redeemed" && turn === currentTurn()) return drawDone(name);
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

function drawDone(name: string): void {
  show(h1(t(TEXTS.done, name)), good(p(t(TEXTS.doneText))), actions(button(t(TEXTS.back), () => goTo(""))));
}

function drawRevoke(person: Resident, error?: string): void {
  const { id, name } = person;
  const revoke = async (): Promise<void> => {
    const reason = document.querySelector<HTMLInputElement>("input[name=reason]:checked")?.value;
    if (reason === undefined) return drawRevoke(person, t(TEXTS.whyError));
    await call(`/office/api/residents/${id}/revoke`, { method: "POST", body: { reason } });
    show(
      h1(t(TEXTS.revokedTitle, name)),
      inset(p(t(TEXTS.revokedText))),
      actions(button(t(TEXTS.back), () => goTo(""))),
    );
  };
  show(
    h1(t(TEXTS.askTitle, name)),
    warn(p(t(TEXTS.askText))),
    h(
      "fieldset",
      { class: "app-fieldset", "aria-describedby": error && "reason-error" },
      h("legend", { class: "app-fieldset__legend" }, t(TEXTS.why)),
      error !== undefined && h("p", { class: "app-error-message", id: "reason-error", role: "alert" }, error),
      ...Object.entries(TEXTS.reasons).map(([value, text]) =>
        h("label", { class: "app-choice" }, h("input", { type: "radio", name: "reason", value }), t(text)),
      ),
    ),
    actions(
      button(t(TEXTS.revokeNow), () => attempt(revoke), "warning"),
      button(t(TEXTS.cancel), () => goTo(""), "secondary"),
    ),
  );
}

startRoutes(
  { name: TEXTS.name },
  {
    "": drawList,
    second: (id) => withResident(id, drawSecond),
    give: (id) => withResident(id, drawOffer),
    revoke: (id) => withResident(id, (person) => drawRevoke(person)),
  },
);
