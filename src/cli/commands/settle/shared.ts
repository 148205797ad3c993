/** What settling one and settling many share: both verify and print the call; a wallet sends it. */
import type { SettlementCall } from "../../../portal/settlement/encode.ts";
import { decodeRequest } from "../../../presentation/proof/request.ts";
import { type VerifiedPresentation, verifyPresentation } from "../../../presentation/verification/verify.ts";
import { importVerificationKey } from "../../../statement/artifacts/imported-key.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import { readVerificationKey } from "../../../statement/artifacts/verification-key.ts";
import { type CommandResult, currentSeconds, shared } from "../../command.ts";
import { readJson, readText } from "../../files.ts";
import { readPublishedStatements } from "../../registry-files.ts";
import { inFile } from "../../report-error.ts";

export interface Options {
  readonly registry: string;
  readonly maxRootAge: number;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
  readonly now?: number;
}

export const options = [shared.published, shared.maxRootAge, shared.artifacts, shared.allowDevelopmentKeys, shared.now];

export async function verifyFiles(
  presentationFile: string,
  requestFile: string,
  { registry, maxRootAge, artifacts, now, ...rest }: Options,
): Promise<VerifiedPresentation> {
  const request = await readJson(requestFile, decodeRequest);
  const clock = { nowSeconds: now ?? currentSeconds(), maxRootAgeSeconds: maxRootAge };
  const statements = await readPublishedStatements(registry, request, clock);
  const allowDevelopmentKeys = rest.allowDevelopmentKeys === true;
  const { circuit } = request;
  const loaded = await readVerificationKey({ circuit, ...(await openArtifacts(artifacts)), allowDevelopmentKeys });
  const setup = loaded.setup.kind;
  const verificationKey = importVerificationKey(loaded.verificationKey, { circuit, setup, allowDevelopmentKeys });
  const text = await readText(presentationFile);
  return inFile(presentationFile, () =>
    verifyPresentation(text, {
      request,
      verificationKey,
      statements,
      ...clock,
    }),
  );
}

export function describe({
  to,
  chainId,
  functionName,
  calldata,
}: SettlementCall<string, readonly unknown[]>): CommandResult {
  return {
    text: [`Chain:    ${chainId}`, `Contract: ${to}`, `Function: ${functionName}`, `Calldata: ${calldata}`].join("\n"),
    json: { chainId: String(chainId), to, functionName, calldata },
  };
}
