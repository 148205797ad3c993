import { option } from "../../command.ts";
import { SALT_NAME } from "../../dpia/deployment.ts";

export interface ArtifactsOption {
  readonly artifacts?: string;
}

/** Beside the descriptor. */
export const LOCK_NAME = "dpia.lock.json";

/** What counts by group are locked under; whoever has it and the lock can try numbers until one fits. */
export const saltOption = option(
  "--salt <file>",
  `the salt of counts by group, which is never published; default: ${SALT_NAME} beside the descriptor`,
);
