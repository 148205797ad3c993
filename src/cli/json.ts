/** JSON as the commands print and write it: integers beyond 2^53 become decimal strings. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, field: unknown) => (typeof field === "bigint" ? String(field) : field), indent);
}
