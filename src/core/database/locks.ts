/**
 * The advisory locks of Postgres. A database has one number space for all its programs, so ours stand together: "civi"
 * and up.
 */

/** Taken shared by each claim and alone by the closing of periods, so that no claim slips into a closing period. */
export const CLOSING_LOCK = 0x63697669;
/** Held by whoever makes or changes tables: ours and those of the queue. */
export const SCHEMA_LOCK = CLOSING_LOCK + 1;
