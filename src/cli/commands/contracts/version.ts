import { encodeProgramme } from "../../../portal/settlement/programme-call.ts";
import { type AddCommands, addCommand, option, required } from "../../command.ts";
import { readJson } from "../../files.ts";
import { findProgramme, openGate, type TimelockOptions, throughTimelock, timelockOptions } from "./operate.ts";
import { type PolicyFiles, policyFiles, readPolicies } from "./shared.ts";

/** `civicproof contracts version` */
export const addProgrammeVersion: AddCommands = (group, run) => {
  addCommand<TimelockOptions & PolicyFiles & { terms: string; replaces?: string }>(group, run, {
    usage: "version",
    summary: "add a programme, or a version of its terms that replaces an older one, by two persons",
    example: [
      "contracts version --gate 0x5fbd… --timelock 0xe7f1… --terms terms.json --replaces senior-pass@1 \\",
      "      --policy policy.json --schema schema.json --rpc-url http://127.0.0.1:8545",
    ].join("\n"),
    options: [
      required("--terms <file>", "the terms as in a deployment plan; $scope, $policyHash and $schemaId are filled in"),
      option("--replaces <name@version>", "the version that closes as this one opens, or its id"),
      ...policyFiles,
      ...timelockOptions,
    ],
    async run({ terms: file, replaces, policy, schema, ...options }) {
      const policies = await readPolicies({
        ...(policy === undefined ? {} : { policy }),
        ...(schema === undefined ? {} : { schema }),
      });
      const gate = await openGate(options);
      const { calldata, name, version } = await readJson(file, (terms) =>
        encodeProgramme(gate.publicClient, {
          gate: gate.address,
          terms,
          policies,
          ...(replaces === undefined ? {} : { replaces: findProgramme(gate.status, replaces).programme }),
        }),
      );
      return throughTimelock(gate, `Terms ${version} of ${name}`, calldata, options);
    },
  });
};
