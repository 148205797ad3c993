import { programmeOf } from "../../../portal/server/programme.ts";
import { programmeForPeople } from "../../../portal/store/programmes.ts";
import { migrateProgramme } from "../../../portal/store/upkeep.ts";
import { compilePolicy } from "../../../statement/policy/compile.ts";
import { type AddCommands, addCommand, option, required } from "../../command.ts";
import { readPolicy } from "../../policy-files.ts";
import { inFile, UsageError } from "../../report-error.ts";
import { type StoreOptions, store, withStore } from "./shared.ts";

interface Options extends StoreOptions {
  readonly policy: string;
  readonly schema: string;
  readonly verifier: string;
  readonly grid?: string;
  readonly chainId?: string;
  readonly contract?: string;
  readonly tenant: string;
}

/** `civicproof store migrate` */
export const addMigrate: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "migrate",
    summary: "let a store serve another version of its policy; other terms only while nobody has claimed",
    example:
      "store migrate --store sqlite:portal.db --policy v2.json --schema schema.json --verifier benefits.example.org",
    options: [
      ...store,
      required("--policy <file>", "the policy that is served from now on"),
      required("--schema <file>", "the credential schema that the policy names"),
      required("--verifier <domain>", "as serve has it"),
      option("--grid <grid>", "the programme's periods, where the policy has none"),
      option("--chain-id <id>", "as serve has it"),
      option("--contract <address>", "as serve has it"),
      option("--tenant <name>", "as serve has it").default(""),
    ],
    run: (options) =>
      withStore(options, async (opened) => {
        const { policy, schema } = await readPolicy(options.policy, options.schema);
        const compiled = await inFile(options.policy, () => compilePolicy(policy, schema));
        const { verifier, grid, tenant, chainId, contract } = options;
        if ((chainId === undefined) !== (contract === undefined))
          throw new UsageError({ message: "give --chain-id and --contract, or neither" });
        const chain = chainId === undefined || contract === undefined ? undefined : { chainId, contract };
        const now = programmeOf({ policy: compiled, verifier, grid, tenant, chain });
        const was = await migrateProgramme(opened, now);
        const json = { was: programmeForPeople(was), now: programmeForPeople(now) };
        return { text: `Was ${was.policy}, is ${now.policy}.`, json };
      }),
  });
};
