/** The store's journal: what was done when, and why. It names records by pseudonym and holds no data. */
import type { SqlConnection } from "../../core/database/sql.ts";

/** One line of the journal. */
export interface StoreEvent {
  readonly time: number;
  readonly action: string;
  readonly recordId?: Uint8Array;
  readonly version?: number;
  readonly detail: string;
}

export async function writeEvent(connection: SqlConnection, event: StoreEvent): Promise<void> {
  const { time, action, recordId = null, version = null, detail } = event;
  const [row] = await connection.query<{ last: number | null }>("SELECT max(seq) AS last FROM events");
  await connection.insert(
    "events",
    ["seq", "time", "action", "record_id", "version", "detail"],
    [[(row?.last ?? -1) + 1, time, action, recordId, version, detail]],
  );
}
