import { required } from "../../command.ts";

export interface Options {
  readonly schema: string;
}

export const schemaOption = required("--schema <file>", "the credential schema that the policy names");
