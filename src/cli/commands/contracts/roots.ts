import { parseSchema, schemaId } from "../../../credentials/credential/schema.ts";
import { type AddCommands, addCommand, required, shared } from "../../command.ts";
import { readJson } from "../../files.ts";
import { followPublished } from "../../registry-files.ts";
import { UsageError } from "../../report-error.ts";
import { encodeCall, openGate, type TimelockOptions, throughTimelock, timelockOptions } from "./operate.ts";

/** `civicproof contracts roots` */
export const addRoots: AddCommands = (group, run) => {
  addCommand<TimelockOptions & { schema: string; registry: string }>(group, run, {
    usage: "roots",
    summary: "trust the issuers that the registry's newest statement has for a schema, by two persons",
    example:
      "contracts roots --gate 0x5fbd… --timelock 0xe7f1… --schema schema.json --registry published/ --rpc-url http://127.0.0.1:8545",
    options: [
      required("--schema <file>", "the credential schema whose issuers are trusted"),
      shared.published,
      ...timelockOptions,
    ],
    async run({ schema: file, registry, ...options }) {
      const gate = await openGate(options);
      const id = schemaId(await readJson(file, parseSchema));
      const { statements } = await followPublished(registry, gate.status.registry);
      const root = statements.at(-1)!.issuerRoots[String(id)];
      if (root === undefined) throw new UsageError({ message: `the newest statement has no issuers for ${file}` });
      const calldata = await encodeCall("trustIssuerRoot(uint256 schemaId, uint256 root)", [id, root]);
      return throughTimelock(gate, `Trusting issuer root ${root} for schema ${id}`, calldata, options);
    },
  });
};
