/** Texts of a descriptor that stand for an answer that nobody has given yet. */
import * as v from "valibot";
import { type DeploymentDescriptor, deploymentSchema } from "./descriptor.ts";

/** Marks that people leave in a form for themselves; in capitals, as `todo` is a word of Spanish. */
const MARKS = /(?<![\p{L}\p{N}])(?:TODO|TBD|TBC|FIXME|XXX+)(?![\p{L}\p{N}])/u;

/** What stands at the start of a text, or for all of it. */
const STARTS = new RegExp(
  [
    "(?:todo|tbd|tba|tbc|n\\.n\\.)\\s*(?:[:.…]|$)",
    "(?:\\[.*\\]|<.*>|\\{\\{.*\\}\\}|[\\s.…?_\\-–—]+)$",
    "lorem ipsum",
    "to do(?=\\s*(?:[:.…]|$))",
    "to be (?:completed|confirmed|decided|defined|determined|done|filled in)(?!\\p{L})",
    "à (?:compléter|remplir|définir|préciser|déterminer|faire)(?!\\p{L})",
    "(?:noch (?:offen|auszufüllen|zu (?:klären|ergänzen))|zu (?:ergänzen|klären)|wird (?:noch )?(?:ergänzt|nachgereicht))(?!\\p{L})",
    "(?:nog (?:in te vullen|te bepalen|aan te vullen)|in te vullen|volgt nog)(?!\\p{L})",
    "(?:por (?:completar|definir|determinar)|pendiente)(?=\\s*(?:[:.…]|$))",
  ]
    .map((start) => `^${start}`)
    .join("|"),
  "iu",
);

/** Whether a text is a placeholder, such as `TODO`, `à compléter : base légale` or `…`. */
export function isPlaceholder(text: string): boolean {
  return MARKS.test(text) || STARTS.test(text.trim());
}

/**
 * The descriptor without answers that are placeholders, so that what they stand for is open. Where an answer can't be
 * left out, its sentence is open by itself.
 */
export function withoutPlaceholders(deployment: DeploymentDescriptor): DeploymentDescriptor {
  return pathsOf(deployment).reduce<DeploymentDescriptor>((known, path) => {
    // The nearest answer around the text that may be left out; entries of lists stay, so that places keep their numbers.
    for (let length = path.length; length > 0; length--) {
      if (typeof path[length - 1] === "number") return known;
      const shorter = without(known, path.slice(0, length)) as DeploymentDescriptor;
      if (v.safeParse(deploymentSchema, shorter, { abortEarly: true }).success) return shorter;
    }
    return known;
  }, deployment);
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value === "string") return isPlaceholder(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((each, i) => pathsOf(each, [...path, i]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]));
}

function without(value: unknown, [step, ...rest]: Path): unknown {
  if (Array.isArray(value)) return value.map((each, i) => (i === step ? without(each, rest) : each));
  const entries = Object.entries(value as object);
  if (rest.length === 0) return Object.fromEntries(entries.filter(([key]) => key !== step));
  return Object.fromEntries(entries.map(([key, each]) => [key, key === step ? without(each, rest) : each]));
}
