/** Reads what an assessment is made of: the descriptor and the files that it names. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { findNodeAtLocation, parseTree } from "jsonc-parser";
import { bytesToHex, integerToBytesBE } from "../../core/bytes.ts";
import type { TextPosition } from "../../core/errors.ts";
import { parseMapping, readClaims } from "../../credentials/credential/batch.ts";
import { type ClaimRecord, encodeClaim, encodeClaims } from "../../credentials/credential/claims.ts";
import { type CredentialSchema, parseSchema } from "../../credentials/credential/schema.ts";
import { type Change, type GuardedState, stateHashes } from "../../dpia/lock.ts";
import { type DpiaModel, generateDpia } from "../../dpia/model.ts";
import { DeploymentError, type ParsedDeployment, parseDeployment } from "../../dpia/parse.ts";
import type { Population } from "../../dpia/population.ts";
import { readManifest } from "../../statement/artifacts/node.ts";
import { type CompiledPolicy, compilePolicy } from "../../statement/policy/compile.ts";
import { evaluatePolicy } from "../../statement/policy/evaluate.ts";
import { parsePolicy } from "../../statement/policy/parse.ts";
import { readJson, readText } from "../files.ts";
import { inFile } from "../report-error.ts";

/** A deployment with everything that its descriptor names. */
export interface LoadedDeployment {
  /** The descriptor's file. */
  readonly file: string;
  readonly state: GuardedState;
  readonly population: Population | undefined;
  readonly model: DpiaModel;
  /** The place of a change, in the policy or the descriptor. */
  readonly locate: (change: Change) => { file: string; position?: TextPosition } | undefined;
}

const DESCRIPTOR_NAMES = ["deployment.yaml", "deployment.yml", "deployment.json"];
/** Bytes of a file of people that are read. */
const MAX_PEOPLE_BYTES = 200_000_000;

/** The descriptor itself, or the one in a directory. @throws DeploymentError */
export async function findDescriptor(path: string): Promise<string> {
  const isDirectory = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isDirectory) return path;
  for (const name of DESCRIPTOR_NAMES) {
    const file = join(path, name);
    if (
      await stat(file).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  throw new DeploymentError({ path, expected: `a directory with ${DESCRIPTOR_NAMES.join(" or ")}` });
}

/**
 * Reads a deployment and derives its assessment.
 *
 * @throws DeploymentError, PolicySyntaxError, SchemaError … naming the file and, where it is text, line and column
 */
export async function loadDeployment(
  path: string,
  {
    artifacts,
    signal = new AbortController().signal,
  }: { readonly artifacts?: string | undefined; readonly signal?: AbortSignal } = {},
): Promise<LoadedDeployment> {
  const file = await findDescriptor(path);
  const parsed = await inFile(file, async () => parseDeployment(await readText(file)));
  const { deployment } = parsed;
  const beside = (name: string): string => resolve(dirname(file), name);
  const [schema, manifest] = await Promise.all([
    readJson(beside(deployment.schema), parseSchema),
    readManifest(artifacts),
  ]);
  const compile = async (name: string): Promise<CompiledPolicy> => {
    const text = await readText(beside(name));
    return inFile(beside(name), () => compilePolicy(parsePolicy(text, schema), schema));
  };
  const policy = await compile(deployment.policy);
  const alsoAsked = await Promise.all((deployment.alsoAsked ?? []).map(compile));
  const people = deployment.population.people;
  const population = await inFile(file, () => readPopulation(parsed, schema, beside, signal));
  const populationSha256 =
    people === undefined
      ? undefined
      : bytesToHex(
          createHash("sha256")
            .update(await readFile(beside(people)))
            .digest(),
        );
  const state: GuardedState = { policy, alsoAsked, deployment, manifest, populationSha256 };
  const model = await inFile(file, () =>
    generateDpia({ policy, deployment, manifest, population, alsoAsked, hashes: stateHashes(state) }),
  );
  const policyText = await readText(beside(deployment.policy));
  return {
    file,
    state,
    population,
    model,
    locate: locator({ file, parsed, policyFile: beside(deployment.policy), policyText }),
  };
}

async function readPopulation(
  { deployment }: ParsedDeployment,
  schema: CredentialSchema,
  beside: (name: string) => string,
  signal: AbortSignal,
): Promise<Population | undefined> {
  const { people, mapping, histograms, size, groupBy } = deployment.population;
  const group = groupOf(schema, groupBy);
  if (people !== undefined) {
    const file = beside(people);
    const { size: bytes } = await stat(file).catch(() => {
      throw new DeploymentError({ path: "population.people", expected: "a file that can be read", received: people });
    });
    if (bytes > MAX_PEOPLE_BYTES) {
      throw new DeploymentError({ path: "population.people", expected: `at most ${MAX_PEOPLE_BYTES} bytes` });
    }
    const columns = await readJson(beside(mapping!), (value) => parseMapping(value, schema));
    const rows: (readonly bigint[])[] = [];
    for await (const claims of readClaims({ csv: createReadStream(file), mapping: columns, schema, signal })) {
      rows.push(encodeClaims(schema, claims));
    }
    return { kind: "people", people: rows, ...group };
  }
  if (histograms === undefined) return undefined;
  const claims = new Map(
    Object.entries(histograms).map(([name, bins]) => {
      const index = schema.claims.findIndex((definition) => definition.name === name);
      const definition = schema.claims[index];
      if (definition === undefined) {
        throw new DeploymentError({ path: `population.histograms.${name}`, expected: "a claim of the schema" });
      }
      return [
        index,
        bins.map(({ value, count }, i) => ({
          value: encodeClaim(definition, value, `population.histograms.${name}[${i}].value`) as bigint,
          count,
        })),
      ] as const;
    }),
  );
  return { kind: "histograms", size: size!, claims, ...group };
}

function groupOf(schema: CredentialSchema, name: string | undefined): Pick<Population, "group"> {
  const claimIndex = schema.claims.findIndex((definition) => definition.name === name);
  if (name === undefined || claimIndex < 0) return {};
  const { type } = schema.claims[claimIndex]!;
  const offset = type === "integer" || type === "money" ? 2n ** 63n : 0n;
  const label = (value: bigint): string => (type === "code" ? codeText(value) : String(value - offset));
  return { group: { claimIndex, label } };
}

/** The characters of a code claim (protocol P-4). */
function codeText(value: bigint): string {
  const length = Math.ceil(value.toString(16).length / 2);
  return new TextDecoder().decode(integerToBytesBE(value, length));
}

function locator({
  file,
  parsed,
  policyFile,
  policyText,
}: {
  readonly file: string;
  readonly parsed: ParsedDeployment;
  readonly policyFile: string;
  readonly policyText: string;
}): LoadedDeployment["locate"] {
  const tree = parseTree(policyText);
  return (change) => {
    if (change.file === "deployment") return { file, position: parsed.positionOf(change.path) };
    if (change.file !== "policy") return undefined;
    const node = tree === undefined ? undefined : findNodeAtLocation(tree, [...change.path]);
    if (node === undefined) return { file: policyFile };
    const before = policyText.slice(0, node.offset).split("\n");
    return { file: policyFile, position: { line: before.length, column: before.at(-1)!.length + 1 } };
  };
}

/** The first people of the descriptor's file who qualify. @throws DeploymentError when there are too few */
export async function qualifyingPeople(
  { file, state: { policy, deployment }, model }: LoadedDeployment,
  count: number,
  signal: AbortSignal,
): Promise<readonly ClaimRecord[]> {
  const { people, mapping } = deployment.population;
  if (people === undefined || mapping === undefined) {
    throw new DeploymentError({ path: "population.people", expected: "a file of people: presentations need claims" });
  }
  const beside = (name: string): string => resolve(dirname(file), name);
  const columns = await readJson(beside(mapping), (value) => parseMapping(value, policy.schema));
  const found: ClaimRecord[] = [];
  const csv = createReadStream(beside(people));
  for await (const claims of readClaims({ csv, mapping: columns, schema: policy.schema, signal })) {
    if (evaluatePolicy(policy.policy, { schema: policy.schema, claims, today: model.today })) found.push(claims);
    if (found.length === count) return found;
  }
  throw new DeploymentError({
    path: "population.people",
    expected: `${count} people who qualify`,
    received: String(found.length),
  });
}
