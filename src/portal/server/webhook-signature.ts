/** Signatures of webhooks as Standard Webhooks has them (standardwebhooks.com, specification 1.0.0). */
import { createHmac, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { hexToBytes } from "../../core/bytes.ts";
import { InvalidInputError } from "../../core/json.ts";

/** Where a programme's portal is told of decisions. */
export interface WebhookSettings {
  /** https, or http where private addresses are allowed. */
  readonly url: string;
  /** See `openWebhookSigner`. */
  readonly secrets: readonly string[];
  /** Whether its address may be of this machine or a private network; false by default. */
  readonly allowPrivate?: boolean | undefined;
}

/** Signs what is sent, with each key. */
export interface WebhookSigner {
  /** The three headers of a message. @param timeSeconds of this attempt, since the epoch */
  headersOf(message: { readonly id: string; readonly timeSeconds: number; readonly body: string }): {
    readonly "webhook-id": string;
    readonly "webhook-timestamp": string;
    readonly "webhook-signature": string;
  };
}

const [MIN_BYTES, MAX_BYTES] = [24, 64];
const SEED_BYTES = 32;
/** PKCS #8 of an Ed25519 key, up to its seed (RFC 8410). */
const PKCS8_HEAD = hexToBytes("302e020100300506032b657004220420");

/**
 * Opens secrets: `whsec_` and base64 of 24 to 64 bytes for HMAC-SHA-256 (`v1`), or `whsk_` and base64 of an Ed25519 key
 * (`v1a`), its seed of 32 bytes with or without the public key behind it. A message has a signature of each, so that a
 * secret can be replaced while the receiver knows one of two.
 *
 * @throws InvalidInputError for anything else, or none
 * @example
 * openWebhookSigner(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);
 */
export function openWebhookSigner(secrets: readonly string[]): WebhookSigner {
  if (!Array.isArray(secrets) || secrets.length === 0)
    throw new InvalidInputError({ path: "webhook.secrets", expected: "one or more" });
  const signers = secrets.map(openSecret);
  return {
    headersOf({ id, timeSeconds, body }) {
      const timestamp = String(timeSeconds);
      const signed = Buffer.from(`${id}.${timestamp}.${body}`);
      return {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signers.map((signer) => signer(signed)).join(" "),
      };
    },
  };
}

function openSecret(text: string, i: number): (signed: Buffer) => string {
  const [, kind, base64 = ""] = /^(whsec|whsk)_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = Buffer.from(base64, "base64");
  if (kind === "whsec" && bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES)
    return (signed) => `v1,${createHmac("sha256", bytes).update(signed).digest("base64")}`;
  if (kind === "whsk" && (bytes.length === SEED_BYTES || bytes.length === 2 * SEED_BYTES)) {
    const key = ed25519Key(bytes.subarray(0, SEED_BYTES));
    return (signed) => `v1a,${sign(null, signed, key).toString("base64")}`;
  }
  throw new InvalidInputError({
    path: `webhook.secrets[${i}]`,
    expected: "whsec_ and base64 of 24 to 64 bytes, or whsk_ and base64 of an Ed25519 key",
  });
}

function ed25519Key(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: "der", type: "pkcs8" });
}
