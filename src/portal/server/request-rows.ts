/** Rows of requests: written and read many at a time; what all requests of a service share stands, and is read, once. */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { JWK } from "jose";
import { bytesToHex } from "../../core/bytes.ts";
import type { SqlConnection, SqlDatabase, SqlValue } from "../../core/database/sql.ts";
import { type Committed, createGroupCommit, NO_PATIENCE } from "../../core/group-commit.ts";
import { decodeRequest, type PresentationRequest } from "../../presentation/proof/request.ts";
import { asStore } from "../store/as-store.ts";
import { StoreUnavailableError } from "../store/port.ts";
import { areShared, copyRequest, NO_FILES, type RequestFiles, shareFiles } from "./request-files.ts";

/** The decision on a request, once there is one. */
export interface Decision {
  /**
   * `declined` by the person, `failed` in the wallet: nothing was claimed, and a presentation may still come.
   * `handed-over`: verified, and given to the relay; the gate on the chain decides, and pays.
   */
  readonly outcome: "accepted" | "already-used" | "handed-over" | "declined" | "failed";
  /** Seconds since the epoch. */
  readonly decidedAtSeconds: number;
}

/** A request as a service hands it over. */
export interface NewRequest {
  readonly id: string;
  /** The identity of the service that made it, see `serviceIdentity`. */
  readonly service: string;
  readonly request: PresentationRequest;
  /** Whether the person claims on the device that shows the portal's page, so that the result needs a response code. */
  readonly isSameDevice: boolean;
  /** Whether the portal is told of the decision; false by default. */
  readonly notifies?: boolean;
  /** Secret: decrypts the answer. Gone once the request is over. */
  readonly responseKey?: JWK | undefined;
}

/** A request as the service keeps it. */
export interface StoredRequest extends NewRequest {
  readonly decision?: Decision | undefined;
  /** The hash of the presentation that the decision is about, see `hashPresentation`. */
  readonly answer?: Uint8Array | undefined;
}

/** How long a request stays after its end when nobody answered, and a decision after it was acknowledged. */
export const GRACE_SECONDS = 86_400;
/** Requests of one statement. */
const MAX_GROUP = 256;
/** Shared parts, and requests, that a process remembers: the four reads of one claim come within seconds. */
const [MAX_PARTS, MAX_REQUESTS] = [64, 512];

/** Writes and reads requests. */
export interface RequestRows {
  put(request: NewRequest): Promise<void>;
  get(id: string): Promise<StoredRequest | undefined>;
}

/** A request in two: what is its own, and what many share, by its hash. */
function divide(whole: PresentationRequest) {
  const { nonce, period, today, asOfSeconds, recipient, expiresAtSeconds, chain, ...shared } = whole;
  const own = { nonce, period, today, asOfSeconds, recipient, expiresAtSeconds, chain };
  return { request: JSON.stringify(own), ...partOf(shared) };
}

type SharedPart = Omit<PresentationRequest, "nonce" | "period" | "today" | "expiresAtSeconds">;

/** By policy. */
const written = new WeakMap<object, { readonly schema: unknown; beside: string; part: string; hash: string }>();

/** The text of what many share, and its hash; once for files that nobody can change. */
function partOf(shared: SharedPart) {
  const { policy, schema, ...rest } = shared;
  const beside = JSON.stringify(rest);
  const known = areShared(shared) ? written.get(policy as object) : undefined;
  if (known?.schema === schema && known.beside === beside) return { part: known.part, hash: known.hash };
  const part = JSON.stringify(shared);
  const hash = bytesToHex(sha256(utf8ToBytes(part)));
  if (areShared(shared)) written.set(policy as object, { schema, beside, part, hash });
  return { part, hash };
}

interface Row {
  readonly id: string;
  readonly service: string;
  readonly request: string;
  /** The hash of the shared part; absent in rows from before requests were divided. */
  readonly part: string | null;
  readonly same_device: number;
  readonly outcome: Decision["outcome"] | null;
  readonly decided_at: number | null;
  readonly answer: Uint8Array | null;
  readonly response_key: string | null;
}

const COLUMNS = [
  ...(["id", "service", "request", "expires_at", "same_device", "delete_at", "notifies", "response_key"] as const),
  "hash",
] as const;
const INTO =
  "civicproof_requests (id, service, request, expires_at, same_device, delete_at, notifies, response_key, part)";
// What others share is looked for each time: the database may have been put back beneath this process.
const ADD = `INSERT INTO ${INTO}
  SELECT $1, $2, $3, $4, $5, $6, $7, $8, hash FROM civicproof_request_parts WHERE hash = $9 RETURNING id`;
/** Many at once, on Postgres: rows as JSON. */
const ADD_TOGETHER = `INSERT INTO ${INTO} SELECT ${COLUMNS.map((name) => `given.${name}`).join(", ")}
  FROM json_to_recordset($1::json) AS given
    (id text, service text, request text, expires_at bigint, same_device integer, delete_at bigint, notifies integer,
     response_key text, hash text)
  JOIN civicproof_request_parts AS parts ON parts.hash = given.hash RETURNING id`;
const ADD_PART = "INSERT INTO civicproof_request_parts (hash, part) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
const FIND = `SELECT id, service, request, part, same_device, outcome, decided_at, answer, response_key
  FROM civicproof_requests`;
const FIND_PART = "SELECT hash, part FROM civicproof_request_parts";

/** Opens the rows of a database that has their tables. */
export function createRequestRows(database: SqlDatabase): RequestRows {
  const parts = new Map<string, ReadPart>();
  const decoded = new Map<
    string,
    { readonly row: Pick<Row, "request" | "part">; readonly request: PresentationRequest }
  >();

  const writing = createGroupCommit<NewRequest, void>({
    maxItems: MAX_GROUP,
    patience: NO_PATIENCE,
    async commit(requests) {
      const rows = requests.map(toRow);
      await asStore(async () => {
        const left = await addRows(database, rows);
        for (const [hash, part] of new Map(left.map(({ hash, part }) => [hash, part])))
          await database.execute(ADD_PART, [hash, part]);
        if ((await addRows(database, left)).length > 0)
          throw new StoreUnavailableError({ path: "store", expected: "the row that was just added" });
      });
      for (const [i, { id, request, hash }] of rows.entries())
        remember(decoded, MAX_REQUESTS, id, { row: { request, part: hash }, request: requests[i]!.request });
      return requests.map(() => ({ result: undefined }));
    },
  });

  const readParts = async (rows: readonly Row[]): Promise<void> => {
    const missing = new Set(rows.flatMap(({ part }) => (part === null || parts.has(part) ? [] : [part])));
    if (missing.size === 0) return;
    const found = await database.selectIn<{ hash: string; part: string }>(FIND_PART, "hash", [...missing]);
    for (const { hash, part } of found) remember(parts, MAX_PARTS, hash, { text: part });
  };
  /** A request never changes; what was decided about it does. */
  const readRequest = (row: Row): PresentationRequest => {
    const known = decoded.get(row.id);
    if (known?.row.request === row.request && known.row.part === row.part) return known.request;
    const part = row.part === null ? undefined : parts.get(row.part);
    const request = decodeWith(JSON.parse(row.request), part);
    remember(decoded, MAX_REQUESTS, row.id, { row, request });
    return request;
  };
  const reading = createGroupCommit<string, StoredRequest | undefined>({
    maxItems: MAX_GROUP,
    patience: NO_PATIENCE,
    async commit(ids) {
      const rows = await asStore(async () => {
        const found = await database.selectIn<Row>(FIND, "id", [...new Set(ids)]);
        await readParts(found);
        return new Map(found.map((row) => [row.id, row]));
      });
      return ids.map((id): Committed<StoredRequest | undefined> => {
        const row = rows.get(id);
        try {
          return { result: row && toStored(row, readRequest(row)) };
        } catch (error) {
          return { error };
        }
      });
    },
  });

  return {
    // A copy: what is remembered is what was written, whatever becomes of the caller's.
    put: (given) => writing.add({ ...given, request: copyRequest(given.request) }),
    get: reading.add,
  };
}

/** A shared part as it is stored, and taken apart once a request with it was decoded. */
interface ReadPart {
  readonly text: string;
  decoded?: { readonly beside: object; readonly files: RequestFiles };
}

/** The files of a part are decoded with its first request, and carried by the others. */
function decodeWith(own: object, part: ReadPart | undefined): PresentationRequest {
  if (part === undefined) return decodeRequest(own);
  if (part.decoded !== undefined) {
    const { beside, files } = part.decoded;
    return { ...decodeRequest({ ...own, ...beside, ...NO_FILES }), ...files };
  }
  const shared = JSON.parse(part.text) as SharedPart;
  const request = decodeRequest({ ...own, ...shared });
  const { policy: _, schema: __, ...beside } = shared;
  part.decoded = { beside, files: shareFiles(request) };
  return request;
}

type NewRow = ReturnType<typeof toRow>;

function toRow({ id, service, request: whole, isSameDevice, notifies = false, responseKey }: NewRequest) {
  const { expiresAtSeconds } = whole;
  return {
    ...{ id, service, expires_at: expiresAtSeconds, delete_at: expiresAtSeconds + GRACE_SECONDS },
    ...{ same_device: isSameDevice ? 1 : 0, notifies: notifies ? 1 : 0, ...divide(whole) },
    response_key: responseKey === undefined ? null : JSON.stringify(responseKey),
  };
}

/** Adds rows in one change. @returns those whose shared part is not there */
async function addRows(database: SqlDatabase, rows: readonly NewRow[]): Promise<readonly NewRow[]> {
  if (rows.length === 0) return rows;
  const added = new Set<string>();
  const add = async (connection: SqlConnection, sql: string, values: readonly SqlValue[]): Promise<void> => {
    for (const { id } of await connection.query<{ id: string }>(sql, values)) added.add(id);
  };
  if (database.dialect === "postgres") await add(database, ADD_TOGETHER, [JSON.stringify(rows, [...COLUMNS])]);
  else
    await database.transaction(async (connection) => {
      for (const row of rows)
        await add(
          connection,
          ADD,
          COLUMNS.map((name) => row[name]),
        );
    });
  return rows.filter(({ id }) => !added.has(id));
}

function toStored(
  { id, service, same_device, outcome, decided_at, answer, response_key }: Row,
  request: PresentationRequest,
): StoredRequest {
  return {
    ...{ id, service, isSameDevice: same_device === 1, request },
    decision: outcome === null ? undefined : { outcome, decidedAtSeconds: decided_at! },
    answer: answer ?? undefined,
    responseKey: response_key === null ? undefined : (JSON.parse(response_key) as JWK),
  };
}

function remember<Value>(values: Map<string, Value>, most: number, name: string, value: Value): void {
  values.delete(name);
  values.set(name, value);
  if (values.size > most) values.delete(values.keys().next().value!);
}
