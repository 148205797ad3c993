/** Categories of personal data, as a record of processing names them. */
import { STORED, type Stored } from "./descriptor.ts";

/** Categories of data in the words of a record, for what stores hold by the names of signals. */
export type DataCategory = Exclude<Stored, "policyHash" | "issuerRoot" | "statusRoot" | "scope" | "today" | "context">;
const TECHNICAL: readonly Stored[] = ["policyHash", "issuerRoot", "statusRoot", "scope", "today", "context"];

export function categoriesOf(holds: readonly Stored[]): readonly DataCategory[] {
  const all = holds.map((each) => (TECHNICAL.includes(each) ? "period" : each)) as readonly DataCategory[];
  return STORED.filter((each): each is DataCategory => (all as readonly string[]).includes(each));
}
