import { join } from "node:path";
import { openArtifacts } from "../../artifacts/node.ts";
import { loadVerificationKey } from "../../artifacts/verification-key.ts";
import { CIRCUIT_NAMES } from "../../circuit/signals.ts";
import { exportVerifier } from "../../settlement/export.ts";
import { addCommand, option, required, shared } from "../command.ts";
import { writeText } from "../files.ts";
import type { AddCommands } from "./index.ts";

interface ExportOptions {
  readonly out: string;
  readonly basePath?: string;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
  readonly force?: boolean;
}

/** `civicproof contracts export` */
export const addContracts: AddCommands = (program, run) => {
  const group = program.command("contracts").description("verifier contracts for an EVM chain");

  addCommand<ExportOptions>(group, run, {
    usage: "export",
    summary: "write one Solidity verifier per circuit for the keys of these artifacts",
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
      for (const circuit of CIRCUIT_NAMES) {
        const { setup, verificationKey } = await loadVerificationKey({ circuit, ...source, allowDevelopmentKeys });
        const exported = exportVerifier(verificationKey, {
          circuit,
          setup: setup.kind,
          allowDevelopmentKeys,
          ...(basePath === undefined ? {} : { basePath }),
        });
        const file = join(out, `${exported.contractName}.sol`);
        await writeText(file, exported.source, { force });
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
