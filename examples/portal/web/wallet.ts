/** The wallet: takes credentials, explains requests, proves in a worker, answers. */
import manifest from "../../../artifacts/manifest.json" with { type: "json" };
import { openWallet, type StoredCredential, type Wallet } from "../../../src/browser/wallet/index.ts";
import {
  createProverWorker,
  type ExplainedRequest,
  type PresentationProgress,
  questionOf,
  type RequestDescription,
  type RequestNotice,
} from "../../../src/browser/worker/index.ts";
import type { Credential, Presentation } from "../../../src/holder.ts";
import { writePaperProof } from "../paper.ts";
import { TEXTS as SCREENS } from "./messages/index.ts";
import { type DeclaredKeeping, privacyNotice } from "./privacy.ts";
import { REFUSALS } from "./refusals.ts";
import { readPicture, watchCamera } from "./scan.ts";
import {
  actions,
  button,
  call,
  codeOf,
  details,
  field,
  fieldValue,
  form,
  good,
  h,
  h1,
  h2,
  hint,
  inset,
  language,
  lead,
  linkButton,
  list,
  normaliseCode,
  p,
  panel,
  qr,
  show,
  startApp,
  submit,
  summary,
  t,
  tag,
  titleIn,
  warn,
} from "./ui.ts";

const TEXTS = SCREENS.wallet;

const LABELS = SCREENS.claims;

const YES_NO = SCREENS.yesNo;

let draw: () => unknown = () => undefined;
let wallet: Wallet;
let readiness: "loading" | "ready" | "notKept" = "loading";

const prover = createProverWorker({
  worker: () => new Worker("/assets/prover.worker.js", { type: "module" }),
  onNotice(notice) {
    if (notice.code.startsWith("ARTIFACT_CACHE_")) readiness = "notKept";
  },
});
const artifacts = { manifest, baseUrl: new URL("/artifacts/", location.href).href, allowDevelopmentKeys: true };

function go(screen: () => unknown): void {
  draw = screen;
  void Promise.resolve(screen()).catch((error: unknown) => drawRefusal(codeOf(error)));
}

/** `#offer=…`, `#request=…` or `#backup`; anything else is the wallet itself. */
function route(): void {
  const [, kind, code = ""] = /^#(offer|request|backup)(?:=(.*))?$/.exec(location.hash) ?? [];
  if (kind === "offer") go(() => drawOffer(normaliseCode(code)));
  else if (kind === "request") go(() => drawRequest(normaliseCode(code)));
  else if (kind === "backup") go(drawBackup);
  else go(drawHome);
}

// ---- the wallet itself ----

async function drawHome(error?: string): Promise<void> {
  const credentials = await wallet.credentials();
  // Another screen may have been opened meanwhile.
  if (draw !== drawHome) return;
  show(
    h1(t(TEXTS.title)),
    p(h("span", { id: "readiness" }, readinessTag())),
    credentials.length === 0 ? p(t(TEXTS.empty)) : h("div", { class: "app-columns" }, ...credentials.map(card)),
    codeForm(error),
    p(h("a", { class: "govuk-link", href: "#backup" }, t(TEXTS.backup))),
  );
}

function readinessTag() {
  return readiness === "ready" ? tag(t(TEXTS.ready), "green") : tag(t(TEXTS[readiness]), "grey");
}

function codeForm(error?: string) {
  const proceed = async (): Promise<void> => {
    const code = normaliseCode(fieldValue("code"));
    if (code === "") return void drawHome(t(TEXTS.codeError));
    await followCode(code);
  };
  return form(
    proceed,
    field({ id: "code", label: t(TEXTS.code), hint: t(TEXTS.codeHint), width: "govuk-input--width-10", error }),
    actions(
      submit(t(TEXTS.next)),
      button(t(TEXTS.scan), () => go(drawScan), "secondary"),
    ),
  );
}

/** A code says not what it is for: requests are tried first. */
async function followCode(code: string): Promise<void> {
  const isRequest = await call(`/benefits/api/claims/${code}/request`).then(
    () => true,
    (error: unknown) => codeOf(error) !== "NOT_FOUND",
  );
  location.hash = `${isRequest ? "request" : "offer"}=${code}`;
}

/** From when on a replaced credential is good. @param claimsFrom YYYYMMDD */
function later(claimsFrom: number): string {
  const dates = new Intl.DateTimeFormat(language(), { dateStyle: "long", timeZone: "UTC" });
  return t(TEXTS.later, dates.format(new Date(String(claimsFrom).replace(/(\d\d)(\d\d)$/, "-$1-$2"))));
}

function card({ id, credential }: StoredCredential) {
  const rows = Object.entries(credential.claims).map(([name, value]) => {
    const label = name in LABELS ? t(LABELS[name as keyof typeof LABELS]) : name;
    return [label, typeof value === "boolean" ? t(YES_NO[`${value}`]) : String(value)] as const;
  });
  return h(
    "section",
    { class: "app-card", "aria-label": t(TEXTS.credential) },
    h2(t(TEXTS.credential)),
    p(`${t(TEXTS.validUntil)} ${credential.validUntil}`),
    credential.claimsFrom > 0 && p(later(credential.claimsFrom)),
    details(t(TEXTS.holds), summary(rows)),
    button(
      t(TEXTS.remove),
      async () => {
        await wallet.removeCredential(id);
        go(drawHome);
      },
      "secondary",
    ),
  );
}

async function drawScan(): Promise<void> {
  const video = h("video", { class: "app-video", muted: true, playsinline: true, "aria-label": t(TEXTS.camera) });
  const message = h("p", { class: "govuk-body", role: "status" });
  const follow = (text: string | undefined): void => {
    const found = /#(?:offer|request)=[0-9A-Z]{4}-[0-9A-Z]{4}$/.exec(text ?? "");
    if (found !== null) location.hash = found[0];
    else message.textContent = t(REFUSALS.NOT_FOUND!.title);
  };
  const picture = h("input", {
    class: "govuk-file-upload",
    type: "file",
    id: "picture",
    accept: "image/*",
    onchange: async (event: Event) => follow(await readPicture((event.target as HTMLInputElement).files![0]!)),
  });
  show(
    h1(t(TEXTS.camera)),
    video,
    message,
    h(
      "div",
      { class: "govuk-form-group" },
      h("label", { class: "govuk-label", for: "picture" }, t(TEXTS.picture)),
      picture,
    ),
    button(t(TEXTS.cancel), () => go(drawHome), "secondary"),
  );
  const watch = new AbortController();
  await watchCamera(video, watch.signal).then(
    (text) => text !== undefined && follow(text),
    () => {
      message.textContent = t(TEXTS.noCamera);
    },
  );
}

// ---- taking a credential ----

async function drawOffer(code: string): Promise<void> {
  const take = async (): Promise<void> => {
    const { issuers } = await call<{ issuers: readonly { publicKey: string }[] }>("/registry/snapshot.json");
    const body = { holderCommitment: String(await wallet.commitmentFor(issuers[0]!.publicKey)) };
    const credential = await call<Credential>(`/office/api/offers/${code}/redeem`, { method: "POST", body });
    await wallet.addCredential(credential);
    go(() => drawTaken(credential));
  };
  show(
    h1(t(TEXTS.offerTitle)),
    p(t(TEXTS.offerText)),
    actions(
      button(t(TEXTS.take), () => take().catch((error: unknown) => drawRefusal(codeOf(error)))),
      button(t(TEXTS.cancel), leave, "secondary"),
    ),
  );
}

function drawTaken({ claimsFrom, validUntil }: Credential): void {
  show(
    h1(t(TEXTS.taken)),
    good(p(t(TEXTS.takenText)), p(`${t(TEXTS.validUntil)} ${validUntil}. ${claimsFrom > 0 ? later(claimsFrom) : ""}`)),
    actions(linkButton(t(TEXTS.toBenefits), "/benefits"), button(t(TEXTS.toWallet), leave, "secondary")),
  );
}

function leave(): void {
  history.replaceState(null, "", location.pathname);
  route();
}

// ---- answering a request ----

interface Asked {
  readonly code: string;
  readonly opened: ExplainedRequest;
  readonly paper: boolean;
  readonly keeps: DeclaredKeeping | undefined;
}

/** Who asks and for what is shown at once; the worker finds out what would be proven. */
async function drawRequest(code: string): Promise<void> {
  const screen = draw;
  const { request, paper, keeps } = await call<{ request: unknown; paper: boolean; keeps?: DeclaredKeeping }>(
    `/benefits/api/claims/${code}/request`,
  );
  const opened = await prover.openRequest(request, {
    // This page has fetched the request itself, from the portal that shares its origin, and posts the answer there.
    askedBy: location.origin,
    responseUri: new URL(answerPath(code), location.href).href,
    answered: await wallet.questionsAsked(),
    language: language(),
    onDescription: (description) => draw === screen && drawReading(description),
  });
  const fitting = (await wallet.credentials()).filter(
    ({ credential }) => credential.schemaId === opened.request.schemaId,
  );
  if (draw !== screen) return;
  if (fitting.length === 0) return drawRefusal("NO_CREDENTIAL");
  go(() => drawConsent({ code, opened, paper, keeps }, fitting));
}

function answerPath(code: string): string {
  return `/benefits/api/claims/${code}/presentation`;
}

function drawReading(description: RequestDescription): void {
  show(h1(t(TEXTS.reading)), who(description));
}

function who({ asker, request, title }: RequestDescription) {
  return summary([
    [t(TEXTS.who), `${request.scope.verifier} (${asker})`],
    [t(TEXTS.what), titleIn(title)],
  ]);
}

function noticeText(notice: RequestNotice): string {
  const text = TEXTS.notices[notice.kind];
  switch (notice.kind) {
    case "other-questions":
      return t(text, notice.count);
    case "as-of":
      return t(text, notice.day);
    case "mixed-scripts":
      return t(text, notice.scripts.join(", "));
    case "foreign-recipient":
      return t(text, notice.recipient);
  }
}

function drawConsent(asked: Asked, fitting: readonly StoredCredential[]): void {
  const { opened, paper, code, keeps } = asked;
  const { explanation, request, notices } = opened;
  // The worker's words are in one language.
  if (explanation.language !== language()) {
    go(() => drawRequest(code));
    return;
  }
  const notice = privacyNotice(request, keeps);
  // The newest first: it replaces the older ones.
  const choices = [...fitting].reverse();
  const chosen = (): StoredCredential => {
    const picked = document.querySelector<HTMLInputElement>("input[name=credential]:checked")?.value;
    return choices.find(({ id }) => id === picked) ?? choices[0]!;
  };
  show(
    h1(t(TEXTS.consentTitle)),
    who(opened),
    ...notices.map((each) => inset(p(noticeText(each)))),
    h2(t(TEXTS.proven)),
    lead(explanation.proves),
    p(explanation.claims),
    h2(t(TEXTS.hidden)),
    list(explanation.hidden),
    h2(t(TEXTS.linked)),
    list(notice.linked),
    details(t(TEXTS.kept), list(notice.kept)),
    details(t(TEXTS.learns), list(explanation.learns)),
    choices.length > 1 && radios(choices),
    actions(
      button(t(paper ? TEXTS.agreePaper : TEXTS.agree), () => go(() => prove(asked, chosen()))),
      button(t(TEXTS.decline), leave, "secondary"),
    ),
  );
}

function radios(choices: readonly StoredCredential[]) {
  return h(
    "fieldset",
    { class: "govuk-fieldset govuk-form-group" },
    h("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--m" }, t(TEXTS.which)),
    h(
      "div",
      { class: "govuk-radios" },
      ...choices.map(({ id, credential }, i) =>
        h(
          "div",
          { class: "govuk-radios__item" },
          h("input", {
            class: "govuk-radios__input",
            type: "radio",
            name: "credential",
            id,
            value: id,
            checked: i === 0,
          }),
          h(
            "label",
            { class: "govuk-label govuk-radios__label", for: id },
            `${t(TEXTS.credential)}, ${t(TEXTS.validUntil)} ${credential.validUntil}`,
          ),
        ),
      ),
    ),
  );
}

/** Fresh where there is a network, else the last download. */
async function downloadRegistry(issuer: string) {
  const snapshot = await call<{ issuers: readonly { publicKey: string }[] }>("/registry/snapshot.json");
  const index = snapshot.issuers.findIndex(({ publicKey }) => publicKey === issuer);
  const response = await fetch(`/registry/status/${Math.max(0, index)}`);
  return { snapshot, statusBits: new Uint8Array(await response.arrayBuffer()) };
}

async function prove(asked: Asked, { credential }: StoredCredential): Promise<void> {
  const { opened, paper } = asked;
  const controller = new AbortController();
  const bar = h("progress", {
    class: "app-progress",
    max: 100,
    value: 0,
    id: "progress",
    "aria-label": t(TEXTS.proving),
  });
  const stage = h("p", { class: "govuk-body", role: "status" }, t(TEXTS.stage.checking));
  show(
    h1(t(TEXTS.proving)),
    p(t(TEXTS.provingText)),
    bar,
    stage,
    button(t(TEXTS.stop), () => controller.abort(), "secondary"),
  );
  const onProgress = ({ stage: name, fraction }: PresentationProgress): void => {
    bar.value = Math.round(fraction * 100);
    const text = t(TEXTS.stage[name]);
    if (stage.textContent !== text) stage.textContent = text;
  };
  const presentation = await prover.createPresentation({
    credential,
    holderSecret: await wallet.holderSecret(),
    request: opened,
    registry: await downloadRegistry(credential.issuer),
    artifacts,
    onProgress,
    signal: controller.signal,
  });
  await wallet.rememberQuestion(questionOf(opened.request));
  if (paper) go(() => drawPaper(opened, presentation));
  else await send(asked, presentation);
}

async function send(asked: Asked, presentation: Presentation): Promise<void> {
  try {
    const answer = { method: "POST", body: presentation } as const;
    const { outcome } = await call<{ outcome: string }>(answerPath(asked.code), answer);
    if (outcome === "already-used") return drawRefusal("ALREADY_USED");
    go(() => drawAccepted(asked.opened));
  } catch (error) {
    if (codeOf(error) !== "OFFLINE") throw error;
    const retry = (): Promise<void> => send(asked, presentation);
    const screen = (): void =>
      show(
        h1(t(TEXTS.heldTitle)),
        p(t(TEXTS.heldText)),
        button(t(TEXTS.send), () => go(retry)),
      );
    go(screen);
    addEventListener("online", () => draw === screen && go(retry), { once: true });
  }
}

function drawAccepted({ title }: RequestDescription): void {
  show(
    panel(t(TEXTS.accepted), titleIn(title)),
    p(t(TEXTS.acceptedText)),
    actions(linkButton(t(TEXTS.toBenefits), "/benefits"), button(t(TEXTS.toWallet), leave, "secondary")),
  );
}

function drawPaper({ title, request }: RequestDescription, presentation: Presentation): void {
  const text = writePaperProof(presentation, request);
  const until = new Intl.DateTimeFormat(language(), { dateStyle: "long", timeStyle: "short" });
  const code = qr(text, t(TEXTS.paperQr));
  show(
    h(
      "div",
      { class: "app-paper" },
      h1(t(TEXTS.paperTitle)),
      p(t(TEXTS.paperText)),
      summary([
        [t(TEXTS.what), titleIn(title)],
        [t(TEXTS.who), request.scope.verifier],
        [t(TEXTS.paperUntil), until.format(request.expiresAtSeconds * 1000)],
      ]),
      code,
    ),
    h(
      "div",
      { class: "app-no-print" },
      details(
        t(TEXTS.paperCode),
        h(
          "textarea",
          { class: "govuk-textarea", id: "paper-text", rows: 6, readonly: true, "aria-label": t(TEXTS.paperCode) },
          text,
        ),
      ),
    ),
    actions(
      button(t(TEXTS.print), () => print()),
      button(t(TEXTS.toWallet), leave, "secondary"),
    ),
  );
}

function drawRefusal(code: string): void {
  const refusal = REFUSALS[code] ?? REFUSALS.UNKNOWN!;
  const next = {
    none: undefined,
    retry: button(t(TEXTS.again), route),
    credential: linkButton(t(TEXTS.getCredential), "/office"),
    "new-request": linkButton(t(TEXTS.newRequest), "/benefits"),
    backup: button(t(TEXTS.backup), () => go(drawBackup)),
  }[refusal.next];
  const screen = (): void =>
    show(
      h1(t(refusal.title)),
      // Having claimed already is no fault.
      (code === "ALREADY_USED" ? inset : warn)(p(t(refusal.text))),
      actions(next, button(t(TEXTS.toWallet), leave, "secondary")),
      hint(code),
    );
  go(screen);
}

// ---- backup and recovery ----

interface BackupErrors {
  readonly save?: string;
  readonly file?: string;
  readonly done?: string;
}

function drawBackup({ save, file, done }: BackupErrors = {}): void {
  const status = h("p", { class: "govuk-body", role: "status", id: "backup-status" }, done ?? "");
  const fail = (error: unknown): void => drawRefusal(codeOf(error));
  const exportBackup = async (): Promise<void> => {
    const passphrase = fieldValue("passphrase");
    if ([...passphrase].length < 12) return drawBackup({ save: t(TEXTS.passphraseError) });
    status.textContent = t(TEXTS.working);
    const backup = await wallet.exportBackup({ passphrase });
    const href = URL.createObjectURL(new Blob([backup], { type: "application/json" }));
    h("a", { href, download: "wallet-backup.json" }).click();
    drawBackup({ done: t(TEXTS.saved) });
  };
  const importBackup = async (): Promise<void> => {
    const chosen = (document.getElementById("backup-file") as HTMLInputElement).files?.[0];
    if (chosen === undefined) return drawBackup({ file: t(TEXTS.fileError) });
    status.textContent = t(TEXTS.working);
    const { added } = await wallet.importBackup(await chosen.text(), { passphrase: fieldValue("import-passphrase") });
    drawBackup({ done: t(TEXTS.opened, added) });
  };
  const restore = async (): Promise<void> => {
    await wallet.restoreSecret(fieldValue("recovery-code"));
    drawBackup({ done: t(TEXTS.restored) });
  };
  const width = "govuk-input--width-20";
  const help = t(TEXTS.passphraseHint);
  show(
    h1(t(TEXTS.backupTitle)),
    status,
    h2(t(TEXTS.exportTitle)),
    p(t(TEXTS.exportText)),
    form(
      () => exportBackup().catch(fail),
      field({
        id: "passphrase",
        label: t(TEXTS.passphrase),
        hint: help,
        type: "password",
        width,
        autocomplete: "new-password",
        error: save,
      }),
      submit(t(TEXTS.save)),
    ),
    h2(t(TEXTS.importTitle)),
    form(
      () => importBackup().catch(fail),
      h(
        "div",
        { class: `govuk-form-group${file ? " govuk-form-group--error" : ""}` },
        h("label", { class: "govuk-label govuk-label--s", for: "backup-file" }, t(TEXTS.file)),
        file !== undefined && h("p", { class: "govuk-error-message", id: "file-error" }, file),
        h("input", {
          class: "govuk-file-upload",
          type: "file",
          id: "backup-file",
          accept: ".json",
          "aria-describedby": file && "file-error",
        }),
      ),
      field({
        id: "import-passphrase",
        label: t(TEXTS.passphrase),
        type: "password",
        width,
        autocomplete: "current-password",
      }),
      submit(t(TEXTS.open)),
    ),
    h2(t(TEXTS.sheetTitle)),
    p(t(TEXTS.sheetText)),
    button(t(TEXTS.showSheet), () => go(drawSheet), "secondary"),
    h2(t(TEXTS.restoreTitle)),
    form(
      () => restore().catch(fail),
      field({ id: "recovery-code", label: t(TEXTS.recoveryCode), hint: t(TEXTS.recoveryHint) }),
      submit(t(TEXTS.restore)),
    ),
    p(
      h(
        "a",
        {
          class: "govuk-link",
          href: "/wallet",
          onclick: (event) => {
            event.preventDefault();
            leave();
          },
        },
        t(TEXTS.toWallet),
      ),
    ),
  );
}

async function drawSheet(): Promise<void> {
  const groups = await wallet.recoverySheet();
  show(
    h(
      "div",
      { class: "app-paper" },
      h1(t(TEXTS.sheetTitle)),
      p(t(TEXTS.sheetText)),
      h("ol", { class: "app-groups" }, ...groups.map((group) => h("li", {}, group))),
    ),
    actions(
      button(t(TEXTS.print), () => print()),
      button(t(TEXTS.toWallet), leave, "secondary"),
    ),
  );
}

// ---- working without a network ----

/** Those of policies over credentials. */
const CIRCUITS = ["age", "residency", "eligibility"] as const;

/** Keeps pages, lists and the files for proving, one circuit after the other. */
async function prepareOffline(): Promise<void> {
  await navigator.serviceWorker?.register("/service-worker.js").then(() => navigator.serviceWorker.ready);
  await Promise.all([fetch("/registry/snapshot.json"), fetch("/registry/status/0")]);
  for (const circuit of CIRCUITS) await prover.load(circuit, artifacts);
  if (readiness === "loading") readiness = "ready";
  document.getElementById("readiness")?.replaceChildren(readinessTag());
}

async function start(): Promise<void> {
  try {
    wallet = await openWallet();
  } catch (error) {
    startApp({ name: TEXTS.name, draw: () => draw() });
    return drawRefusal(codeOf(error));
  }
  addEventListener("hashchange", route);
  startApp({ name: TEXTS.name, draw: () => draw() });
  route();
  await prepareOffline().catch(() => {});
}

void start();
