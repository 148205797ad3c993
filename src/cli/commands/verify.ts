import { decodeRequest } from "../../presentation/proof/request.ts";
import { verifyPresentation } from "../../presentation/verification/verify.ts";
import { importVerificationKey } from "../../statement/artifacts/imported-key.ts";
import { openArtifacts } from "../../statement/artifacts/node.ts";
import { readVerificationKey } from "../../statement/artifacts/verification-key.ts";
import { type AddCommands, addCommand, currentSeconds, required, shared } from "../command.ts";
import { readJson, readText } from "../files.ts";
import { readPublishedStatements } from "../registry-files.ts";
import { inFile } from "../report-error.ts";

interface Options {
  readonly presentation: string;
  readonly request: string;
  readonly registry: string;
  readonly maxRootAge: number;
  readonly artifacts?: string;
  readonly ptauSha256?: string;
  readonly allowDevelopmentKeys?: boolean;
  readonly now?: number;
}

/** `civicproof verify` */
export const addVerify: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "verify",
    summary: "verify a presentation against your own copy of the request",
    example: [
      "verify --presentation presentation.json --request request.json --registry published/",
      "\nVerifying does not use up the claim: a service passes the result to a nullifier store.",
    ].join("\n"),
    options: [
      required("--presentation <file>", "the holder's answer"),
      required("--request <file>", "the request as you stored it, not as the holder sends it back"),
      shared.published,
      shared.maxRootAge,
      shared.artifacts,
      shared.ptauSha256,
      shared.allowDevelopmentKeys,
      shared.now,
    ],
    async run(options) {
      const request = await readJson(options.request, decodeRequest);
      const clock = { nowSeconds: options.now ?? currentSeconds(), maxRootAgeSeconds: options.maxRootAge };
      const statements = await readPublishedStatements(options.registry, request, clock);
      const allowDevelopmentKeys = options.allowDevelopmentKeys === true;
      const { circuit } = request;
      const loaded = await readVerificationKey({
        circuit,
        ...(await openArtifacts(options.artifacts)),
        allowDevelopmentKeys,
        ...(options.ptauSha256 === undefined ? {} : { verifiedWithPtauSha256: options.ptauSha256 }),
      });
      const setup = loaded.setup.kind;
      const verificationKey = importVerificationKey(loaded.verificationKey, { circuit, setup, allowDevelopmentKeys });
      const text = await readText(options.presentation);
      const verified = await inFile(options.presentation, () =>
        verifyPresentation(text, {
          request,
          verificationKey,
          statements,
          ...clock,
        }),
      );
      const { nullifier, period, scope, maxClaims, verifiedAtSeconds } = verified;
      return {
        text: [
          "The presentation is valid.",
          `Programme: ${scope.programme}, period ${period}, at most ${maxClaims} per person`,
          `Nullifier: ${nullifier}`,
          ...(setup === "development" ? ["The key is a development key: anyone can forge such proofs."] : []),
        ].join("\n"),
        json: {
          valid: true,
          nullifier: String(nullifier),
          circuit,
          scope,
          period,
          maxClaims,
          verifiedAtSeconds,
          setup,
        },
      };
    },
  });
};
