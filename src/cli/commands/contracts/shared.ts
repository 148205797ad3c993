import { required } from "../../command.ts";

export const rpcUrl = required("--rpc-url <url>", "the node: https, or http on this machine");
