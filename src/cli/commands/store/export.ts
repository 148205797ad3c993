import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { bytesToHex } from "../../../core/bytes.ts";
import type { SqlConnection } from "../../../core/database/sql.ts";
import { fieldFromBytes } from "../../../core/field.ts";
import { partialName } from "../../../core/whole-file.ts";
import { pages } from "../../../portal/store/copy.ts";
import { type AddCommands, addCommand, option, required, shared } from "../../command.ts";
import { fileError, refuseExisting, warnOfPartials } from "../../files.ts";
import { type StoreOptions, store, withStore } from "./shared.ts";

interface Options extends StoreOptions {
  readonly out: string;
  readonly format: "csv" | "ndjson";
  readonly force?: boolean;
}

const COLUMNS = ["scope", "period", "nullifier", "uses", "firstUsedAt"] as const;
type Line = Readonly<Record<(typeof COLUMNS)[number], string | number>>;

/** `civicproof store export` */
export const addExport: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "export",
    summary: "write every use that the store remembers, one a line; with a hash key, its keyed hash",
    example: "store export --store sqlite:portal.db --format csv --out uses.csv",
    options: [
      ...store,
      required("--out <file>", "where the lines go; readable for its owner only"),
      option("--format <format>", "csv or ndjson").choices(["csv", "ndjson"]).default("ndjson"),
      shared.force,
    ],
    run: ({ out, format, force, ...options }, terminal) =>
      withStore(options, async (opened) => {
        await refuseExisting(out, force);
        await warnOfPartials(out, terminal);
        const partial = partialName(out);
        let count = 0;
        const text = async function* (connection: SqlConnection) {
          if (format === "csv") yield `${COLUMNS.join(",")}\n`;
          for await (const line of linesOf(connection)) {
            count++;
            yield `${format === "csv" ? COLUMNS.map((name) => line[name]).join(",") : JSON.stringify(line)}\n`;
          }
        };
        try {
          await opened.database.snapshot((connection) =>
            pipeline(Readable.from(text(connection)), createWriteStream(partial, { flags: "wx", mode: 0o600 })),
          );
          await rename(partial, out);
        } catch (error) {
          await rm(partial, { force: true });
          throw error instanceof Error && "syscall" in error ? fileError(`${out} can't be written`, error) : error;
        }
        return { text: `Written ${count} lines to ${out}.`, json: { out, lines: count } };
      }),
  });
};

async function* linesOf(connection: SqlConnection): AsyncGenerator<Line> {
  const periods = new Map(
    (
      await connection.query<{ id: number; scope: Uint8Array; period: number }>(
        "SELECT id, scope, period FROM civicproof_periods",
      )
    ).map(({ id, scope, period }) => [id, { scope: String(fieldFromBytes(scope)), period }]),
  );
  type Row = { nullifier: Uint8Array; period_id: number; uses: number; first_used_at: number };
  const columns = ["nullifier", "period_id", "uses", "first_used_at"];
  for await (const rows of pages<Row>(connection, "nullifiers", columns, "nullifier")) {
    for (const { nullifier, period_id, uses, first_used_at } of rows) {
      const { scope = "", period = 0 } = periods.get(period_id) ?? {};
      const firstUsedAt = new Date(first_used_at * 1000).toISOString();
      yield { scope, period, nullifier: bytesToHex(Uint8Array.from(nullifier)), uses, firstUsedAt };
    }
  }
}
