import { bytesToHex, hexToBytes } from "../../../core/bytes.ts";
import { fieldFromBytes, fieldToBytes, toField } from "../../../core/field.ts";
import { findNullifier } from "../../../portal/store/upkeep.ts";
import { type AddCommands, addCommand, required } from "../../command.ts";
import { type StoreOptions, store, withStore } from "./shared.ts";

/** `civicproof store lookup` */
export const addLookup: AddCommands = (group, run) => {
  addCommand<StoreOptions & { readonly nullifier: string }>(group, run, {
    usage: "lookup",
    summary: "whether a nullifier was used, how often, and when first",
    example: "store lookup --store sqlite:portal.db --nullifier 21170699612…",
    options: [...store, required("--nullifier <number>", "as a decimal number or 64 hexadecimal digits")],
    run: ({ nullifier, ...options }) =>
      withStore(options, async (opened, { hashKey }) => {
        const value = /^[0-9a-f]{64}$/.test(nullifier)
          ? fieldFromBytes(hexToBytes(nullifier), "nullifier")
          : toField(nullifier, "nullifier");
        const found = await findNullifier(opened, value, hashKey);
        const json = { nullifier: bytesToHex(fieldToBytes(value)), isUsed: found !== undefined, ...found };
        if (found === undefined)
          return { text: "Not used, as far as this store remembers: nullifiers of closed periods are deleted.", json };
        const first = new Date(found.firstUsedAtSeconds * 1000).toISOString();
        return { text: `Used ${found.uses} times in ${found.period}, first at ${first}.`, json };
      }),
  });
};
