import { type AddCommands, addCommand, required } from "../../command.ts";
import {
  encodeCall,
  findProgramme,
  makeCall,
  type OperateOptions,
  openGate,
  operateOptions,
  type TimelockOptions,
  throughTimelock,
  timelockOptions,
} from "./operate.ts";

const programmeOption = required("--programme <name@version>", "the programme, or its id");

/** `civicproof contracts pause` */
export const addPause: AddCommands = (group, run) => {
  addCommand<OperateOptions & { programme: string }>(group, run, {
    usage: "pause",
    summary: "stop a programme's claims and payouts at once, as the guardian",
    example:
      "contracts pause --gate 0x5fbd… --programme senior-pass@1 --rpc-url http://127.0.0.1:8545 --key-file guardian.key",
    options: [programmeOption, ...operateOptions],
    async run({ programme: named, ...options }) {
      const gate = await openGate(options);
      const { programme, name, version } = findProgramme(gate.status, named);
      const calldata = await encodeCall("pauseProgramme(bytes32 programme)", [programme]);
      return makeCall(gate, `Pausing ${name} ${version}`, calldata);
    },
  });
};

/** `civicproof contracts unpause` */
export const addUnpause: AddCommands = (group, run) => {
  addCommand<TimelockOptions & { programme: string }>(group, run, {
    usage: "unpause",
    summary: "let a paused programme go on, by two persons through the timelock",
    example:
      "contracts unpause --gate 0x5fbd… --timelock 0xe7f1… --programme senior-pass@1 --rpc-url http://127.0.0.1:8545",
    options: [programmeOption, ...timelockOptions],
    async run({ programme: named, ...options }) {
      const gate = await openGate(options);
      const { programme, name, version } = findProgramme(gate.status, named);
      const calldata = await encodeCall("unpauseProgramme(bytes32 programme)", [programme]);
      return throughTimelock(gate, `Unpausing ${name} ${version}`, calldata, options);
    },
  });
};
