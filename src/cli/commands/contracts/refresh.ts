import { type AddCommands, addCommand, required } from "../../command.ts";
import { encodeCall, findProgramme, makeCall, type OperateOptions, openGate, operateOptions } from "./operate.ts";

/** `civicproof contracts refresh` */
export const addRefresh: AddCommands = (group, run) => {
  addCommand<OperateOptions & { programme: string }>(group, run, {
    usage: "refresh",
    summary: "fold the newest roots, period and day into a programme's key: claims on them cost less; anyone may",
    example:
      "contracts refresh --gate 0x5fbd… --programme senior-pass@1 --rpc-url http://127.0.0.1:8545 --key-file any.key",
    options: [required("--programme <name@version>", "the programme, or its id"), ...operateOptions],
    async run({ programme: named, ...options }) {
      const gate = await openGate(options);
      const { programme, name, version } = findProgramme(gate.status, named);
      const calldata = await encodeCall("refreshProgramme(bytes32 programme)", [programme]);
      return makeCall(gate, `Refreshing ${name} ${version}`, calldata);
    },
  });
};
