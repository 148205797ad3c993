import { beaconSeconds, describeBeacon, firstDrandRound } from "../../../ceremony/folder/beacon-value.ts";
import { openDirectory } from "../../../ceremony/folder/directory.ts";
import type { BeaconRule } from "../../../ceremony/folder/documents.ts";
import { ceremonyId } from "../../../ceremony/folder/documents.ts";
import { readParticipantCard } from "../../../ceremony/folder/identity.ts";
import { iso } from "../../../ceremony/folder/ledger.ts";
import { startCeremony } from "../../../ceremony/folder/start.ts";
import { DRAND_CHAINS } from "../../../ceremony/keys/drand.ts";
import { MAX_ARTIFACT_BYTES, manifestEntry } from "../../../statement/artifacts/manifest.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import { readChecked } from "../../../statement/artifacts/verification-key.ts";
import type { CircuitName } from "../../../statement/circuit/signals.ts";
import {
  type AddCommands,
  addCommand,
  currentSeconds,
  instant,
  integer,
  option,
  required,
  shared,
} from "../../command.ts";
import { readBytes, readJson } from "../../files.ts";
import { readCeremonyIdentity } from "../../key-files.ts";
import { startProgress } from "../../progress.ts";
import { UsageError } from "../../report-error.ts";
import { identityKey } from "./shared.ts";

interface Options {
  readonly name: string;
  readonly key: string;
  readonly phase1: string;
  readonly allowUnpublishedPhase1?: boolean;
  readonly circuit?: readonly string[];
  readonly participant?: readonly string[];
  readonly anyOrder?: boolean;
  readonly open?: boolean;
  readonly minimum?: number;
  readonly deadline: number;
  readonly drandRound?: number;
  readonly drandChain: string;
  readonly beacon?: string;
  readonly iterations: number;
  readonly artifacts?: string;
  readonly now?: number;
}

const HOUR_SECONDS = 3_600;

/** `civicproof ceremony init` */
export const addInit: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "init <folder>",
    summary: "begin a ceremony: check phase 1, make the first keys, sign the terms",
    example:
      'ceremony init keys-2026 --name "City of Example" --key registry.key --phase1 powers.ptau ' +
      "--participant ada.card.json ben.card.json --deadline 2026-12-01T12:00:00Z",
    options: [
      required("--name <text>", "what the ceremony is called"),
      identityKey,
      required("--phase1 <file>", "the prepared phase 1 file (powers of tau)"),
      option("--allow-unpublished-phase1", "take a phase 1 file that has no published hash: for tests and rehearsals"),
      option("--circuit <names...>", "the circuits; default: all of these artifacts"),
      option("--participant <files...>", "cards of those who contribute, in their order; `ceremony join` makes them"),
      option("--any-order", "let them come as they can"),
      option("--open", "let anybody contribute"),
      option("--minimum <count>", "fewest contributions; default: of everybody who is listed").argParser(
        integer(1, 1_000),
      ),
      required("--deadline <instant>", "contributions are made before it").argParser(instant),
      option(
        "--drand-round <number>",
        "the round that is the beacon; default: the first an hour after the deadline",
      ).argParser(integer(1, Number.MAX_SAFE_INTEGER)),
      option("--drand-chain <chain>", "`quicknet`, `default`, or the hash of a chain").default("quicknet"),
      option("--beacon <words>", "in place of drand, in words: a public value that nobody can know yet"),
      option("--iterations <log2>", "how often the beacon is hashed: 2^10 to 2^16 times")
        .argParser(integer(10, 16))
        .default(10),
      shared.artifacts,
      shared.now,
    ],
    async run(options, terminal, [directory]) {
      const coordinator = await readCeremonyIdentity(options.key);
      const cards = options.participant ?? [];
      if (options.open === true && options.anyOrder === true)
        throw new UsageError({ message: "--open lets anybody come in any order; leave --any-order out" });
      const minimumContributions = options.minimum ?? cards.length;
      if (minimumContributions === 0)
        throw new UsageError({ message: "give --participant for each contributor, or --open with --minimum" });
      const progress = startProgress("beginning", terminal, options);
      const { ceremony, phase1, files } = await startCeremony({
        terms: {
          name: options.name,
          turns: options.open === true ? "open" : options.anyOrder === true ? "listed" : "order",
          participants: await Promise.all(cards.map((file) => readJson(file, readParticipantCard))),
          minimumContributions,
          deadlineSeconds: options.deadline,
          beacon: beaconRule(options),
        },
        r1cs: await readCircuits(options),
        phase1: await readBytes(options.phase1, MAX_ARTIFACT_BYTES),
        allowUnpublishedPhase1: options.allowUnpublishedPhase1 === true,
        coordinator,
        nowSeconds: options.now ?? currentSeconds(),
        signal: terminal.signal,
        onProgress: ({ step, fraction }) => progress.update(fraction, step),
      });
      const folder = await openDirectory(directory!);
      await folder.addStep(files);
      progress.done();
      const { participants, circuits, deadlineSeconds, beacon } = ceremony;
      const comesOut = beaconSeconds(beacon);
      const people = participants.length === 0 ? "anybody" : participants.map(({ name }) => name).join(", ");
      return {
        text: [
          `${directory} is ready for ${people}.`,
          `Circuits: ${circuits.map(({ name }) => name).join(", ")}`,
          `Phase 1: power ${phase1.power}, ${phase1.isPublished ? "a published file" : "NOT a published file"}`,
          `Contributions: at least ${minimumContributions}, before ${iso(deadlineSeconds)}`,
          `Announce the beacon now: ${describeBeacon(beacon)}${comesOut === undefined ? "" : `, at ${iso(comesOut)}`}`,
        ].join("\n"),
        json: { folder: directory, id: ceremonyId(ceremony), ceremony, isPhase1Published: phase1.isPublished },
      };
    },
  });
};

function beaconRule({ beacon, drandRound, drandChain, deadline, iterations: iterationsLog2 }: Options): BeaconRule {
  if (beacon !== undefined) {
    if (drandRound !== undefined) throw new UsageError({ message: "give --beacon or --drand-round, not both" });
    return { kind: "stated", source: beacon, iterationsLog2 };
  }
  const named = Object.entries(DRAND_CHAINS).find(([, { beaconId }]) => beaconId === drandChain);
  const chain = named?.[0] ?? drandChain;
  const round = drandRound ?? firstDrandRound(chain, deadline + HOUR_SECONDS);
  return { kind: "drand", chain, round, iterationsLog2 };
}

async function readCircuits({ artifacts, circuit }: Options): Promise<Record<string, Uint8Array>> {
  const { manifest, read } = await openArtifacts(artifacts);
  const names = circuit ?? Object.keys(manifest.circuits);
  const r1cs: Record<string, Uint8Array> = {};
  for (const name of names)
    r1cs[name] = await readChecked(manifestEntry(manifest, name as CircuitName).files.r1cs, read);
  return r1cs;
}
