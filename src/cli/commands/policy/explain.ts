import { LANGUAGES } from "../../../core/language.ts";
import { explainPolicy } from "../../../statement/policy/explain.ts";
import { loadMessages } from "../../../statement/policy/messages/load.ts";
import { type AddCommands, addCommand, option } from "../../command.ts";
import { type Labels, labelOption } from "../../labels.ts";
import { readPolicy } from "../../policy-files.ts";
import { inFile } from "../../report-error.ts";
import { type Options, schemaOption } from "./shared.ts";

/** `civicproof policy explain` */
export const addExplain: AddCommands = (group, run) => {
  addCommand<Options & { language: string; label?: Labels }>(group, run, {
    usage: "explain <policy>",
    summary: "say in plain words what is proven and what stays hidden",
    example: "policy explain policy.json --schema schema.json --language fr",
    options: [schemaOption, option("--language <tag>", `one of ${LANGUAGES.join(", ")}`).default("en"), labelOption()],
    async run({ schema: schemaFile, language, label: labels = {} }, _, [file]) {
      const messages = await loadMessages(language);
      const { policy, schema } = await readPolicy(file!, schemaFile);
      const explanation = await inFile(file!, () => explainPolicy(policy, schema, { messages, labels }));
      return { text: explanation.text, json: explanation };
    },
  });
};
