import * as v from "valibot";
import type { DrandSignature } from "../../../ceremony/folder/beacon-value.ts";
import { endCeremony } from "../../../ceremony/folder/end.ts";
import type { CeremonyFolder } from "../../../ceremony/folder/folder.ts";
import { addStep, BeaconWrongError, checkEnd, type Ledger } from "../../../ceremony/folder/ledger.ts";
import { readKey } from "../../../ceremony/folder/read.ts";
import { makeTranscript } from "../../../ceremony/folder/transcript.ts";
import { hexToBytes } from "../../../core/bytes.ts";
import { decode } from "../../../core/json.ts";
import { type AddCommands, addCommand, currentSeconds, option, shared } from "../../command.ts";
import { readJson } from "../../files.ts";
import { readCeremonyIdentity } from "../../key-files.ts";
import { startProgress } from "../../progress.ts";
import { UsageError } from "../../report-error.ts";
import { identityKey, putStep, tool, verifyDirectory, writeTranscript } from "./shared.ts";

interface Options {
  readonly key: string;
  readonly value?: string;
  readonly drand?: string;
  readonly now?: number;
}

/** `civicproof ceremony beacon` */
export const addBeacon: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "beacon <folder>",
    summary: "end a ceremony with the public value that was announced; verifies everything first",
    example: "ceremony beacon keys-2026 --key registry.key --drand round.json",
    options: [
      identityKey,
      option("--drand <file>", "the announced round as a relay of drand gives it: JSON with round and signature"),
      option("--value <hex>", "the announced value, in hexadecimal digits"),
      shared.now,
    ],
    async run({ key, value, drand, now, ...options }, terminal, [directory]) {
      if (value !== undefined && !/^(?:[0-9a-f]{2}){1,255}$/.test(value))
        throw new UsageError({ message: "--value takes 1 to 255 bytes in lower-case hexadecimal digits" });
      const coordinator = await readCeremonyIdentity(key);
      const { folder, report } = await verifyDirectory(directory!, terminal, { ...options, ignoreTranscript: true });
      const { ledger } = report;
      checkEnd(ledger, coordinator);
      const signed = drand === undefined ? undefined : await readRound(drand, ledger);
      const progress = startProgress("ending", terminal, options);
      const step = await endCeremony({
        ledger,
        beacon: {
          ...(value === undefined ? {} : { value: hexToBytes(value) }),
          ...(signed === undefined ? {} : { drand: signed }),
        },
        latest: await readLatest(folder, ledger),
        coordinator,
        tool: tool(),
        nowSeconds: now ?? currentSeconds(),
        signal: terminal.signal,
        onProgress: ({ circuit, fraction }) => progress.update(fraction, circuit),
      });
      await putStep(folder, step);
      const last = Object.entries(step.keys).map(([name, key]) => ({ name, key }));
      await writeTranscript(folder, await makeTranscript(addStep(ledger, step.attestation), last));
      progress.done();
      return {
        text: `${ledger.ceremony.name} is over. Publish the folder, and make artifacts of it with \`ceremony finish\`.`,
        json: { folder: directory, attestation: step.attestation },
      };
    },
  });
};

async function readLatest(folder: CeremonyFolder, ledger: Ledger): Promise<Record<string, Uint8Array>> {
  const keys: Record<string, Uint8Array> = {};
  for (const { name: circuit } of ledger.ceremony.circuits)
    keys[circuit] = await readKey(folder, ledger, { circuit, number: ledger.steps.length });
  return keys;
}

/** As drand's relays answer under /public/<round>; they say more, which follows from it. */
const roundShape = v.object({
  round: v.number(),
  signature: v.string(),
  previous_signature: v.optional(v.string()),
});

function readRound(file: string, { ceremony: { beacon: rule } }: Ledger): Promise<DrandSignature> {
  return readJson(file, (json) => {
    const { round, signature, previous_signature } = decode(roundShape, json);
    if (rule.kind === "drand" && round !== rule.round)
      throw new BeaconWrongError({ path: "round", expected: `${rule.round}`, received: `${round}` });
    return { signature, ...(previous_signature ? { previousSignature: previous_signature } : {}) };
  });
}
