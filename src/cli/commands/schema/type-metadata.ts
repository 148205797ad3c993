import { parsePublishedSchema } from "../../../credentials/credential/published-schema.ts";
import { schemaReference } from "../../../credentials/credential/schema.ts";
import { toTypeMetadata } from "../../../credentials/credential/type-metadata.ts";
import { type AddCommands, addCommand, option, required, shared } from "../../command.ts";
import { readJson, writeJson } from "../../files.ts";
import { toJson } from "../../json.ts";

interface Options {
  readonly vct: string;
  readonly language?: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** `civicproof schema type-metadata` */
export const addTypeMetadata: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "type-metadata <schema>",
    summary: "write a schema as SD-JWT VC type metadata, for catalogues and other wallets",
    example: "schema type-metadata schema.json --vct https://city.example.org/types/resident",
    options: [
      required("--vct <uri>", "the type's name; where it is an address, publish the file there"),
      option("--language <tag>", "of words that the schema gives without a language; default: und, not known"),
      option("--out <file>", "write the metadata there"),
      shared.force,
    ],
    async run({ vct, language, out, force }, _, [file]) {
      const schema = await readJson(file!, parsePublishedSchema);
      const metadata = toTypeMetadata(schema, { vct, ...(language === undefined ? {} : { language }) });
      if (out !== undefined) await writeJson(out, metadata, { force });
      const text =
        out === undefined ? toJson(metadata, 2) : `The type metadata of ${schemaReference(schema)} are in ${out}.`;
      return { text, json: metadata };
    },
  });
};
