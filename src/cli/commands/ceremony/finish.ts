import { join } from "node:path";
import { finishCeremony } from "../../../ceremony/folder/finish.ts";
import { transcriptFiles } from "../../../ceremony/folder/transcript-page.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import { type AddCommands, addCommand, required, shared } from "../../command.ts";
import { exists, writeContent, writeJson } from "../../files.ts";
import { startProgress } from "../../progress.ts";
import { verifyDirectory, writeTranscript } from "./shared.ts";

interface Options {
  readonly artifacts?: string;
  readonly out: string;
}

/** `civicproof ceremony finish` */
export const addFinish: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "finish <folder>",
    summary: "verify a finished ceremony, write artifacts with its keys, and say what changes with them",
    example: "ceremony finish keys-2026 --out artifacts-2026",
    options: [
      shared.artifacts,
      required("--out <directory>", "artifacts with the new keys; a manifest that is there keeps its other circuits"),
    ],
    async run({ artifacts, out, ...options }, terminal, [directory]) {
      const { folder, report } = await verifyDirectory(directory!, terminal, { ...options, ignoreTranscript: true });
      const progress = startProgress("finishing", terminal, options);
      const finished = await finishCeremony({
        folder,
        report,
        source: await openArtifacts(artifacts),
        into: (await exists(join(out, "manifest.json"))) ? await openArtifacts(out) : undefined,
        onProgress: ({ circuit, fraction }) => progress.update(fraction, circuit),
      });
      const { manifest, files, changes, transcriptSha256 } = finished;
      await writeTranscript(folder, report.transcript);
      for (const [path, content] of transcriptFiles(report.transcript)) {
        const named = path.replace("transcript", `transcript-${transcriptSha256.slice(0, 16)}`);
        await writeContent(join(out, "ceremony", named), content, { force: true });
      }
      for (const [path, content] of files) await writeContent(join(out, path), content, { force: true });
      // Last: until now the old manifest names the old files, which are all there.
      await writeJson(join(out, "manifest.json"), manifest, { force: true });
      progress.done();
      const { circuits } = report.ledger.ceremony;
      const development = Object.values(manifest.circuits).flatMap(({ name, setup }) =>
        setup.kind === "development" ? [name] : [],
      );
      const commands = [
        `civicproof artifacts check --artifacts ${out} --phase1 ${join(directory!, "phase1.ptau")}`,
        `civicproof contracts export --artifacts ${out} --out contracts/keys`,
        `civicproof dpia check deployment.yaml --artifacts ${out}`,
      ];
      return {
        text: [
          `${out} has the keys of ${circuits.map(({ name }) => name).join(", ")}; transcript sha256 ${transcriptSha256}.`,
          "",
          ...(changes.length === 0 ? ["No key changes."] : ["Verification keys that change:"]),
          ...changes.map(({ circuit, before, now }) => `  ${circuit.padEnd(12)} ${before ?? "none"} → ${now}`),
          ...(development.length === 0 ? [] : [`Still with development keys: ${development.join(", ")}`]),
          "",
          "What follows from new keys:",
          `  check the artifacts      ${commands[0]}`,
          `  contracts: export, deploy verifiers, and name them to the gate`,
          `                           ${commands[1]}`,
          `  assessments: the lock of each deployment says that the key changed; approve again with \`dpia lock\``,
          `                           ${commands[2]}`,
          "  portals and wallets: give them these artifacts; proofs under the old keys are refused.",
        ].join("\n"),
        json: { folder: directory, out, transcriptSha256, changes, development, commands },
      };
    },
  });
};
