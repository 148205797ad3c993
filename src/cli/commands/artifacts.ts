import { buildArtifacts, checkArtifacts } from "../../statement/artifacts/build.ts";
import { defaultArtifactsDirectory, isClone } from "../../statement/artifacts/node.ts";
import { buildFraction } from "../build-fraction.ts";
import { type AddCommands, addCommand, type CommonOptions, option, shared } from "../command.ts";
import { startProgress } from "../progress.ts";
import { UsageError } from "../report-error.ts";

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

  addCommand<{ artifacts?: string }>(group, run, {
    usage: "check",
    summary: "load every circuit's files as a prover would and compare their hashes",
    example: "artifacts check",
    options: [shared.artifacts],
    async run({ artifacts: directory = defaultArtifactsDirectory() }) {
      const reports = await checkArtifacts({ directory });
      const circuits = reports.map(({ problem, ...report }) => ({
        ...report,
        problem: problem === undefined ? null : problem.toJSON(),
      }));
      return {
        text: circuits
          .map(({ circuit, setup, constraints, hasR1cs, problem }) => {
            const clean = hasR1cs ? "clean" : "clean (no r1cs here: provers need none)";
            const verdict = problem === null ? clean : `${problem.code}: ${problem.message}`;
            return `${circuit.padEnd(12)} ${String(constraints).padStart(6)} constraints  ${setup} key  ${verdict}`;
          })
          .join("\n"),
        json: { directory, circuits },
        isRefusal: circuits.some(({ problem }) => problem !== null),
      };
    },
  });
};
