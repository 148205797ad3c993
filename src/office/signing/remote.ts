/** Signers whose key, or a share of it, is in another process. */

import { ownWith } from "../../core/own.ts";
import { decodePublicKey, encodePublicKey } from "../../core/signature.ts";
import { type KeyShare, KeyShareError, signFirst } from "../../core/signature-shares.ts";
import { type OfficeSigner, SignerUnavailableError, signWith } from "./port.ts";
import {
  createSigningCalls,
  pointFromWire,
  pointToWire,
  type SigningService,
  shapes,
  signatureFromWire,
} from "./wire.ts";

/**
 * A key in another process, behind HTTP. The public key is given and not asked for: otherwise whoever answers there would
 * decide whose key signs.
 *
 * @param publicKey 64 hexadecimal characters
 * @throws PublicKeyError, InvalidInputError
 */
export function openRemoteSigner(service: SigningService, publicKey: string): OfficeSigner {
  const call = createSigningCalls(service);
  const signer: OfficeSigner = {
    publicKey: decodePublicKey(publicKey),
    sign: async (message) => signatureFromWire(await call("/sign", shapes.signature, { message: String(message) })),
    close: async () => {},
  };
  return { ...signer, sign: (message) => signWith(signer, message) };
}

/**
 * A key in two shares, one here and one in another process: neither signs alone (ADR 0098).
 *
 * @throws SignerUnavailableError when the other process is not there, or has a share of another key
 */
export async function openSplitSigner(service: SigningService, given: KeyShare): Promise<OfficeSigner> {
  const share = ownWith(given, "share", "publicKey");
  const call = createSigningCalls(service);
  const { publicKey } = await call("/key", shapes.key);
  if (publicKey !== encodePublicKey(share.publicKey))
    throw new SignerUnavailableError({ path: "publicKey", expected: "a share of the same key" });
  return {
    publicKey: share.publicKey,
    async sign(message) {
      const first = signFirst(share, message);
      const { message: asked, commitment } = first.begin;
      const { session, R2 } = await call("/sessions", shapes.began, { message: String(asked), commitment });
      try {
        const R1 = pointToWire(first.open(pointFromWire(R2)));
        const { S2 } = await call(`/sessions/${encodeURIComponent(session)}`, shapes.part, { R1 });
        return first.finish(BigInt(S2));
      } catch (cause) {
        if (cause instanceof KeyShareError) throw new SignerUnavailableError({ path: "share", cause });
        throw cause;
      }
    },
    close: async () => {},
  };
}
