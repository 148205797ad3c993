/** Whether a source credential is revoked: Token Status List and Bitstring Status List, read whole, so that nobody learns whose entry is looked at. */
import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { base64urlToBytes } from "../../core/bytes.ts";
import { checkValidity, isObject, type JsonObject, openJws } from "./jws.ts";
import { BridgeMalformedError, BridgeRevokedError, BridgeStatusError } from "./refusals.ts";
import { issuerOf, type Trust } from "./trust.ts";

/** A list of eight million entries of four bits; what unpacks to more is no list. */
const UNPACKED = { maxOutputLength: 4_000_000 } as const;

/** In a smaller one the issuer would see whose entry is looked at (Bitstring Status List 1.0, section 3.2): bytes of 131,072 entries. */
const MIN_BITSTRING = 16_384;

/**
 * Checks the `status` of an SD-JWT VC or of an mdoc's security object (draft-ietf-oauth-status-list §6). The list must be
 * signed under the same trust as the credential.
 *
 * @throws BridgeRevokedError, BridgeStatusError, BridgeMalformedError
 */
export async function checkTokenStatus(
  status: unknown,
  { trust, path, issuer }: { trust: Trust; path: string; issuer: string | undefined },
): Promise<void> {
  if (status === undefined) return;
  const entry = isObject(status) ? status.status_list : undefined;
  const { idx, uri } = isObject(entry) ? entry : {};
  if (!isIndex(idx) || typeof uri !== "string")
    throw new BridgeMalformedError({ path: `${path}.status_list`, expected: "an index and an address" });
  const list = await readList(uri, { trust, accept: "application/statuslist+jwt", types: ["statuslist+jwt"], issuer });
  const { bits, lst } = isObject(list.status_list) ? list.status_list : {};
  if (list.sub !== uri || typeof lst !== "string" || ![1, 2, 4, 8].includes(bits as number))
    throw new BridgeStatusError({ path: uri, expected: "the list of this address" });
  const width = bits as number;
  const bytes = await unpack(inflate, lst, uri);
  const byte = bytes[Math.floor((idx * width) / 8)];
  if (byte === undefined) throw new BridgeStatusError({ path: uri, expected: "an entry for the credential" });
  refuseUnlessValid((byte >> ((idx * width) % 8)) & (2 ** width - 1), path);
}

/**
 * Checks `credentialStatus` of a W3C credential (Bitstring Status List 1.0, section 3.2): every entry whose purpose is
 * revocation or suspension.
 *
 * @throws BridgeRevokedError, BridgeStatusError, BridgeMalformedError
 */
export async function checkBitstringStatus(
  status: unknown,
  { trust, path, issuer }: { trust: Trust; path: string; issuer: string | undefined },
): Promise<void> {
  for (const entry of status === undefined ? [] : [status].flat()) {
    const { type, statusPurpose, statusSize = 1, ...rest } = isObject(entry) ? entry : {};
    const { statusListIndex, statusListCredential: url } = rest;
    const index = /^\d{1,9}$/.test(String(statusListIndex)) ? Number(statusListIndex) : undefined;
    // Wider entries stand at other places; one without a purpose would be passed over.
    const isGood = type === "BitstringStatusListEntry" && typeof statusPurpose === "string" && statusSize === 1;
    if (!isGood || index === undefined || typeof url !== "string")
      throw new BridgeMalformedError({ path, expected: "an entry of a bitstring status list, one bit wide" });
    if (statusPurpose !== "revocation" && statusPurpose !== "suspension") continue;
    const list = await readList(url, { trust, accept: "application/vc+jwt", types: ["vc+jwt", "jwt"], issuer });
    const credential = isObject(list.vc) ? list.vc : list;
    const subject = isObject(credential.credentialSubject) ? credential.credentialSubject : {};
    const { encodedList, statusPurpose: purpose } = subject;
    if (purpose !== statusPurpose || typeof encodedList !== "string" || issuerOf(list) !== issuer)
      throw new BridgeStatusError({ path: url, expected: "the issuer's list for this purpose" });
    const bytes = await unpack(gunzip, encodedList.replace(/^u/, ""), url);
    if (bytes.length < MIN_BITSTRING)
      throw new BridgeStatusError({
        ...{
          path: url,
          expected: `a list of ${8 * MIN_BITSTRING} entries or more`,
          received: String(8 * bytes.length),
        },
      });
    const byte = bytes[Math.floor(index / 8)];
    if (byte === undefined) throw new BridgeStatusError({ path: url, expected: "an entry for the credential" });
    refuseUnlessValid((byte >> (7 - (index % 8))) & 1, path);
  }
}

const isIndex = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** Every value but 0 stops the office: revoked, suspended, and what only the issuer knows. */
function refuseUnlessValid(value: number, path: string): void {
  if (value !== 0) throw new BridgeRevokedError({ path, expected: "a valid credential" });
}

async function readList(
  url: string,
  about: { trust: Trust; accept: string; types: readonly string[]; issuer: string | undefined },
): Promise<JsonObject> {
  const { trust, accept, types, issuer } = about;
  const text = await trust.readPublished(url, accept);
  try {
    const opened = openJws(text.trim(), { path: "status", types });
    await trust.verify(opened, "status", issuer);
    checkValidity(opened.payload, { path: "status", nowSeconds: trust.now() });
    return opened.payload;
  } catch (cause) {
    throw new BridgeStatusError({ path: url, expected: "a list that a trusted issuer signed", cause });
  }
}

async function unpack(how: typeof inflate, text: string, path: string): Promise<Uint8Array> {
  const packed = base64urlToBytes(text);
  if (packed === undefined) throw new BridgeStatusError({ path, expected: "text in base64url" });
  try {
    return await promisify<Uint8Array, typeof UNPACKED, Uint8Array>(how)(packed, UNPACKED);
  } catch (cause) {
    throw new BridgeStatusError({ path, expected: "a compressed list of at most 4 MB", cause });
  }
}
