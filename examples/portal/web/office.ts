/** The office's screen: residents, a code for each credential, revoking. */
import {
  actions,
  button,
  call,
  good,
  h,
  h1,
  h2,
  inset,
  lead,
  link,
  p,
  qr,
  show,
  startApp,
  summary,
  t,
  tag,
} from "./ui.ts";

const TEXTS = {
  name: { en: "Registry office", fr: "Guichet de l’état civil" },
  title: { en: "Who is at the counter?", fr: "Qui est au guichet ?" },
  lead: {
    en: "Choose the person whose identity you have checked.",
    fr: "Choisissez la personne dont vous avez vérifié l’identité.",
  },
  born: { en: "Born", fr: "Naissance" },
  district: { en: "District", fr: "District" },
  income: { en: "Household income", fr: "Revenu du ménage" },
  status: { en: "Credential", fr: "Attestation" },
  none: { en: "None", fr: "Aucune" },
  valid: { en: "Valid", fr: "Valable" },
  revoked: { en: "Revoked", fr: "Révoquée" },
  from: { en: "for periods that begin on {0} or later", fr: "pour les périodes qui commencent le {0} ou après" },
  issue: { en: "Give a credential", fr: "Délivrer une attestation" },
  to: { en: "to {0}", fr: "à {0}" },
  revoke: { en: "Revoke the credential", fr: "Révoquer l’attestation" },
  of: { en: "of {0}", fr: "de {0}" },
  codeTitle: { en: "Code for {0}", fr: "Code pour {0}" },
  codeLead: {
    en: "The person opens the wallet and scans this picture, or types the code. It is good for ten minutes and for one wallet.",
    fr: "La personne ouvre le portefeuille et scanne cette image, ou tape le code. Il est valable dix minutes et pour un seul portefeuille.",
  },
  qr: { en: "QR code with the code {0}", fr: "Code QR contenant le code {0}" },
  open: { en: "Open the wallet on this device", fr: "Ouvrir le portefeuille sur cet appareil" },
  waiting: { en: "Waiting for the wallet…", fr: "En attente du portefeuille…" },
  done: { en: "{0} has the credential", fr: "{0} a reçu l’attestation" },
  doneText: {
    en: "You signed what the registry knows. The secret that it belongs to stayed in the wallet: you can’t see where it is used.",
    fr: "Vous avez signé ce que le registre sait. Le secret auquel elle est liée est resté dans le portefeuille : vous ne voyez pas où elle sert.",
  },
  other: {
    en: "If {0} had a credential in another wallet, it is revoked now. The new one is good for periods that begin once the old one counts nowhere any more. A benefit that is granted once only is decided by its office.",
    fr: "Si {0} avait une attestation dans un autre portefeuille, elle est révoquée. La nouvelle vaut pour les périodes qui commencent quand l’ancienne ne compte plus nulle part. Une aide accordée une seule fois se décide à son guichet.",
  },
  back: { en: "Back to the list", fr: "Retour à la liste" },
  revokedTitle: { en: "The credential of {0} is revoked", fr: "L’attestation de {0} est révoquée" },
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

let draw: () => unknown = () => drawList();

function go(screen: () => unknown): void {
  draw = screen;
  void screen();
}

async function drawList(): Promise<void> {
  const residents = await call<readonly Resident[]>("/office/api/residents");
  show(h1(t(TEXTS.title)), lead(t(TEXTS.lead)), h("div", { class: "app-columns" }, ...residents.map(card)));
}

function card({ id, name, claims, state, claimsFrom }: Resident) {
  const euros = new Intl.NumberFormat(document.documentElement.lang, {
    style: "currency",
    currency: "EUR",
    maximumFractionDigits: 0,
  });
  const dates = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  const colours = { none: "grey", valid: "green", revoked: "red" } as const;
  const isLater = claimsFrom !== undefined && claimsFrom > 0;
  const from = String(claimsFrom).replace(/(\d\d)(\d\d)$/, "-$1-$2");
  return h(
    "section",
    { class: "app-card", "aria-label": name },
    h2(name),
    summary([
      [t(TEXTS.born), dates.format(new Date(claims.birthDate))],
      [t(TEXTS.district), claims.district],
      [t(TEXTS.income), euros.format(claims.annualIncome / 100)],
      [
        t(TEXTS.status),
        h(
          "span",
          {},
          tag(t(TEXTS[state]), colours[state]),
          isLater && ` ${t(TEXTS.from, dates.format(new Date(from)))}`,
        ),
      ],
    ]),
    actions(
      button(t(TEXTS.issue), () => offer(id, name), "", t(TEXTS.to, name)),
      state === "valid" && button(t(TEXTS.revoke), () => revoke(id, name), "warning", t(TEXTS.of, name)),
    ),
  );
}

async function offer(id: string, name: string): Promise<void> {
  const { code } = await call<{ code: string }>(`/office/api/residents/${id}/offer`, { method: "POST", body: {} });
  const screen = (): void => {
    const address = `${location.origin}/wallet#offer=${code}`;
    show(
      h1(t(TEXTS.codeTitle, name)),
      lead(t(TEXTS.codeLead)),
      h(
        "div",
        { class: "app-side" },
        qr(address, t(TEXTS.qr, code)),
        h("div", {}, h("p", { class: "app-code", id: "code" }, code), p(link(t(TEXTS.open), `/wallet#offer=${code}`))),
      ),
      h("p", { class: "govuk-body", role: "status" }, t(TEXTS.waiting)),
      button(t(TEXTS.back), () => go(drawList), "secondary"),
    );
  };
  go(screen);
  while (draw === screen) {
    const { state } = await call<{ state: string }>(`/office/api/offers/${code}`).catch(() => ({ state: "open" }));
    if (state === "redeemed" && draw === screen) return go(() => drawDone(name));
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

function drawDone(name: string): void {
  show(
    h1(t(TEXTS.done, name)),
    good(p(t(TEXTS.doneText))),
    inset(p(t(TEXTS.other, name))),
    button(t(TEXTS.back), () => go(drawList)),
  );
}

async function revoke(id: string, name: string): Promise<void> {
  await call(`/office/api/residents/${id}/revoke`, { method: "POST", body: {} });
  go(() =>
    show(
      h1(t(TEXTS.revokedTitle, name)),
      p(t(TEXTS.revokedText)),
      button(t(TEXTS.back), () => go(drawList)),
    ),
  );
}

startApp({ name: TEXTS.name, draw: () => draw() });
