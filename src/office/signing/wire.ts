/** What signers and signing services say to each other: decimal strings in JSON, over https or on this machine. */
import * as v from "valibot";
import { toField } from "../../core/field.ts";
import { decode, InvalidInputError, parseJson } from "../../core/json.ts";
import { isSafeUrl } from "../../core/origin.ts";
import { ownWith } from "../../core/own.ts";
import { decimal, hex64 } from "../../core/shapes.ts";
import type { AffinePoint, Signature, SignatureJson } from "../../core/signature.ts";
import { SignerUnavailableError } from "./port.ts";

const point = v.strictTuple([decimal, decimal]);
export const shapes = {
  message: v.strictObject({ message: decimal }),
  begin: v.strictObject({ message: decimal, commitment: hex64 }),
  began: v.strictObject({ session: v.string(), R2: point }),
  opened: v.strictObject({ R1: point }),
  part: v.strictObject({ S2: decimal }),
  signature: v.strictObject({ R8: point, S: decimal }),
  key: v.strictObject({ publicKey: hex64 }),
};

export const pointToWire = ({ x, y }: AffinePoint): [string, string] => [String(x), String(y)];
/** @throws FieldElementError */
export const pointFromWire = ([x, y]: readonly [string, string]): AffinePoint => ({ x: toField(x), y: toField(y) });
export const signatureFromWire = ({ R8, S }: SignatureJson): Signature => ({ R8: pointFromWire(R8), S: BigInt(S) });

/** How long the other process may take. */
const ANSWER_MILLISECONDS = 5_000;
const MAX_ANSWER = 10_000;

/** Where a signing service is, and what opens it. */
export interface SigningService {
  readonly url: string;
  /** Its token; asked for at each call, so that a new one needs no restart. */
  readonly token: () => Promise<string>;
}

/** Calls a signing service. @throws InvalidInputError for an address that is not https, or http on this machine */
export function createSigningCalls(given: SigningService) {
  const { url, token } = ownWith(given, "url", "token");
  if (typeof url !== "string" || !URL.canParse(url) || !isSafeUrl(new URL(url)))
    throw new InvalidInputError({ path: "url", expected: "https, or http on this machine" });
  const base = url.replace(/\/+$/, "");
  return async <const Shape extends v.GenericSchema>(
    path: string,
    shape: Shape,
    body?: object,
  ): Promise<v.InferOutput<Shape>> => {
    try {
      const response = await fetch(base + path, {
        method: body === undefined ? "GET" : "POST",
        headers: { authorization: `Bearer ${await token()}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: "error",
        signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
      });
      const text = await response.text();
      if (response.status !== 200)
        throw new SignerUnavailableError({ path: "url", expected: "200", received: String(response.status) });
      return decode(shape, parseJson(text, MAX_ANSWER, SignerUnavailableError), { Refusal: SignerUnavailableError });
    } catch (cause) {
      if (cause instanceof SignerUnavailableError) throw cause;
      throw new SignerUnavailableError({ path: "url", expected: "an answer", cause });
    }
  };
}
