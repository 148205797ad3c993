import { spellHidden } from "../core/text.ts";

/**
 * JSON as the commands print and write it: integers beyond 2^53 become decimal strings, and what a terminal would not
 * show is escaped.
 */
export function toJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(
    value,
    (_, field: unknown) => (typeof field === "bigint" ? String(field) : field),
    indent,
  );
  return text.split("\n").map(escapeHidden).join("\n");
}

/** JSON has escapes for UTF-16 units (RFC 8259, section 7). */
function escapeHidden(line: string): string {
  return spellHidden(line, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
