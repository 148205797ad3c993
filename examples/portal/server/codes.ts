import { randomInt } from "node:crypto";

/** Eight characters that are hard to mistake for each other, for reading aloud: `K7QF-4MDX`. */
export function newCode(): string {
  const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  const characters = Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]!).join("");
  return `${characters.slice(0, 4)}-${characters.slice(4)}`;
}
