import { Option } from "commander";
import { parseSchema } from "../../../credentials/credential/schema.ts";
import { importRecords } from "../../../records/archive/import.ts";
import { parseRecordMapping, readRows, sourceOf } from "../../../records/archive/rows.ts";
import { parseRetentionClass, RETENTION_ACTIONS, type RetentionAction } from "../../../records/retention-class.ts";
import { type AddCommands, addCommand, currentSeconds, integer, option, required } from "../../command.ts";
import { readJson, requireFile } from "../../files.ts";
import { startProgress } from "../../progress.ts";
import { type StoreOptions, store, THREADS, withStore } from "./shared.ts";

/** Refused rows that one run names. */
const MAX_NAMED = 1_000;
/** A source is a file's name and its bytes; what was read of it is not read again. */
const NAME_AGAIN =
  "To see them again, import a copy of the file under another name: records that are stored already stay as they are.";

/** `civicproof anchor import` */
export const addImport: AddCommands = (group, run) => {
  addCommand<
    StoreOptions & {
      file: string;
      schema: string;
      mapping?: string;
      residency?: string;
      class: string;
      term: number;
      action: RetentionAction;
    }
  >(group, run, {
    usage: "import",
    summary: "take records of a CSV or NDJSON file into a store; if interrupted, run it again: it resumes",
    example:
      "anchor import --store records/ --residency at-vienna --file people.csv --schema schema.json --class ten-years --term 3653",
    options: [
      ...store,
      required("--file <file>", ".csv with the field names as header and a column id, or .ndjson"),
      required("--schema <file>", "the schema of the records"),
      option(
        "--mapping <file>",
        "for CSV: which column is which field, delimiter, encoding, decimal mark, form of dates",
      ),
      option("--residency <label>", "where the store is; needed the first time"),
      required("--class <name>", "the retention class"),
      required("--term <days>", "how long the class is kept").argParser(integer(1, 36_600)),
      new Option("--action <action>", "what happens then").choices([...RETENTION_ACTIONS]).default("erase"),
    ],
    async run(
      { file, schema: schemaFile, mapping: mappingFile, residency, class: name, term, action, now, ...options },
      terminal,
    ) {
      await requireFile(file);
      const schema = await readJson(schemaFile, parseSchema);
      const retentionClass = parseRetentionClass({ name, termDays: term, action });
      const mapping =
        mappingFile === undefined
          ? undefined
          : await readJson(mappingFile, (value) => parseRecordMapping(value, schema));
      const source = await sourceOf(file, mapping);
      const progress = startProgress("import", terminal, options);
      const refusals: { row: number; code: string; message: string; path?: string }[] = [];
      let refused = 0;
      const result = await withStore(
        options,
        (opened) =>
          importRecords(opened, {
            source,
            rows: readRows(file, schema, mapping),
            schema,
            retentionClass,
            nowSeconds: now ?? currentSeconds(),
            onRefused: (row, error) => {
              refused++;
              if (refusals.length >= MAX_NAMED) return;
              const { code, message, path } = error;
              refusals.push({ row, code, message, ...(path === undefined ? {} : { path }) });
            },
            onProgress: ({ rows }) => progress.update(0, `${rows} rows`),
          }),
        { threads: THREADS, ...(residency === undefined ? {} : { residency }) },
      );
      progress.done();
      const earlier = result.refused - refused;
      const lines = refusals.map(({ row, code, message }) => `row ${row}: ${code}: ${message}`);
      return {
        text: [
          `${result.rows} rows: ${result.added} records added, ${result.unchanged} unchanged, ${result.refused} refused.`,
          ...lines,
          ...(refused > MAX_NAMED ? [`${refused - MAX_NAMED} more rows were refused.`] : []),
          ...(earlier > 0 ? [`Refused and named by an earlier run: ${earlier}. ${NAME_AGAIN}`] : []),
        ].join("\n"),
        json: { ...result, refusals, refusedEarlier: earlier },
        isRefusal: result.refused > 0,
      };
    },
  });
};
