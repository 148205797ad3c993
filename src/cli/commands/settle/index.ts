import { UsageError } from "../../../core/errors.ts";
import {
  encodeBatch,
  encodeFoldedSettlement,
  encodeSettlement,
  type SettlementCall,
} from "../../../portal/settlement/encode.ts";
import { decodeRequest } from "../../../presentation/proof/request.ts";
import { type VerifiedPresentation, verifyPresentation } from "../../../presentation/verification/verify.ts";
import { importVerificationKey } from "../../../statement/artifacts/imported-key.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import { loadVerificationKey } from "../../../statement/artifacts/verification-key.ts";
import {
  type AddCommands,
  addCommand,
  type CommandResult,
  currentSeconds,
  integer,
  option,
  required,
  shared,
} from "../../command.ts";
import { readJson, readText } from "../../files.ts";
import { readPublishedRoots } from "../../registry-files.ts";
import { inFile } from "../../report-error.ts";

interface Options {
  readonly registry: string;
  readonly grace: number;
  readonly programmeVersion: number;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
  readonly now?: number;
}

const options = [
  required("--registry <directory>", "what the registry publishes"),
  required("--programme-version <number>", "version under which the programme is registered on the chain").argParser(
    integer(0, 2 ** 32 - 1),
  ),
  option("--grace <seconds>", "how long a root stays good after it was superseded")
    .argParser(integer(0, 31_536_000))
    .default(0),
  shared.artifacts,
  shared.allowDevelopmentKeys,
  shared.now,
];

/** `civicproof settle` and `civicproof settle-batch`: they verify and print the call; a wallet sends it. */
export const addSettle: AddCommands = (program, run) => {
  addCommand<Options & { presentation: string; request: string; folded?: boolean }>(program, run, {
    usage: "settle",
    summary: "verify a presentation and print the contract call that settles it",
    example: [
      "settle --presentation presentation.json --request request.json --registry published/ \\",
      "      --programme-version 1 --json",
    ].join("\n"),
    options: [
      required("--presentation <file>", "the holder's answer"),
      required("--request <file>", "the request as you stored it"),
      option("--folded", "call claimFolded; foldProgramme must have run for these roots and this day"),
      ...options,
    ],
    async run({ presentation, request, folded = false, ...rest }) {
      const verified = await verifyFiles(presentation, request, rest);
      const version = rest.programmeVersion;
      return describe(folded ? encodeFoldedSettlement(verified, { version }) : encodeSettlement(verified, { version }));
    },
  });

  addCommand<Options>(program, run, {
    usage: "settle-batch <files...>",
    summary: "the same for many, in one call",
    example: [
      "settle-batch p1.json r1.json p2.json r2.json --registry published/ --programme-version 1 --json",
      "\nEach presentation is followed by its request.",
    ].join("\n"),
    options,
    async run(chosen, _terminal, args) {
      const files = args.flatMap((each) => each.split(","));
      if (files.length % 2 !== 0) throw new UsageError({ message: "give each presentation with its request" });
      const verified: VerifiedPresentation[] = [];
      for (let i = 0; i < files.length; i += 2) verified.push(await verifyFiles(files[i]!, files[i + 1]!, chosen));
      return describe(encodeBatch(verified, { version: chosen.programmeVersion }));
    },
  });
};

async function verifyFiles(
  presentationFile: string,
  requestFile: string,
  { registry, grace, artifacts, now, ...rest }: Options,
): Promise<VerifiedPresentation> {
  const request = await readJson(requestFile, decodeRequest);
  const roots = await readPublishedRoots(registry);
  const allowDevelopmentKeys = rest.allowDevelopmentKeys === true;
  const { circuit } = request;
  const loaded = await loadVerificationKey({ circuit, ...(await openArtifacts(artifacts)), allowDevelopmentKeys });
  const setup = loaded.setup.kind;
  const verificationKey = importVerificationKey(loaded.verificationKey, { circuit, setup, allowDevelopmentKeys });
  const text = await readText(presentationFile);
  return inFile(presentationFile, () =>
    verifyPresentation(text, {
      request,
      verificationKey,
      ...roots,
      rootGraceSeconds: grace,
      nowSeconds: now ?? currentSeconds(),
    }),
  );
}

function describe({ to, chainId, functionName, calldata }: SettlementCall<string, readonly unknown[]>): CommandResult {
  return {
    text: [`Chain:    ${chainId}`, `Contract: ${to}`, `Function: ${functionName}`, `Calldata: ${calldata}`].join("\n"),
    json: { chainId: String(chainId), to, functionName, calldata },
  };
}
