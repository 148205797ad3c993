/** A key that is in this process. */
import { createSigner, type PrivateKey } from "../../core/signature.ts";
import type { OfficeSigner } from "./port.ts";

/** @throws PrivateKeyError for a malformed key */
export function openLocalSigner(privateKey: PrivateKey): OfficeSigner {
  const { publicKey, sign } = createSigner(privateKey);
  return { publicKey, sign: async (message) => sign(message), close: async () => {} };
}
