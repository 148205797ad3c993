/** What an approval rests on of the people who were counted, so that nobody can try numbers until one fits. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { bytesToHex } from "../core/bytes.ts";
import { canonicalHash, canonicalJson } from "../core/canonical.ts";
import { InvalidInputError } from "../core/json.ts";
import { ownWith } from "../core/own.ts";
import type { DpiaModel } from "./model.ts";

/** Counts by name, as a lock holds them. */
export type Counts = Readonly<Record<string, string | number>>;

/** A hash key of 256 bits. */
const SALT = /^[0-9a-f]{64}$/;

/** Names of counts that can be compared under one salt alone. */
export const SALTED_COUNTS: readonly string[] = ["salt", "groups", "conditions"];

/**
 * The number of people, and who of them qualifies: in all, and by group and condition as HMAC-SHA-256 (RFC 2104) under a
 * salt. A group of a few people has few possible counts, and whoever has a bare hash of them tries them all. The file of
 * people is not named, not by a hash either: it is a register.
 *
 * @param salt 64 hexadecimal digits of 256 random bits, kept where the people's file is and never published; without it
 * groups and conditions are left out
 * @throws InvalidInputError for a salt of another form
 */
export function countsOf(model: DpiaModel, salt?: string): Counts | undefined {
  const {
    leakage,
    deployment: { date },
  } = ownWith(model, "deployment");
  if (salt !== undefined && !SALT.test(salt))
    throw new InvalidInputError({ path: "salt", expected: "64 lower-case hexadecimal digits" });
  if (leakage === undefined) return undefined;
  const { population, anonymitySet, groups } = leakage.policy;
  const total = { date, people: population, qualifying: anonymitySet };
  if (salt === undefined) return total;
  const salted = (value: unknown): string =>
    bytesToHex(hmac(sha256, utf8ToBytes(salt), utf8ToBytes(canonicalJson(value))));
  return {
    ...total,
    // Tells one salt from another, and nothing of either.
    salt: canonicalHash(salt),
    groups: salted(groups.map(({ group, people, qualifying }) => [group, people, qualifying])),
    conditions: salted(leakage.conditions.map(({ path, anonymitySet: met }) => [path, met])),
  };
}
