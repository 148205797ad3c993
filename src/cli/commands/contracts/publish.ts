import { readGate } from "../../../portal/settlement/gate-status.ts";
import { encodePublication } from "../../../portal/settlement/publication.ts";
import { type AddCommands, addCommand, required, shared } from "../../command.ts";
import { isAddress, openChain } from "../../ethereum.ts";
import { followPublished } from "../../registry-files.ts";
import { UsageError } from "../../report-error.ts";
import { describe } from "../settle/shared.ts";
import { rpcUrl } from "./shared.ts";

interface PublishOptions {
  readonly gate: string;
  readonly registry: string;
  readonly rpcUrl: string;
}

/** `civicproof contracts publish` */
export const addPublish: AddCommands = (group, run) => {
  addCommand<PublishOptions>(group, run, {
    usage: "publish",
    summary: "print the status operator's call that publishes the registry's newest statement at a gate",
    example:
      "contracts publish --gate 0x5fbdb2315678afecb367f032d93f642f64180aa3 --registry published/ --rpc-url http://127.0.0.1:8545",
    options: [required("--gate <address>", "the gate"), shared.published, rpcUrl],
    async run({ gate: address, registry: place, rpcUrl: url }) {
      if (!isAddress(address)) throw new UsageError({ message: "--gate expects an address" });
      const { publicClient } = await openChain(url);
      const gate = await readGate(publicClient, address);
      const { statements } = await followPublished(place, gate.registry);
      const call = encodePublication(statements.at(-1)!, { contract: address, gate });
      const { to, chainId, functionName, calldata } = call;
      return {
        text: [
          describe(call).text,
          ...call.leftOut.map((schemaId) => `Left out: schema ${schemaId}, as the gate trusts another issuer root`),
        ].join("\n"),
        json: { chainId: String(chainId), to, functionName, calldata, leftOut: call.leftOut.map(String) },
      };
    },
  });
};
