import { resolve } from "node:path";
import { parseSchema } from "../../../credentials/credential/schema.ts";
import { describeBridge } from "../../../office/bridge/describe.ts";
import { describeOffice } from "../../../office/describe.ts";
import { type AddCommands, addCommand, required } from "../../command.ts";
import { readJson } from "../../files.ts";
import { readSchemas, readSettings } from "../../office/settings.ts";

interface Options {
  readonly party: string;
}

/** `civicproof office describe` */
export const addDescribe: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "describe <folder>",
    summary: "say what an office reads, holds and publishes, for `office` in the descriptor of an assessment",
    example: "office describe city --party registry",
    options: [required("--party <id>", "the party of the descriptor that runs the office")],
    run: async ({ party }, _terminal, [folder]) => {
      const at = resolve(folder!);
      const settings = await readSettings(at);
      const schemas = await readSchemas(at, settings);
      const { credentials, enrolment, secondPerson = [], signIn, bridges } = settings;
      const office = describeOffice({
        party,
        credentials: credentials.flatMap(({ source }, i) =>
          source === undefined ? [] : [{ source: source.kind, schema: schemas[i]! }],
        ),
        bridges: bridges?.list.map(describeBridge),
        identitySchema: enrolment && (await readJson(resolve(at, enrolment.schema), parseSchema)),
        isIssueForTwo: secondPerson.includes("issue"),
        sessionSeconds: signIn?.sessionSeconds,
      });
      return { text: JSON.stringify({ office }, null, 2), json: { office } };
    },
  });
};
