import { LANGUAGES } from "../../core/language.ts";
import { visibleLines } from "../../core/text.ts";
import { parseCredential } from "../../credentials/credential/credential.ts";
import { type CredentialSchema, parseSchema, SchemaError, schemaId } from "../../credentials/credential/schema.ts";
import { createProver } from "../../engine/groth16/prover/prover.ts";
import { loadSnarkjs } from "../../engine/snark/curve.ts";
import { createSnarkjsProver } from "../../engine/snark/prove.ts";
import { openRequest } from "../../presentation/proof/open-request.ts";
import { createPresentation } from "../../presentation/proof/prove.ts";
import { loadArtifacts } from "../../statement/artifacts/load.ts";
import { openArtifacts } from "../../statement/artifacts/node.ts";
import { explainPolicy } from "../../statement/policy/explain.ts";
import { loadMessages } from "../../statement/policy/messages/load.ts";
import { type AddCommands, addCommand, currentSeconds, option, required, shared } from "../command.ts";
import { readJson, refuseExisting, writeJson } from "../files.ts";
import { toJson } from "../json.ts";
import { readHolderSecret } from "../key-files.ts";
import { type Labels, labelOption } from "../labels.ts";
import { startProgress } from "../progress.ts";
import { readPublishedView } from "../registry-files.ts";

interface Options {
  readonly credential: string;
  readonly holder: string;
  readonly request: string;
  readonly askedBy: string;
  readonly recipient?: string;
  readonly asOf?: boolean;
  readonly registry: string;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
  readonly prover: "civicproof" | "snarkjs";
  readonly language: string;
  readonly schema?: string;
  readonly label?: Labels;
  readonly out?: string;
  readonly force?: boolean;
  readonly progress?: boolean;
  readonly now?: number;
}

/** `civicproof prove` */
export const addProve: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "prove",
    summary: "answer a request with a proof",
    example: [
      "prove --request request.json --asked-by https://benefits.example.org \\",
      "      --credential credential.json --holder wallet.json --registry published/ --out presentation.json",
    ].join("\n"),
    options: [
      required("--request <file>", "the verifier's request"),
      required("--asked-by <origin>", "the site that you have the request from, such as https://benefits.example.org"),
      option("--recipient <text>", "the recipient that you agree to, in full: on a chain, who is paid"),
      option("--as-of", "agree to a request about a day in the past"),
      required("--credential <file>", "your credential"),
      required("--holder <file>", "your secret, from `holder keygen`"),
      shared.published,
      shared.artifacts,
      shared.allowDevelopmentKeys,
      option("--prover <name>", "civicproof, or snarkjs as the reference (npm install snarkjs; GPL-3.0)")
        .choices(["civicproof", "snarkjs"])
        .default("civicproof"),
      option("--language <tag>", `in which to say what is proven: ${LANGUAGES.join(", ")}`).default("en"),
      option("--schema <file>", "the schema as your issuer gives it: what it calls the claims is said"),
      labelOption(),
      option("--out <file>", "the presentation; default: stdout"),
      shared.force,
      shared.now,
    ],
    async run(options, terminal) {
      const { out, force } = options;
      // A missing package is better known before anything is read.
      if (options.prover === "snarkjs") await loadSnarkjs();
      if (out !== undefined) await refuseExisting(out, force);
      const messages = await loadMessages(options.language);
      const opened = await readJson(options.request, (json) =>
        openRequest(json, {
          askedBy: options.askedBy,
          clock: () => options.now ?? currentSeconds(),
          confirmedRecipient: options.recipient,
          allowAsOf: options.asOf,
        }),
      );
      const { request, policy, asker, notices } = opened;
      // The request's own words for claims are its sender's.
      const schema =
        options.schema === undefined
          ? undefined
          : await readJson(options.schema, (json) => checkSchema(parseSchema(json), request.schemaId));
      const explanation = explainPolicy(policy.policy, schema ?? policy.schema, {
        messages,
        labels: options.label ?? {},
      });
      const said = [`${asker} asks you.`, explanation.text, ...notices.map(({ text }) => text)];
      terminal.writeErr(`${visibleLines(said.join("\n"))}\n`);
      const [credential, holderSecret] = await Promise.all([
        readJson(options.credential, parseCredential),
        readHolderSecret(options.holder),
      ]);
      const nowSeconds = options.now ?? currentSeconds();
      const registry = await readPublishedView(options.registry, credential, { ...request, nowSeconds });
      const artifacts = await loadArtifacts({
        circuit: request.circuit,
        ...(await openArtifacts(options.artifacts)),
        allowDevelopmentKeys: options.allowDevelopmentKeys === true,
      });
      const progress = startProgress("proving", terminal, options);
      const prover = options.prover === "snarkjs" ? createSnarkjsProver() : createProver();
      const started = performance.now();
      try {
        const presentation = await createPresentation({
          credential,
          holderSecret,
          request: opened,
          registry,
          artifacts,
          prover,
          onProgress: ({ stage, fraction }) => progress.update(fraction, stage),
          signal: terminal.signal,
        });
        const milliseconds = Math.round(performance.now() - started);
        progress.done(`${milliseconds} ms`);
        if (out !== undefined) await writeJson(out, presentation, { force });
        return {
          text: out === undefined ? toJson(presentation, 2) : `The presentation is in ${out} (${milliseconds} ms).`,
          json: { out: out ?? null, circuit: request.circuit, milliseconds, presentation },
        };
      } finally {
        await prover.dispose();
      }
    },
  });
};

/** @throws SchemaError when a request is about another schema */
function checkSchema(schema: CredentialSchema, asked: string): CredentialSchema {
  if (String(schemaId(schema)) === asked) return schema;
  throw new SchemaError({ expected: "the schema that the request is about" });
}
