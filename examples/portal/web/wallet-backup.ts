/** Backup and recovery: one thing a page, nothing that was typed is lost when something is wrong. */
import { qrCode } from "../../../src/browser/components/index.ts";
import type { Wallet } from "../../../src/browser/wallet/index.ts";
import { TEXTS as SCREENS } from "./messages/index.ts";
import { readPicture } from "./scan.ts";
import {
  actions,
  button,
  field,
  fieldValue,
  form,
  good,
  goTo,
  h,
  h1,
  hint,
  home,
  lines,
  link,
  linkButton,
  list,
  locale,
  p,
  show,
  submit,
  summary,
  t,
  warn,
} from "./ui.ts";

const TEXTS = SCREENS.walletBackup;

export function drawBackup(): void {
  show(
    h1(t(TEXTS.title)),
    p(t(TEXTS.lead)),
    list([
      link(t(TEXTS.save), "#backup-save"),
      link(t(TEXTS.sheetShow), "#sheet"),
      link(t(TEXTS.open), "#backup-open"),
      link(t(TEXTS.restore), "#recover"),
    ]),
    actions(button(t(TEXTS.toWallet), () => goTo(""), "secondary")),
  );
}

/** Passwords can be looked at: what is typed blind is typed wrong. */
function reveal(...ids: readonly string[]): HTMLElement {
  const box = h("input", {
    type: "checkbox",
    onchange() {
      for (const id of ids) document.getElementById(id)?.setAttribute("type", box.checked ? "text" : "password");
    },
  });
  return h("label", { class: "app-choice" }, box, t(TEXTS.reveal));
}

const back = () => button(t(TEXTS.toBackup), () => goTo("#backup"), "secondary");

/** Puts a problem beside its field, leaves what was typed, and goes there. */
function complain(id: string, text: string): void {
  const input = document.getElementById(id)!;
  const message = document.getElementById("problem")!;
  message.textContent = text;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", "problem");
  input.focus();
}
const problem = () => h("p", { class: "app-error-message", id: "problem", role: "alert" });
const code = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

export function drawSave(wallet: Wallet): void {
  const status = h("p", { class: "app-body", role: "status" });
  const save = async (): Promise<void> => {
    const passphrase = fieldValue("passphrase");
    if ([...passphrase].length < 12) return complain("passphrase", t(TEXTS.short));
    if (passphrase !== fieldValue("repeat")) return complain("repeat", t(TEXTS.differs));
    status.textContent = t(TEXTS.working);
    const backup = await wallet.exportBackup({ passphrase });
    const href = URL.createObjectURL(new Blob([backup], { type: "application/json" }));
    h("a", { href, download: "wallet-backup.json" }).click();
    show(h1(t(TEXTS.save)), good(p(t(TEXTS.saved))), actions(back()));
  };
  show(
    h1(t(TEXTS.save)),
    p(t(TEXTS.saveText)),
    problem(),
    form(
      save,
      field({
        id: "passphrase",
        label: t(TEXTS.passphrase),
        hint: t(TEXTS.passphraseHint),
        type: "password",
        width: "app-input--width-20",
        autocomplete: "new-password",
      }),
      field({
        id: "repeat",
        label: t(TEXTS.repeat),
        type: "password",
        width: "app-input--width-20",
        autocomplete: "new-password",
      }),
      reveal("passphrase", "repeat"),
      status,
      actions(submit(t(TEXTS.save)), back()),
    ),
  );
}

export function drawOpen(wallet: Wallet): void {
  const status = h("p", { class: "app-body", role: "status" });
  const open = async (): Promise<void> => {
    const chosen = (document.getElementById("backup-file") as HTMLInputElement).files?.[0];
    if (chosen === undefined) return complain("backup-file", t(TEXTS.fileError));
    status.textContent = t(TEXTS.working);
    try {
      const { added } = await wallet.importBackup(await chosen.text(), { passphrase: fieldValue("passphrase") });
      show(h1(t(TEXTS.open)), good(p(t(TEXTS.opened, added))), actions(button(t(TEXTS.toWallet), () => goTo(""))));
    } catch (error) {
      status.textContent = "";
      if (code(error) === "BACKUP_INVALID") return complain("passphrase", t(TEXTS.backupWrong));
      if (code(error) === "WALLET_OCCUPIED") return complain("backup-file", t(TEXTS.occupied));
      throw error;
    }
  };
  show(
    h1(t(TEXTS.open)),
    problem(),
    form(
      open,
      h(
        "div",
        { class: "app-form-group" },
        h("label", { class: "app-label app-label--s", for: "backup-file" }, t(TEXTS.file)),
        h("input", { class: "app-file-upload", type: "file", id: "backup-file", accept: ".json" }),
      ),
      field({
        id: "passphrase",
        label: t(TEXTS.passphrase),
        type: "password",
        width: "app-input--width-20",
        autocomplete: "current-password",
      }),
      reveal("passphrase"),
      status,
      actions(submit(t(TEXTS.openNow)), back()),
    ),
  );
}

export async function drawSheet(wallet: Wallet): Promise<void> {
  const groups = await wallet.recoverySheet();
  const today = new Intl.DateTimeFormat(locale(), { dateStyle: "long" }).format(Date.now());
  show(
    h(
      "div",
      { class: "app-paper" },
      h1(t(TEXTS.sheet)),
      p(t(TEXTS.sheetText)),
      summary([
        [t(TEXTS.made), today],
        [t(TEXTS.office), t(TEXTS.officeName)],
        [t(TEXTS.wallet), `${location.origin}/wallet`],
      ]),
      h("ol", { class: "app-groups" }, ...groups.map((group) => h("li", {}, group))),
      qrCode(groups.join(""), t(TEXTS.sheetQr)),
      h("ol", { class: "app-list" }, ...lines(TEXTS.sheetSteps).map((step) => h("li", {}, step))),
    ),
    actions(
      button(t(TEXTS.print), () => print()),
      back(),
    ),
  );
}

export function drawRecover(wallet: Wallet): void {
  const restore = async (): Promise<void> => {
    const typed = fieldValue("recovery-code");
    try {
      await wallet.restoreSecret(typed);
    } catch (error) {
      if (code(error) === "WALLET_OCCUPIED") return complain("recovery-code", t(TEXTS.occupied));
      if (code(error) !== "RECOVERY_CODE_INVALID") throw error;
      return complain("recovery-code", whatIsWrong(typed, error as { readonly path?: string }));
    }
    show(
      h1(t(TEXTS.restore)),
      good(p(t(TEXTS.restored))),
      actions(linkButton(t(TEXTS.getCredential), "/office"), linkButton(t(TEXTS.toWallet), home(), "secondary")),
    );
  };
  show(
    h1(t(TEXTS.restore)),
    problem(),
    form(
      restore,
      h(
        "div",
        { class: "app-form-group" },
        h("label", { class: "app-label app-label--s", for: "recovery-code" }, t(TEXTS.code)),
        hint(t(TEXTS.codeHint)),
        h("textarea", {
          class: "app-textarea",
          id: "recovery-code",
          rows: 4,
          spellcheck: "false",
          autocomplete: "off",
        }),
      ),
      h(
        "div",
        { class: "app-form-group" },
        h("label", { class: "app-label", for: "sheet-picture" }, t(TEXTS.picture)),
        h("input", {
          class: "app-file-upload",
          type: "file",
          id: "sheet-picture",
          accept: "image/*",
          capture: "environment",
          async onchange(event: Event) {
            const text = await readPicture((event.target as HTMLInputElement).files?.[0]);
            if (text === undefined) return complain("sheet-picture", t(TEXTS.noPicture));
            (document.getElementById("recovery-code") as HTMLTextAreaElement).value = text;
          },
        }),
      ),
      actions(submit(t(TEXTS.restoreNow)), back()),
    ),
    warn(p(t(TEXTS.sheetText))),
  );
}

/** Which group to compare, as precisely as the checksum says. */
function whatIsWrong(typed: string, { path = "" }: { readonly path?: string }): string {
  const plain = typed.replace(/[\s-]/g, "").toUpperCase();
  const group = /^groups\[(\d+)\]$/.exec(path)?.[1];
  if (group !== undefined)
    return t(TEXTS.group, Number(group) + 1, plain.slice(4 * Number(group), 4 * Number(group) + 4));
  return plain.length === 64 ? t(TEXTS.several) : t(TEXTS.length, plain.length);
}
