/** The office's screen: residents, a code for each credential, revoking. */
import { TEXTS as SCREENS } from "./messages/index.ts";
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

const TEXTS = SCREENS.office;

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
