import { arch, type as systemName } from "node:os";
import { createInterface } from "node:readline/promises";
import { contributeToCeremony, fingerprintOf } from "../../../ceremony/folder/contribute.ts";
import { openDirectory } from "../../../ceremony/folder/directory.ts";
import { checkTurn } from "../../../ceremony/folder/ledger.ts";
import { openLedger, readStepKeys } from "../../../ceremony/folder/read.ts";
import type { Entropy } from "../../../ceremony/keys/contribution.ts";
import { type AddCommands, addCommand, currentSeconds, option, shared } from "../../command.ts";
import { readBytes } from "../../files.ts";
import { readCeremonyIdentity } from "../../key-files.ts";
import { startProgress } from "../../progress.ts";
import { UsageError } from "../../report-error.ts";
import type { Terminal } from "../../terminal.ts";
import { identityKey, putStep, tool } from "./shared.ts";

interface Options {
  readonly key: string;
  readonly entropy?: string;
  readonly entropyFile?: string;
  readonly machine: string;
  readonly now?: number;
}

const MAX_ENTROPY_BYTES = 100_000_000;

/** `civicproof ceremony contribute` */
export const addContribute: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "contribute <folder>",
    summary: "check what came before, mix in your secret, and sign for it; needs no network",
    example: "ceremony contribute /media/usb/keys-2026 --key ada.key",
    options: [
      identityKey,
      option("--entropy <source>", "`-` reads words of yours from the keyboard, or from a pipe, and mixes them in"),
      option("--entropy-file <file>", "mix in a file that nobody else has: a photo, a recording"),
      option("--machine <text>", "what everybody may know of this machine").default(
        `${systemName()} ${arch()}, Node.js ${process.versions.node}`,
      ),
      shared.now,
    ],
    async run({ key, machine, now, ...options }, terminal, [directory]) {
      if (options.entropy !== undefined && options.entropy !== "-")
        throw new UsageError({ message: "--entropy takes only `-`: words on a command line can be read by others" });
      const identity = await readCeremonyIdentity(key);
      const folder = await openDirectory(directory!);
      const ledger = await openLedger(folder);
      const nowSeconds = now ?? currentSeconds();
      // Before anybody types anything.
      checkTurn(ledger, { participant: identity, nowSeconds });
      const mixed = await readEntropy(terminal, options);
      const progress = startProgress("contributing", terminal, options);
      const step = await contributeToCeremony({
        ledger,
        keys: await readStepKeys(folder, ledger),
        identity,
        entropy: mixed,
        machine,
        tool: tool(),
        nowSeconds,
        signal: terminal.signal,
        onProgress: ({ circuit, step, fraction }) => progress.update(fraction, `${step} ${circuit}`),
      });
      mixed.bytes?.fill(0);
      await putStep(folder, step);
      progress.done();
      const fingerprint = fingerprintOf(step.attestation);
      return {
        text: [
          `Contribution ${step.attestation.number} of ${ledger.ceremony.name} is in ${directory}.`,
          "Write down this fingerprint, and read it out to the coordinator:",
          `  ${fingerprint}`,
          "The secret is gone with this process. Turn the machine off if you want to be sure.",
        ].join("\n"),
        json: { folder: directory, fingerprint, attestation: step.attestation },
      };
    },
  });
};

/** What the contributor adds. A person at a terminal is asked; nobody has to answer. */
async function readEntropy(
  { isInteractive, writeErr }: Terminal,
  { entropy, entropyFile }: Pick<Options, "entropy" | "entropyFile">,
): Promise<Entropy> {
  const bytes = entropyFile === undefined ? undefined : await readBytes(entropyFile, MAX_ENTROPY_BYTES);
  const isAsked = process.stdin.isTTY === true && isInteractive;
  if (isAsked) writeErr("Type whatever comes to your mind, then Enter; nobody sees or keeps it.\n");
  const text = isAsked ? await readHidden() : entropy === "-" ? await readPipe() : "";
  return { ...(text === "" ? {} : { text }), ...(bytes === undefined ? {} : { bytes }) };
}

/** A line from the keyboard that is not shown. */
async function readHidden(): Promise<string> {
  const { Writable } = await import("node:stream");
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await lines.question("");
  } finally {
    lines.close();
  }
}

async function readPipe(): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin) {
    parts.push(part as Buffer);
    size += (part as Buffer).length;
    if (size > MAX_ENTROPY_BYTES)
      throw new UsageError({ message: `--entropy - reads at most ${MAX_ENTROPY_BYTES} bytes` });
  }
  const joined = Buffer.concat(parts);
  const text = joined.toString("utf8");
  for (const part of [joined, ...parts]) part.fill(0);
  return text;
}
