import { findKeyFaults } from "../../ceremony/folder/key-faults.ts";
import { checkPtau } from "../../ceremony/keys/check-ptau.ts";
import { bytesSource, openPtau } from "../../ceremony/keys/ptau.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { type ArtifactReport, buildArtifacts, checkArtifacts } from "../../statement/artifacts/build.ts";
import { MAX_ARTIFACT_BYTES, manifestEntry } from "../../statement/artifacts/manifest.ts";
import { defaultArtifactsDirectory, isClone, openArtifacts } from "../../statement/artifacts/node.ts";
import { readChecked } from "../../statement/artifacts/verification-key.ts";
import { buildFraction } from "../build-fraction.ts";
import { type AddCommands, addCommand, type CommonOptions, option, shared } from "../command.ts";
import { readBytes } from "../files.ts";
import { startProgress } from "../progress.ts";
import { inFile, UsageError } from "../report-error.ts";

/** `civicproof artifacts build | check` */
export const addArtifacts: AddCommands = (program, run) => {
  const group = program.command("artifacts").description("circuits, keys and their hashes");

  addCommand<CommonOptions & { force?: boolean }>(group, run, {
    usage: "build",
    summary: "compile the circuits and make development keys (in a clone of the repository)",
    example: "artifacts build",
    options: [option("--force", "build again what has not changed")],
    async run({ force = false, ...options }, terminal) {
      if (!isClone()) {
        throw new UsageError({
          message: "Circuits are built in a clone of the repository; this package comes with its circuits built",
        });
      }
      const progress = startProgress("building", terminal, options);
      const overall = buildFraction();
      const started = performance.now();
      const result = await buildArtifacts({
        force,
        signal: terminal.signal,
        onProgress: (event) => progress.update(overall(event), `${event.circuit} ${event.step}`),
      });
      const milliseconds = Math.round(performance.now() - started);
      progress.done();
      const circuits = Object.entries(result.constraints).map(([circuit, { constraints, domain }]) => ({
        circuit,
        constraints,
        domain,
      }));
      return {
        text: [
          ...circuits.map(({ circuit, constraints }) => `${circuit.padEnd(12)} ${constraints} constraints`),
          `Built in ${(milliseconds / 1000).toFixed(1)} s, with development keys: their secret is public.`,
          ...result.differences.map((difference) => `Changed: ${difference}`),
        ].join("\n"),
        json: { circuits, differences: result.differences, milliseconds },
      };
    },
  });

  addCommand<{ artifacts?: string; phase1?: string }>(group, run, {
    usage: "check",
    summary: "load every circuit's files as a prover would, compare their hashes, and say which keys they have",
    example: "artifacts check --phase1 powers.ptau",
    options: [
      shared.artifacts,
      option("--phase1 <file>", "verify each ceremony key against its r1cs and this phase 1 file"),
    ],
    async run({ artifacts: directory = defaultArtifactsDirectory(), phase1 }) {
      const loaded = await checkArtifacts({ directory });
      const reports = phase1 === undefined ? loaded : await verifyKeys(loaded, { directory, phase1 });
      const circuits = reports.map(({ problem, ...report }) => ({
        ...report,
        problem: problem === undefined ? null : problem.toJSON(),
      }));
      return {
        text: circuits
          .map(({ circuit, constraints, hasR1cs, key, isKeyVerified, problem }) => {
            const clean = hasR1cs ? "clean" : "clean (no r1cs here: provers need none)";
            const verified = isKeyVerified ? ", key verified against r1cs and phase 1" : "";
            const verdict = problem === null ? `${clean}${verified}` : `${problem.code}: ${problem.message}`;
            return `${circuit.padEnd(12)} ${String(constraints).padStart(6)} constraints  ${verdict}; ${key}`;
          })
          .join("\n"),
        json: { directory, circuits },
        isRefusal: circuits.some(({ problem }) => problem !== null),
      };
    },
  });
};

/** Verifies the keys of ceremonies whose files are in order and whose r1cs is there. */
async function verifyKeys(
  reports: readonly ArtifactReport[],
  { directory, phase1 }: { readonly directory: string; readonly phase1: string },
): Promise<readonly ArtifactReport[]> {
  const { manifest, read } = await openArtifacts(directory);
  const ptau = await readBytes(phase1, MAX_ARTIFACT_BYTES);
  await inFile(phase1, async () => checkPtau(await openPtau(bytesSource(ptau))));
  const verified: ArtifactReport[] = [];
  for (const report of reports) {
    const { circuit, setup, hasR1cs, problem } = report;
    if (setup !== "ceremony" || problem !== undefined) {
      verified.push(report);
      continue;
    }
    const { files } = manifestEntry(manifest, circuit);
    const faults = hasR1cs
      ? await findKeyFaults({
          r1cs: await readChecked(files.r1cs, read),
          zkey: await readChecked(files.zkey, read),
          ptau,
        })
      : [`${files.r1cs.path} is not here, and a key can't be verified without it`];
    const found =
      faults.length === 0 ? undefined : new ArtifactError({ path: files.zkey.path, message: faults.join("; ") });
    verified.push({ ...report, isKeyVerified: found === undefined, problem: found });
  }
  return verified;
}
