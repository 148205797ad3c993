/**
 * Asks for a passkey or a PIN before the wallet proves: somebody who holds an unlocked phone can't claim with it. What is
 * stored is encrypted with or without it (ADR 0103 says what the lock protects and what not). A passkey comes to a PIN,
 * which is the way on where the passkey is gone, refused or not to be had (ADR 0117).
 */
import { base64 } from "@scure/base";
import { TEXTS as SCREENS } from "./messages/index.ts";
import { failureTexts, h, t } from "./ui.ts";

const NAME = "portal-wallet-lock";
const PIN_ROUNDS = 600_000;
/** From then on each wrong PIN makes the next one wait: four seconds, eight, sixteen, up to five minutes. */
const FREE_TRIES = 3;
const MOST_SECONDS = 300;
const PASSKEY_MILLISECONDS = 60_000;

interface Lock {
  readonly salt: string;
  readonly hash: string;
  readonly wrong: number;
  /** Unix milliseconds before which no PIN is looked at. */
  readonly until: number;
  /** Id of the passkey that is asked for first, in base64. */
  readonly passkey?: string;
}

const TEXTS = SCREENS.walletLock;

/** The person has not unlocked the wallet. */
class LockedError extends Error {
  readonly code = "WALLET_LOCKED";
}

export function lockKind(): "none" | "pin" | "passkey" {
  const lock = read();
  if (lock === undefined) return "none";
  return lock.passkey === undefined ? "pin" : "passkey";
}

function read(): Lock | undefined {
  return JSON.parse(localStorage.getItem(NAME) ?? "null") ?? undefined;
}

const write = (lock: Lock): void => localStorage.setItem(NAME, JSON.stringify(lock));

export function removeLock(): void {
  localStorage.removeItem(NAME);
}

export async function setPin(pin: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  write({ salt: base64.encode(salt), hash: await hashOf(pin, salt), wrong: 0, until: 0 });
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

/** Asks for a passkey before the PIN from now on; false where the device or the person made none. */
export async function addPasskey(name: string): Promise<boolean> {
  const lock = read();
  const credential = await navigator.credentials
    .create({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        rp: { name },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name, displayName: name },
        pubKeyCredParams: [
          { type: "public-key", alg: -7 },
          { type: "public-key", alg: -257 },
        ],
        authenticatorSelection: { authenticatorAttachment: "platform", userVerification: "required" },
        timeout: PASSKEY_MILLISECONDS,
      },
    })
    .catch(() => null);
  if (lock === undefined || credential === null) return false;
  write({ ...lock, passkey: base64.encode(new Uint8Array((credential as PublicKeyCredential).rawId)) });
  return true;
}

/** Asks for what is set; throws where the person does not give it. */
export async function unlock(): Promise<void> {
  const lock = read();
  if (lock !== undefined) await ask(lock.passkey);
}

async function givesPasskey(id: string, signal: AbortSignal): Promise<boolean> {
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  const allowCredentials = [
    // Made on this device: no other is to be looked for.
    {
      type: "public-key" as const,
      id: base64.decode(id) as Uint8Array<ArrayBuffer>,
      transports: ["internal" as const],
    },
  ];
  try {
    const given = (await navigator.credentials.get({
      signal,
      publicKey: { challenge, allowCredentials, userVerification: "required", timeout: PASSKEY_MILLISECONDS },
    })) as PublicKeyCredential | null;
    const response = given?.response as AuthenticatorAssertionResponse | undefined;
    // Bit 2 of the flags: the authenticator has verified the person, not only their presence (WebAuthn, section 6.1).
    return response !== undefined && (new Uint8Array(response.authenticatorData)[32]! & 4) !== 0;
  } catch {
    // Cancelled, too late, gone, or a browser without passkeys: the PIN is the way on.
    return false;
  }
}

/** Asks for the PIN, and for the passkey at once where there is one: whichever comes first opens. */
function ask(passkey: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const message = h("p", { class: "app-error-message", role: "alert", id: "pin-error" });
    const input = h("input", {
      class: "app-input app-input--width-10",
      id: "pin",
      type: "password",
      inputmode: "numeric",
      autocomplete: "off",
      "aria-describedby": "pin-error",
    });
    const tryAgain = h(
      "button",
      { type: "button", class: "app-button app-button--secondary", hidden: true, onclick: () => askPasskey() },
      t(TEXTS.again),
    );
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
        passkey !== undefined && h("p", { class: "app-body" }, t(TEXTS.either)),
        message,
        h("label", { class: "app-label app-label--s", for: "pin" }, t(TEXTS.pin)),
        input,
        h(
          "div",
          { class: "app-actions" },
          h("button", { type: "submit", class: "app-button" }, t(TEXTS.go)),
          tryAgain,
          h(
            "button",
            { type: "button", class: "app-button app-button--secondary", onclick: () => end(false) },
            t(TEXTS.cancel),
          ),
        ),
      ),
    );
    const end = (isOpen: boolean): void => {
      controller.abort();
      dialog.remove();
      if (isOpen) resolve();
      else reject(new LockedError(failureTexts().locked.title));
    };
    const askPasskey = async (): Promise<void> => {
      tryAgain.hidden = true;
      message.textContent = "";
      if (await givesPasskey(passkey!, controller.signal)) return end(true);
      tryAgain.hidden = false;
      message.textContent = t(TEXTS.noPasskey);
    };
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
    if (passkey !== undefined) void askPasskey();
  });
}

/** What is wrong with a PIN; undefined when it is right. */
async function tryPin(pin: string): Promise<string | undefined> {
  const lock = read();
  if (lock === undefined) return undefined;
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
