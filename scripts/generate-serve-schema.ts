/** Writes docs/serve.schema.json from the table of serve's settings. With --check it only compares. */
import { configurationSchema } from "../src/cli/serve/settings.ts";
import { writeOrCheck } from "./write-or-check.ts";

writeOrCheck({ "docs/serve.schema.json": `${JSON.stringify(configurationSchema(), null, 2)}\n` });
