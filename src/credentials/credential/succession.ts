/** How one schema takes the place of another: the office issues the new one, and portals take both until a day. */
import { type CalendarDate, formatDate } from "../../core/dates.ts";
import { requireList, requireText } from "../../core/own.ts";
import type { PublishedSchema } from "./published-schema.ts";
import { SchemaError, schemaReference } from "./schema.ts";

/** What has taken a schema's place. */
export interface Succession {
  /** The newest schema, `name@version`; others may stand in between. */
  readonly schema: string;
  /** `YYYY-MM-DD`: the last day on which portals take the older one. */
  readonly until: string;
}

/**
 * What takes the place of a schema, found among others of its publisher.
 *
 * @param reference `name@version` of the older one
 * @param schemas as `parsePublishedSchema` reads them
 * @returns undefined where no schema supersedes it
 * @throws SchemaError for anything but schemas, where two supersede the same, and where they supersede each other
 * @example
 * ```ts
 * successionOf("resident@1", [resident2]); // { schema: "resident@2", until: "2027-06-30" }
 * ```
 */
export function successionOf(reference: string, schemas: readonly PublishedSchema[]): Succession | undefined {
  requireText("reference", reference);
  requireList("schemas", schemas);
  const next = (older: string) => {
    const [found, second] = schemas.filter(({ supersedes }) => supersedes?.schema === older);
    if (second !== undefined)
      throw new SchemaError({ path: "supersedes.schema", expected: `one schema that supersedes ${older}` });
    return found;
  };
  const first = next(reference);
  if (first === undefined) return undefined;
  let newest = first;
  const passed = new Set([reference]);
  for (let later = next(schemaReference(newest)); later !== undefined; later = next(schemaReference(newest))) {
    passed.add(schemaReference(newest));
    if (passed.has(schemaReference(later)))
      throw new SchemaError({ path: "supersedes.schema", expected: "schemas that do not supersede each other" });
    newest = later;
  }
  return { schema: schemaReference(newest), until: first.supersedes!.until };
}

/** Whether portals still take the older schema on a day. */
export function isTaken({ until }: Pick<Succession, "until">, today: CalendarDate): boolean {
  return formatDate(today) <= until;
}
