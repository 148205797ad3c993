/** An offer: who gets what, then link, QR code, short code and digits, and what becomes of it. */
import { type Child, h, icon } from "../../../browser/components/dom.ts";
import { qrCode } from "../../../browser/components/qr-code.ts";
import { callOffice } from "../calls.ts";
import { actions, button, choice, type Desk, field, fill, form, lead, note, select, textInput } from "../parts.ts";

interface Made {
  readonly id: string;
  readonly link: string;
  readonly shortCode: string;
  readonly transactionCode?: string;
  readonly expiresAtSeconds: number;
}

interface Progress {
  readonly state: keyof Desk["m"]["offer"]["states"];
  readonly triesLeft: number | null;
  readonly expiresAtSeconds: number;
}

const POLL_MILLISECONDS = 1_500;

export async function offerScreen(desk: Desk): Promise<void> {
  const metadata = await callOffice<{ credential_configurations_supported: Record<string, unknown> }>(
    ".well-known/openid-credential-issuer",
  );
  const kinds = Object.keys(metadata.credential_configurations_supported);
  const draw = (error?: string) => (): readonly Child[] => {
    const { m } = desk;
    const subject = textInput("subject", { maxlength: "200" });
    const credential = select(
      "credential",
      kinds.map((kind) => [kind, kind] as const),
    );
    const isTicked = (id: string): boolean => page.querySelector<HTMLInputElement>(`#${id}`)!.checked;
    const submit = (): unknown => {
      if (subject.value.trim() === "") return desk.show("offer", draw(m.failures.INPUT_INVALID));
      const body = {
        ...{ subject: subject.value, credential: credential.value },
        ...{ replacement: isTicked("replacement"), transactionCode: isTicked("code") },
      };
      void desk.attempt(async () => showMade(desk, await desk.call<Made>("desk/offers", { method: "POST", body })));
    };
    const page = form(
      submit,
      field(m.offer.subject, subject, { hint: m.offer.subjectHint, error }),
      field(m.offer.credential, credential),
      choice("code", m.offer.code, m.offer.codeHint, true),
      choice("replacement", m.offer.replacement, m.offer.replacementHint, false),
      actions(h("button", {}, m.offer.make)),
    );
    return [desk.heading(m.offer.title), lead(m.offer.lead), page];
  };
  desk.show("offer", draw());
}

/** What is shown this once. Nothing of it stands in the address: a reload forgets it. */
function showMade(desk: Desk, made: Made): void {
  let progress: Progress = {
    ...{ state: "open", expiresAtSeconds: made.expiresAtSeconds },
    triesLeft: made.transactionCode === undefined ? null : 5,
  };
  let areDigitsShown = false;
  let isCopied = false;
  const left = h("p", { class: "muted", id: "left" });
  const tick = (): void => {
    left.textContent = timeLeft(desk, progress.expiresAtSeconds);
  };
  const redraw = (): void => desk.show("offer-made", draw);
  const draw = (): readonly Child[] => {
    const { m } = desk;
    const { offer } = m;
    const text = offer.states[progress.state] ?? offer.states.gone;
    const isWaiting = progress.state === "open" || progress.state === "redeemed";
    const another = actions(button(offer.another, () => desk.go("offer"), isWaiting ? "quiet" : ""));
    if (progress.state === "issued") return [desk.heading(text.replace(/\.$/, ""), icon("done")), another];
    if (!isWaiting)
      return [desk.heading(offer.title), note(progress.state === "waiting" ? "" : "warn", h("p", {}, text)), another];
    const { transactionCode } = made;
    tick();
    return [
      desk.heading(offer.madeTitle),
      lead(offer.scan),
      h("p", { role: "status" }, text),
      left,
      h(
        "div",
        { class: "cards" },
        h(
          "div",
          { class: "card" },
          h(
            "div",
            { class: "side" },
            qrCode(made.link, offer.picture),
            h(
              "div",
              {},
              h("h2", { class: "section" }, offer.shortCode),
              h("p", { class: "code", id: "short-code" }, made.shortCode),
            ),
          ),
          actions(
            button(
              offer.copy,
              async () => {
                await navigator.clipboard?.writeText(made.link).catch(() => undefined);
                isCopied = true;
                redraw();
                desk.announce(m.offer.copied);
              },
              "quiet",
            ),
          ),
          isCopied && h("p", { class: "muted" }, offer.copied),
          h("details", {}, h("summary", {}, offer.link), h("p", { class: "number", id: "link" }, made.link)),
        ),
        transactionCode !== undefined &&
          h(
            "div",
            { class: "card" },
            h("h2", { class: "section" }, offer.digits),
            h("p", {}, offer.digitsText),
            h("p", { class: "digits", id: "digits" }, areDigitsShown ? transactionCode : "••••••"),
            h("p", { class: "muted" }, fill(offer.tries, { count: progress.triesLeft ?? 0 })),
            actions(
              button(
                areDigitsShown ? offer.hide : offer.show,
                () => {
                  areDigitsShown = !areDigitsShown;
                  redraw();
                },
                "quiet",
              ),
            ),
          ),
      ),
      another,
    ];
  };
  redraw();
  const timer = setInterval(tick, 1_000);
  desk.life.addEventListener("abort", () => clearInterval(timer));
  void watch(desk, made.id, (next) => {
    if (JSON.stringify(next) === JSON.stringify(progress)) return;
    progress = next;
    redraw();
  });
}

function timeLeft({ m }: Desk, expiresAtSeconds: number): string {
  const seconds = Math.max(0, Math.round(expiresAtSeconds - Date.now() / 1_000));
  return fill(m.offer.timeLeft, { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` });
}

/** Asks where the offer stands until it stands still, or the screen is another. */
async function watch(desk: Desk, id: string, tell: (progress: Progress) => void): Promise<void> {
  const { life } = desk;
  while (!life.aborted) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    if (life.aborted) return;
    const next = await desk.call<Progress>(`desk/offers/${id}`).catch(() => undefined);
    if (life.aborted) return;
    if (next === undefined) continue;
    tell(next);
    if (!["open", "redeemed", "waiting"].includes(next.state)) return;
  }
}
