import { explainPolicy } from "../../../statement/policy/explain.ts";
import { type AddCommands, addCommand, option } from "../../command.ts";
import { readPolicy } from "../../policy-files.ts";
import { inFile } from "../../report-error.ts";
import { type Options, schemaOption } from "./shared.ts";

/** `civicproof policy explain` */
export const addExplain: AddCommands = (group, run) => {
  addCommand<Options & { language: string }>(group, run, {
    usage: "explain <policy>",
    summary: "say in plain words what is proven and what stays hidden",
    example: "policy explain policy.json --schema schema.json --language fr",
    options: [schemaOption, option("--language <tag>", "a language tag").default("en")],
    async run({ schema: schemaFile, language }, _, [file]) {
      const { policy, schema } = await readPolicy(file!, schemaFile);
      const explanation = await inFile(file!, () => explainPolicy(policy, schema, { language }));
      return { text: explanation.text, json: explanation };
    },
  });
};
