/** The office's screens: residents, a code for each credential, revoking with a reason. */
import { qrCode } from "../../../src/browser/components/index.ts";
import { districtName, euros, longDate } from "./claims.ts";
import { TEXTS as SCREENS } from "./messages/index.ts";
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

const TEXTS = SCREENS.office;

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
