import { declaredLinks, undeclaredLinks } from "../../../dpia/declared-links.ts";
import type { Capture } from "../../../dpia/observe/capture.ts";
import { findLinks } from "../../../dpia/observe/find-links.ts";
import { createProver } from "../../../engine/groth16/prover/prover.ts";
import { loadVerificationKey } from "../../../presentation/verification/load-key.ts";
import { loadArtifacts } from "../../../statement/artifacts/load.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import { type AddCommands, addCommand, integer, option, shared } from "../../command.ts";
import { readCaptures } from "../../dpia/captures.ts";
import { loadDeployment, qualifyingPeople } from "../../dpia/deployment.ts";
import { runPresentations } from "../../dpia/presentations.ts";
import type { ArtifactsOption } from "./shared.ts";

/** `civicproof dpia test-linkability` */
export const addTestLinkability: AddCommands = (group, run) => {
  addCommand<
    ArtifactsOption & {
      holders: number;
      scopes: number;
      verifiers: number;
      periods: number;
      captures?: string;
      allowDevelopmentKeys?: boolean;
      progress?: boolean;
    }
  >(group, run, {
    usage: "test-linkability <deployment>",
    summary: "make real presentations and fail on a link that the assessment does not declare",
    example: "dpia test-linkability deployment.yaml --holders 3 --allow-development-keys",
    options: [
      option("--holders <n>", "people").argParser(integer(2, 20)).default(3),
      option("--scopes <n>", "programmes of each verifier").argParser(integer(1, 10)).default(2),
      option("--verifiers <n>", "verifiers").argParser(integer(1, 10)).default(2),
      option("--periods <n>", "periods").argParser(integer(1, 12)).default(2),
      option(
        "--captures <file>",
        "further captures of the same run, such as a service's logs and metrics, one JSON a line",
      ),
      shared.artifacts,
      shared.allowDevelopmentKeys,
    ],
    async run(options, terminal, [path]) {
      const loaded = await loadDeployment(path!, { artifacts: options.artifacts, signal: terminal.signal });
      const { model } = loaded;
      const people = await qualifyingPeople(loaded, options.holders, terminal.signal);
      const source = {
        circuit: model.policy.circuit,
        ...(await openArtifacts(options.artifacts)),
        allowDevelopmentKeys: options.allowDevelopmentKeys ?? false,
      };
      const [artifacts, verificationKey] = await Promise.all([loadArtifacts(source), loadVerificationKey(source)]);
      const isShown = options.progress ?? terminal.isInteractive;
      const prover = createProver();
      const result = await runPresentations({
        ...options,
        model,
        people,
        artifacts,
        verificationKey,
        prover,
        signal: terminal.signal,
        onProgress: (done, total) => {
          if (isShown) terminal.writeErr(`${done} of ${total} presentations\n`);
        },
      }).finally(() => prover.dispose());
      const further: readonly Capture[] = options.captures === undefined ? [] : await readCaptures(options.captures);
      const found = findLinks([...result.captures, ...further]);
      const undeclared = undeclaredLinks(found, declaredLinks(model.links), result.known);
      const lines = found.map((link) => {
        const isOpen = undeclared.includes(link);
        const what = link.value === undefined ? "" : ` (${result.known.get(link.value) ?? "unknown value"})`;
        return `${isOpen ? "UNDECLARED" : "declared  "} ${link.party}: ${link.distinguisher} of ${link.channel} ${link.field}${what}, ${link.relation}, ${link.captures} acts`;
      });
      return {
        text: [
          `${result.presentations} presentations, ${result.captures.length + further.length} captures.`,
          ...lines,
          undeclared.length === 0 ? "Only declared links were found." : `${undeclared.length} undeclared links.`,
        ].join("\n"),
        json: {
          presentations: result.presentations,
          found: found.map(withoutValue),
          undeclared: undeclared.map(withoutValue),
        },
        isRefusal: undeclared.length > 0,
      };
    },
  });
};

/** Values of a test run are of no use to anybody. */
function withoutValue<T extends { readonly value?: string }>({ value: _, ...link }: T): Omit<T, "value"> {
  return link;
}
