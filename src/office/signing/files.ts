/** Keys and shares in files that nobody else can read, or in the environment. */
import { open } from "node:fs/promises";
import * as v from "valibot";
import { bytesToHex, bytesToIntegerBE, hexToBytes, integerToBytesBE } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { decode, parseJson } from "../../core/json.ts";
import { own, ownWith, requireText } from "../../core/own.ts";
import { hex64 } from "../../core/shapes.ts";
import {
  decodePublicKey,
  encodePublicKey,
  type PrivateKey,
  PrivateKeyError,
  SUBGROUP_ORDER,
  toPrivateKey,
} from "../../core/signature.ts";
import type { KeyShare } from "../../core/signature-shares.ts";
import { writeWhole } from "../../core/whole-file.ts";

const MAX_BYTES = 10_000;
const OTHERS = 0o077;

/**
 * Reads a file with a secret, which must be its owner's alone.
 *
 * @throws KeyFileError for a file that others can read or write, or that is not there
 */
export async function readPrivateFile(file: string): Promise<string> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    handle = await open(file, "r");
    // Of the file that is read, not of one that takes its place.
    const { mode, size } = await handle.stat();
    if (process.platform !== "win32" && (mode & OTHERS) !== 0)
      throw new KeyFileError({ path: file, expected: "mode 0600", received: (mode & 0o777).toString(8) });
    if (size > MAX_BYTES) throw new KeyFileError({ path: file, expected: `at most ${MAX_BYTES} bytes` });
    return await handle.readFile("utf8");
  } catch (cause) {
    if (cause instanceof KeyFileError) throw cause;
    throw new KeyFileError({ path: file, expected: "a file that can be read", cause });
  } finally {
    await handle?.close();
  }
}

const issuerKeyShape = v.strictObject({ civicproof: v.literal("issuer-key/v2"), publicKey: hex64, privateKey: hex64 });
const keyShareShape = v.strictObject({ civicproof: v.literal("issuer-key-share/v2"), publicKey: hex64, share: hex64 });

/** The private key of a file that `civicproof issuer key` wrote. @throws KeyFileError, PrivateKeyError */
export async function readKeyFile(file: string): Promise<PrivateKey> {
  const value = parseJson(await readPrivateFile(file), MAX_BYTES, PrivateKeyError);
  const { privateKey } = decode(issuerKeyShape, value, { Refusal: PrivateKeyError });
  return toPrivateKey(hexToBytes(privateKey));
}

/**
 * A key from the environment, 64 hexadecimal characters. It is taken out of the environment, so that no program that this
 * one starts has it.
 *
 * @throws PrivateKeyError
 */
export function takeKeyFromEnvironment(
  name: string,
  environment: Record<string, string | undefined> = process.env,
): PrivateKey {
  requireText("name", name);
  const text = own(environment)[name];
  delete environment[name];
  if (text === undefined || !/^[0-9a-f]{64}$/.test(text))
    throw new PrivateKeyError({ path: name, expected: "64 lower-case hexadecimal characters" });
  return toPrivateKey(hexToBytes(text));
}

/** @throws KeyFileError, PrivateKeyError for a file of another form */
export async function readShareFile(file: string): Promise<KeyShare> {
  const value = parseJson(await readPrivateFile(file), MAX_BYTES, PrivateKeyError);
  const { publicKey, share: text } = decode(keyShareShape, value, { Refusal: PrivateKeyError });
  const share = bytesToIntegerBE(hexToBytes(text));
  if (share === 0n || share >= SUBGROUP_ORDER)
    throw new PrivateKeyError({ path: "share", expected: "an integer in [1, l)" });
  return { share, publicKey: decodePublicKey(publicKey) };
}

/** Writes a share for its owner alone. */
export async function writeShareFile(file: string, given: KeyShare): Promise<void> {
  requireText("file", file);
  const { share, publicKey } = ownWith(given, "share", "publicKey");
  const content = {
    civicproof: "issuer-key-share/v2",
    publicKey: encodePublicKey(publicKey),
    share: bytesToHex(integerToBytesBE(share)),
  };
  await writeWhole(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}

/**
 * A file with a key or another secret can't be read, or can be read by others, too.
 *
 * What to do: `chmod 600` it, for the account that the process runs under; a key that others could read is to be replaced.
 */
export class KeyFileError extends /* @__PURE__ */ refusal(
  "KEY_FILE_UNSAFE",
  "KeyFileError",
  "The key's file is not safe",
) {}
