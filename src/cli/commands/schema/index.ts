import type { AddCommands } from "../../command.ts";
import { addTypeMetadata } from "./type-metadata.ts";

/** `civicproof schema type-metadata` */
export const addSchema: AddCommands = (program, run) => {
  const group = program.command("schema").description("say in other formats what a credential schema says");

  addTypeMetadata(group, run);
};
