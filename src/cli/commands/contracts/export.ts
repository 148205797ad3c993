import { join } from "node:path";
import { exportArtifactVerifier } from "../../../portal/settlement/export.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import { openEntry } from "../../../statement/artifacts/verification-key.ts";
import { CLAIM_CIRCUITS } from "../../../statement/circuit/signals.ts";
import { type AddCommands, addCommand, option, required, shared } from "../../command.ts";
import { writeContent } from "../../files.ts";

interface ExportOptions {
  readonly out: string;
  readonly basePath?: string;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
  readonly force?: boolean;
}

/** `civicproof contracts export` */
export const addExport: AddCommands = (group, run) => {
  addCommand<ExportOptions>(group, run, {
    usage: "export",
    summary: "write one Solidity verifier for each circuit of claims, with the keys of these artifacts",
    example: "contracts export --out contracts/keys --artifacts artifacts/",
    options: [
      required("--out <directory>", "where the Solidity files go"),
      option("--base-path <path>", "import path of Groth16Verifier.sol as seen from there"),
      shared.artifacts,
      shared.allowDevelopmentKeys,
      shared.force,
    ],
    async run({ out, basePath, artifacts, force = false, ...rest }) {
      const allowDevelopmentKeys = rest.allowDevelopmentKeys === true;
      const source = await openArtifacts(artifacts);
      const written = [];
      for (const circuit of CLAIM_CIRCUITS) {
        const { setup } = openEntry({ circuit, manifest: source.manifest, allowDevelopmentKeys });
        const exported = await exportArtifactVerifier({
          circuit,
          ...source,
          allowDevelopmentKeys,
          ...(basePath === undefined ? {} : { basePath }),
        });
        const file = join(out, `${exported.contractName}.sol`);
        await writeContent(file, exported.source, { force });
        written.push({ circuit, file, verificationKeyHash: exported.verificationKeyHash, setup: setup.kind });
      }
      return {
        text: written
          .map(({ file, setup, verificationKeyHash }) => `${file}  ${setup} key ${verificationKeyHash}`)
          .join("\n"),
        json: { contracts: written },
      };
    },
  });
};
