import { isBytes } from "./bytes.ts";
import { InvalidInputError } from "./json.ts";

/** @throws InvalidInputError for anything but a Uint8Array, of this length where one is given */
export function requireBytes(path: string, bytes: unknown, length?: number): void {
  if (isBytes(bytes) && (length === undefined || bytes.length === length)) return;
  throw new InvalidInputError({ path, expected: length === undefined ? "a Uint8Array" : `${length} bytes` });
}
