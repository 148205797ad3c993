import { InvalidArgumentError } from "commander";
import { type AddCommands, addCommand, required } from "../../command.ts";
import {
  encodeCall,
  findProgramme,
  openGate,
  type TimelockOptions,
  throughTimelock,
  timelockOptions,
} from "./operate.ts";

const LARGEST = 2n ** 128n - 1n;

function readAmount(text: string): bigint {
  const amount = /^[1-9]\d{0,38}$/.test(text) ? BigInt(text) : 0n;
  if (amount < 1n || amount > LARGEST)
    throw new InvalidArgumentError("Expected an amount in the token's smallest unit, 1 to 2^128 - 1.");
  return amount;
}

/** `civicproof contracts award` */
export const addAward: AddCommands = (group, run) => {
  addCommand<TimelockOptions & { programme: string; amount: bigint }>(group, run, {
    usage: "award",
    summary: "fix for good what one claim of a programme version pays, by two persons through the timelock",
    example:
      "contracts award --gate 0x5fbd… --timelock 0xe7f1… --programme senior-pass@1 --amount 25000000 --rpc-url http://127.0.0.1:8545",
    options: [
      required("--programme <name@version>", "the programme, or its id"),
      required("--amount <amount>", "in the token's smallest unit").argParser(readAmount),
      ...timelockOptions,
    ],
    async run({ programme: named, amount, ...options }) {
      const gate = await openGate(options);
      const { programme, name, version } = findProgramme(gate.status, named);
      const calldata = await encodeCall("setAward(bytes32 programme, uint128 amount)", [programme, amount]);
      return throughTimelock(gate, `An award of ${amount} for ${name} ${version}`, calldata, options);
    },
  });
};
