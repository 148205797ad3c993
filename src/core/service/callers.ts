/** Who calls: the address behind the proxies that are ours, and the group in which calls are counted. */
import { isIP } from "node:net";
import { InvalidInputError } from "../json.ts";

/**
 * The proxies in front of the service: how many there are, or their addresses and networks (`10.0.0.0/8`, `::1`). What a
 * caller writes into `X-Forwarded-For` itself stands left of what they add, and is never believed.
 */
export type TrustedProxies = number | readonly string[];

const MAX_HOPS = 16;

/** @throws InvalidInputError for anything but 1 to 16 proxies, or addresses and networks */
export function checkProxies(trusted: TrustedProxies): TrustedProxies {
  const wrong = Array.isArray(trusted)
    ? trusted.find((each) => !isNetwork(each))
    : Number.isInteger(trusted) && (trusted as number) >= 1 && (trusted as number) <= MAX_HOPS
      ? undefined
      : trusted;
  const isEmpty = Array.isArray(trusted) && trusted.length === 0;
  if (wrong !== undefined || isEmpty || trusted === undefined)
    throw new InvalidInputError({
      path: "trustProxy",
      expected: `the number of proxies from 1 to ${MAX_HOPS}, or their addresses and networks, such as 10.0.0.0/8`,
      received: isEmpty ? "an empty list" : String(wrong),
    });
  return trusted;
}

function isNetwork(text: unknown): boolean {
  const [, address, bits] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(String(text)) ?? [];
  const version = isIP(address ?? "");
  // A network of all addresses would believe the caller.
  return version !== 0 && (bits === undefined || (Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128)));
}

/** What one caller can hold: an IPv4 address, or the /64 of an IPv6 address. */
export function addressGroup(ip: string): string {
  const bare = ip.replace(/%.*$/, "").toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  if (mapped !== undefined || isIP(bare) !== 6) return mapped ?? bare;
  const [left = "", right] = bare.split("::");
  const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const [first, last] = [groups(left), groups(right ?? "")];
  // An IPv4 address at the end takes the place of two groups.
  const length = first.length + last.length + (last.at(-1)?.includes(".") ? 1 : 0);
  const all = right === undefined ? first : [...first, ...Array(Math.max(0, 8 - length)).fill("0"), ...last];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
