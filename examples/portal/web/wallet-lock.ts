/**
 * Asks for a passkey or a PIN before the wallet proves: somebody who holds an unlocked phone can't claim with it. What is
 * stored is encrypted with or without it (ADR 0103 says what the lock protects and what not).
 */
import { base64 } from "@scure/base";
import { TEXTS as SCREENS } from "./messages/index.ts";
import { failureTexts, h, t } from "./ui.ts";

const NAME = "portal-wallet-lock";
const PIN_ROUNDS = 600_000;
/** From then on each wrong PIN makes the next one wait: four seconds, eight, sixteen, up to five minutes. */
const FREE_TRIES = 3;
const MOST_SECONDS = 300;

type Stored =
  | {
      readonly kind: "pin";
      readonly salt: string;
      readonly hash: string;
      readonly wrong: number;
      readonly until: number;
    }
  | { readonly kind: "passkey"; readonly id: string };

const TEXTS = SCREENS.walletLock;

/** The person has not unlocked the wallet. */
class LockedError extends Error {
  readonly code = "WALLET_LOCKED";
}

export function lockKind(): "none" | "pin" | "passkey" {
  return read()?.kind ?? "none";
}

function read(): Stored | undefined {
  return JSON.parse(localStorage.getItem(NAME) ?? "null") ?? undefined;
}

const write = (lock: Stored): void => localStorage.setItem(NAME, JSON.stringify(lock));

export function removeLock(): void {
  localStorage.removeItem(NAME);
}

export async function setPin(pin: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  write({ kind: "pin", salt: base64.encode(salt), hash: await hashOf(pin, salt), wrong: 0, until: 0 });
}

async function hashOf(pin: string, salt: Uint8Array<ArrayBuffer>): Promise<string> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations: PIN_ROUNDS };
  return base64.encode(new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256)));
}

/** Whether this device can ask for a fingerprint, a face or its own code. */
export async function hasPasskeys(): Promise<boolean> {
  return (await globalThis.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable?.()) ?? false;
}

export async function setPasskey(name: string): Promise<void> {
  const credential = (await navigator.credentials.create({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      rp: { name },
      user: { id: crypto.getRandomValues(new Uint8Array(16)), name, displayName: name },
      pubKeyCredParams: [
        { type: "public-key", alg: -7 },
        { type: "public-key", alg: -257 },
      ],
      authenticatorSelection: { authenticatorAttachment: "platform", userVerification: "required" },
    },
  })) as PublicKeyCredential | null;
  if (credential === null) throw new LockedError();
  write({ kind: "passkey", id: base64.encode(new Uint8Array(credential.rawId)) });
}

/** Asks for what is set; throws where the person does not give it. */
export async function unlock(): Promise<void> {
  const lock = read();
  if (lock?.kind === "passkey") await askPasskey(lock.id);
  else if (lock?.kind === "pin") await askPin();
}

async function askPasskey(id: string): Promise<void> {
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  const allowCredentials = [{ type: "public-key" as const, id: base64.decode(id) as Uint8Array<ArrayBuffer> }];
  const given = (await navigator.credentials
    .get({ publicKey: { challenge, allowCredentials, userVerification: "required" } })
    .catch(() => null)) as PublicKeyCredential | null;
  const response = given?.response as AuthenticatorAssertionResponse | undefined;
  // Bit 2 of the flags: the authenticator has verified the person, not only their presence (WebAuthn, section 6.1).
  const isVerified = response !== undefined && (new Uint8Array(response.authenticatorData)[32]! & 4) !== 0;
  if (!isVerified) throw new LockedError();
}

function askPin(): Promise<void> {
  return new Promise((resolve, reject) => {
    const message = h("p", { class: "app-error-message", role: "alert", id: "pin-error" });
    const input = h("input", {
      class: "app-input app-input--width-10",
      id: "pin",
      type: "password",
      inputmode: "numeric",
      autocomplete: "off",
      "aria-describedby": "pin-error",
    });
    const dialog = h(
      "dialog",
      { class: "app-dialog", "aria-labelledby": "pin-title", oncancel: () => end(false) },
      h(
        "form",
        {
          novalidate: true,
          async onsubmit(event: Event) {
            event.preventDefault();
            const problem = await tryPin(input.value);
            if (problem === undefined) return end(true);
            message.textContent = problem;
            input.value = "";
            input.focus();
          },
        },
        h("h2", { class: "app-heading-m", id: "pin-title" }, t(TEXTS.title)),
        message,
        h("label", { class: "app-label app-label--s", for: "pin" }, t(TEXTS.pin)),
        input,
        h(
          "div",
          { class: "app-actions" },
          h("button", { type: "submit", class: "app-button" }, t(TEXTS.go)),
          h(
            "button",
            { type: "button", class: "app-button app-button--secondary", onclick: () => end(false) },
            t(TEXTS.cancel),
          ),
        ),
      ),
    );
    const end = (isOpen: boolean): void => {
      dialog.remove();
      if (isOpen) resolve();
      else reject(new LockedError(failureTexts().locked.title));
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** What is wrong with a PIN; undefined when it is right. */
async function tryPin(pin: string): Promise<string | undefined> {
  const lock = read();
  if (lock?.kind !== "pin") return undefined;
  const seconds = Math.ceil((lock.until - Date.now()) / 1_000);
  if (seconds > 0) return t(TEXTS.wait, seconds);
  if ((await hashOf(pin, base64.decode(lock.salt) as Uint8Array<ArrayBuffer>)) === lock.hash) {
    write({ ...lock, wrong: 0, until: 0 });
    return undefined;
  }
  const wrong = lock.wrong + 1;
  const wait = wrong < FREE_TRIES ? 0 : Math.min(MOST_SECONDS, 2 ** (wrong - FREE_TRIES + 2));
  write({ ...lock, wrong, until: Date.now() + 1_000 * wait });
  return t(TEXTS.wrong);
}
