import { FORM_TITLES } from "../../../dpia/forms/titles.ts";
import { FORMATS } from "../../../dpia/render/files.ts";
import { type AddCommands, addCommand } from "../../command.ts";

/** `civicproof dpia forms` */
export const addForms: AddCommands = (group, run) => {
  addCommand(group, run, {
    usage: "forms",
    summary: "list the forms in which an assessment is written, with their names for --format",
    example: "dpia forms",
    options: [],
    async run() {
      const endings: Readonly<Record<string, string>> = { ...FORMATS, pdf: "pdf" };
      const forms = Object.entries(FORM_TITLES).map(([format, about]) => ({ format, ending: endings[format]!, about }));
      const widest = Math.max(...forms.map(({ format }) => format.length));
      return {
        text: forms.map(({ format, ending, about }) => `${format.padEnd(widest)}  ${about} (${ending})`).join("\n"),
        json: { forms },
      };
    },
  });
};
