import { dirname, relative, resolve } from "node:path";
import { parseSchema, schemaReference } from "../../../credentials/credential/schema.ts";
import { type AddCommands, addCommand, option, required } from "../../command.ts";
import { type DatabaseOptions, databaseAccess } from "../../database-options.ts";
import { readJson, writeContent } from "../../files.ts";
import { openStoreOf } from "../../office/open.ts";
import { makeOffice, moveSource, OFFICE_FILES, parseSource } from "../../office/settings.ts";

interface Options extends DatabaseOptions {
  readonly schema: string;
  readonly source: string;
  readonly name: string;
  readonly database: string;
}

/** `civicproof office init` */
export const addInit: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "init <folder>",
    summary: "make an office's folder: settings, fresh keys, and the first key of an administrator",
    example: "office init city --name 'City of Example' --schema resident.json --source register.json",
    options: [
      required("--name <name>", "of the office, as people read it"),
      required("--schema <file>", "of the credentials that it issues"),
      required("--source <file>", "where claims come from: kind, place, and mapping of columns (docs/office.md)"),
      option("--database <url>", "sqlite:<file> or postgres://…, for the office's own tables").default(
        "sqlite:office.db",
      ),
      ...databaseAccess,
    ],
    run: async (options, _terminal, [folder]) => {
      const at = resolve(folder!);
      const schema = await readJson(options.schema, parseSchema);
      const source = moveSource(await readJson(options.source, parseSource), dirname(resolve(options.source)), at);
      const settings = await makeOffice(at, {
        ...{ displayName: options.name, database: options.database, maxRootAgeSeconds: 7_200, intervalSeconds: 3_600 },
        credentials: [{ schema: relative(at, resolve(options.schema)), source }],
      });
      const store = await openStoreOf(at, settings, options);
      try {
        const key = await store.keys.add("administrator", "administrator", "civicproof");
        const clerk = await store.keys.add("clerk", "clerk", "civicproof");
        await writeContent(resolve(at, "administrator.key"), `${key}\n`, { isPrivate: true });
        await writeContent(resolve(at, "clerk.key"), `${clerk}\n`, { isPrivate: true });
        const lines = [
          `${at}/${OFFICE_FILES.settings} issues ${schemaReference(schema)} into the registry ${settings.registry}.`,
          `Move ${OFFICE_FILES.subjectKey} where no backup of the database goes.`,
          `Start it: civicproof office serve ${folder}. Then sign in at its desk with the key in ${folder}/clerk.key.`,
        ];
        return { text: lines.join("\n"), json: { folder: at, registry: settings.registry } };
      } finally {
        await store.close();
      }
    },
  });
};
