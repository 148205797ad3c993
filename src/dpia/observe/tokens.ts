/** The values in a capture, in one spelling whatever their base. */
import { hexToInteger } from "../../core/bytes.ts";
import type { Capture } from "./capture.ts";

/** A value at a place of a capture, in one spelling whatever its base. */
export interface Token {
  readonly field: string;
  /** Lower-case hexadecimal without leading zeros for numbers and bytes, the text itself otherwise. */
  readonly value: string;
  readonly isNumber: boolean;
  /** As it was seen; an address as 32 hexadecimal digits, so that networks of any size are its beginnings. */
  readonly text: string;
}

const cache = new WeakMap<Capture, readonly Token[]>();

/** The values in a capture. Numbers in any base get one spelling, so that a logged nullifier equals a public signal. */
export function tokensOf(capture: Capture): readonly Token[] {
  const known = cache.get(capture);
  if (known !== undefined) return known;
  const tokens =
    capture.channel === "calldata" || /^0x[0-9a-f]{64,}$/i.test(capture.content)
      ? words(capture.content)
      : parsed(capture.content);
  cache.set(capture, tokens);
  return tokens;
}

function parsed(content: string): readonly Token[] {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return loose(content);
  }
  return typeof json === "object" && json !== null ? leaves(json, "") : loose(content);
}

function leaves(value: unknown, path: string): readonly Token[] {
  if (Array.isArray(value)) return value.flatMap((each: unknown, i) => leaves(each, `${path}[${i}]`));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, each]) => leaves(each, path === "" ? key : `${path}.${key}`));
  }
  if (value === null) return [];
  const text = String(value);
  // Text inside a string, such as a log message or a URL, is looked at word by word.
  return [token(path, text), ...(/[\s=?&/]/.test(text) ? loose(text).map((each) => ({ ...each, field: path })) : [])];
}

/** `key=value` pairs, quoted strings and bare words; addresses are found wherever they stand. */
function loose(content: string): readonly Token[] {
  const words = [...content.matchAll(/(?:([\w.-]+)[=:])?"?([\w.+@-]+)"?/g)].map(([, key, value], i) =>
    token(key ?? `word ${i}`, value!),
  );
  return [...words, ...addresses(content)];
}

/** IPv6 addresses in full (RFC 4291 §2.2). The first 16 digits are the network that a provider gives to a household. */
function addresses(content: string): readonly Token[] {
  return [...content.matchAll(/(?<![\w:.])[0-9a-f:]{2,39}(?![\w:.])/gi)].flatMap(([found]): Token[] => {
    const [head = "", tail, ...more] = found.split("::");
    const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
    const [first, last] = [groups(head), groups(tail ?? "")];
    const missing = 8 - first.length - last.length;
    const all = [...first, ...Array.from({ length: Math.max(missing, 0) }, () => "0"), ...last];
    const isWhole = more.length === 0 && (tail === undefined ? missing === 0 : missing > 0);
    if (!isWhole || all.some((group) => group.length < 1 || group.length > 4)) return [];
    const digits = all.map((group) => group.toLowerCase().padStart(4, "0")).join("");
    return [{ field: "address", value: digits, isNumber: false, text: digits }];
  });
}

/** Selector and words of 32 bytes. */
function words(calldata: string): readonly Token[] {
  const digits = calldata.replace(/^0x/, "");
  const start = digits.length % 64 === 8 ? 8 : 0;
  const count = Math.floor((digits.length - start) / 64);
  return Array.from({ length: count }, (_, i) =>
    number(`word ${i}`, hexToInteger(digits.slice(start + 64 * i, start + 64 * (i + 1)))),
  );
}

function number(field: string, value: bigint, text = value.toString(16).padStart(64, "0")): Token {
  const digits = value.toString(16);
  return { field, value: digits, isNumber: true, text };
}

function token(field: string, text: string): Token {
  if (/^[0-9]{1,80}$/.test(text)) return number(field, BigInt(text), text);
  if (/^0x[0-9a-f]{1,64}$/i.test(text)) return number(field, BigInt(text), text);
  if (/^[0-9a-f]{32,64}$/i.test(text)) return number(field, hexToInteger(text), text);
  return { field, value: text.normalize("NFC"), isNumber: false, text };
}

/** The spelling under which {@link findLinks} reports a value. */
export function canonicalValue(value: bigint | string): string {
  return typeof value === "bigint" ? value.toString(16) : token("", value).value;
}
