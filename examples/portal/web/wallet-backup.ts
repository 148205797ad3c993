/** Backup and recovery: one thing a page, nothing that was typed is lost when something is wrong. */
import { qrCode } from "../../../src/browser/components/index.ts";
import type { Wallet } from "../../../src/browser/wallet/index.ts";
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

const TEXTS = {
  title: { en: "Backup and recovery", fr: "Sauvegarde et secours" },
  lead: {
    en: "If this device is lost, a backup or your recovery sheet brings you back. Without either, the office gives you a new credential, which is good only for later periods.",
    fr: "Si vous perdez cet appareil, une sauvegarde ou votre feuille de secours vous ramène. Sans elles, le guichet vous donne une nouvelle attestation, qui ne vaut que pour des périodes ultérieures.",
  },
  save: { en: "Save a backup", fr: "Enregistrer une sauvegarde" },
  saveText: {
    en: "A file with everything in this wallet, encrypted. Without the passphrase nobody can open it, you included.",
    fr: "Un fichier avec tout ce portefeuille, chiffré. Sans la phrase secrète personne ne peut l’ouvrir, vous non plus.",
  },
  passphrase: { en: "Passphrase", fr: "Phrase secrète" },
  repeat: { en: "The same passphrase again", fr: "La même phrase secrète" },
  reveal: { en: "Show what I type", fr: "Afficher ce que je tape" },
  passphraseHint: {
    en: "At least 12 characters; four or five unrelated words are good",
    fr: "Au moins 12 caractères ; quatre ou cinq mots sans lien conviennent",
  },
  short: { en: "Enter at least 12 characters", fr: "Saisissez au moins 12 caractères" },
  differs: { en: "The two passphrases differ", fr: "Les deux phrases secrètes diffèrent" },
  saved: {
    en: "The backup is saved. Keep it apart from this device.",
    fr: "La sauvegarde est enregistrée. Gardez-la ailleurs que sur cet appareil.",
  },
  working: { en: "Working…", fr: "En cours…" },
  open: { en: "Open a backup", fr: "Ouvrir une sauvegarde" },
  openNow: { en: "Open the backup", fr: "Ouvrir la sauvegarde" },
  file: { en: "Backup file", fr: "Fichier de sauvegarde" },
  fileError: { en: "Choose the backup file", fr: "Choisissez le fichier de sauvegarde" },
  backupWrong: {
    en: "The passphrase is wrong, or this is not an undamaged backup file. Your wallet is unchanged.",
    fr: "La phrase secrète est fausse, ou le fichier n’est pas une sauvegarde intacte. Votre portefeuille est inchangé.",
  },
  occupied: {
    en: "This wallet already has another secret, and taking this one over would lose what belongs to it. Use an empty wallet.",
    fr: "Ce portefeuille a déjà un autre secret : reprendre celui-ci ferait perdre ce qui lui appartient. Utilisez un portefeuille vide.",
  },
  opened: { en: "Credentials added: {0}", fr: "Attestations ajoutées : {0}" },
  sheet: { en: "Recovery sheet", fr: "Feuille de secours" },
  sheetShow: { en: "Show the recovery sheet", fr: "Afficher la feuille de secours" },
  sheetText: {
    en: "Your secret on paper, for when this device is lost. Whoever has it can claim in your place: keep it like a key.",
    fr: "Votre secret sur papier, si vous perdez cet appareil. Qui l’a peut demander à votre place : gardez-la comme une clé.",
  },
  sheetSteps: {
    en: [
      "Open the wallet on your new device and choose “Use a recovery sheet”.",
      "Scan the picture or type the groups in their order.",
      "Get your credential at the registry office again. Your claims stay yours.",
    ],
    fr: [
      "Ouvrez le portefeuille sur votre nouvel appareil et choisissez « Utiliser une feuille de secours ».",
      "Scannez l’image ou tapez les groupes dans l’ordre.",
      "Redemandez votre attestation au guichet de l’état civil. Vos demandes restent les vôtres.",
    ],
  },
  made: { en: "Made on", fr: "Établie le" },
  office: { en: "Office", fr: "Guichet" },
  officeName: { en: "City registry office", fr: "Guichet de l’état civil de la ville" },
  wallet: { en: "Wallet", fr: "Portefeuille" },
  sheetQr: { en: "QR code that holds the recovery code", fr: "Code QR qui contient le code de secours" },
  print: { en: "Print", fr: "Imprimer" },
  restore: { en: "Use a recovery sheet", fr: "Utiliser une feuille de secours" },
  code: { en: "Recovery code", fr: "Code de secours" },
  codeHint: {
    en: "16 groups of four characters; spaces and capitals do not matter",
    fr: "16 groupes de quatre caractères ; espaces et majuscules ne comptent pas",
  },
  picture: { en: "Or take a picture of the sheet", fr: "Ou prenez une photo de la feuille" },
  noPicture: { en: "There is no code in this picture", fr: "Il n’y a pas de code dans cette image" },
  restoreNow: { en: "Restore", fr: "Restaurer" },
  restored: {
    en: "Your secret is back. Get your credential at the registry office again.",
    fr: "Votre secret est de retour. Redemandez votre attestation au guichet.",
  },
  group: {
    en: "Group {0} is wrong: “{1}”. Compare it with your sheet.",
    fr: "Le groupe {0} est faux : « {1} ». Comparez-le avec votre feuille.",
  },
  length: {
    en: "The code has 64 characters; you typed {0}. Look for a group that is missing or there twice.",
    fr: "Le code a 64 caractères ; vous en avez tapé {0}. Cherchez un groupe oublié ou répété.",
  },
  several: {
    en: "Several characters are wrong. Compare the code with your sheet, group by group.",
    fr: "Plusieurs caractères sont faux. Comparez le code avec votre feuille, groupe par groupe.",
  },
  toWallet: { en: "Back to your wallet", fr: "Retour au portefeuille" },
  toBackup: { en: "Back", fr: "Retour" },
  getCredential: { en: "Go to the registry office", fr: "Aller au guichet de l’état civil" },
};

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
      actions(linkButton(t(TEXTS.getCredential), "/office"), linkButton(t(TEXTS.toWallet), "/wallet", "secondary")),
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
            const text = await readPicture((event.target as HTMLInputElement).files![0]!);
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
