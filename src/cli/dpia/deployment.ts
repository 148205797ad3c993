/** Reads what an assessment is made of: the descriptor and the files that it names. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { findNodeAtLocation, parseTree } from "jsonc-parser";
import type { CalendarDate } from "../../core/dates.ts";
import type { TextPosition } from "../../core/errors.ts";
import { parseMapping, readClaims } from "../../credentials/credential/batch.ts";
import { type ClaimRecord, encodeClaim } from "../../credentials/credential/claims.ts";
import { type CredentialSchema, parseSchema } from "../../credentials/credential/schema.ts";
import { countsOf } from "../../dpia/counts.ts";
import { type Change, type GuardedState, stateHashes } from "../../dpia/lock.ts";
import { type DpiaModel, generateDpia } from "../../dpia/model.ts";
import { DeploymentError, type ParsedDeployment, parseDeployment } from "../../dpia/parse.ts";
import type { Population } from "../../dpia/population.ts";
import { readManifest } from "../../statement/artifacts/node.ts";
import { type CompiledPolicy, compilePolicy } from "../../statement/policy/compile.ts";
import { evaluatePolicy } from "../../statement/policy/evaluate.ts";
import { parsePolicy } from "../../statement/policy/policy-text.ts";
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

/** Beside the descriptor: what counts by group are locked under. */
export const SALT_NAME = "dpia.salt";
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
    if (await exists(file)) return file;
  }
  throw new DeploymentError({ path, expected: `a directory with ${DESCRIPTOR_NAMES.join(" or ")}` });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
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
    salt,
    signal = new AbortController().signal,
  }: {
    readonly artifacts?: string | undefined;
    /** The file of the salt of counts; beside the descriptor when absent. */
    readonly salt?: string | undefined;
    readonly signal?: AbortSignal;
  } = {},
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
  const population = await inFile(file, () => readPopulation(parsed, schema, beside, signal));
  const mapping =
    deployment.population.mapping === undefined
      ? undefined
      : await readJson(beside(deployment.population.mapping), (value) => value);
  const approved: GuardedState = { policy, alsoAsked, deployment, manifest, mapping };
  const model = await inFile(file, () =>
    generateDpia({ policy, deployment, manifest, population, alsoAsked, hashes: stateHashes(approved) }),
  );
  const files = await Promise.all(
    (["policy", "schema", "mapping"] as const).map(async (name) => {
      const path = name === "mapping" ? deployment.population.mapping : deployment[name];
      return path === undefined ? [] : [[name, { file: beside(path), text: await readText(beside(path)) }] as const];
    }),
  );
  return {
    file,
    state: { ...approved, counts: countsOf(model, await readSalt(salt ?? beside(SALT_NAME))) },
    population,
    model,
    locate: locator({ file, parsed, texts: new Map(files.flat()) }),
  };
}

/** The salt of counts, undefined where there is none. @throws UsageError for a file that can't be read */
async function readSalt(file: string): Promise<string | undefined> {
  if (!(await exists(file))) return undefined;
  return (await readText(file, 1_000)).trim();
}

async function readPopulation(
  { deployment }: ParsedDeployment,
  schema: CredentialSchema,
  beside: (name: string) => string,
  signal: AbortSignal,
): Promise<Population | undefined> {
  const { people, mapping, histograms, size, groupBy } = deployment.population;
  if (people !== undefined) {
    const file = beside(people);
    const { size: bytes } = await stat(file).catch(() => {
      throw new DeploymentError({ path: "population.people", expected: "a file that can be read", received: people });
    });
    if (bytes > MAX_PEOPLE_BYTES) {
      throw new DeploymentError({ path: "population.people", expected: `at most ${MAX_PEOPLE_BYTES} bytes` });
    }
    const columns = await readJson(beside(mapping!), (value) => parseMapping(value, schema));
    const rows: ClaimRecord[] = [];
    for await (const claims of readClaims({ csv: createReadStream(file), mapping: columns, schema, signal })) {
      rows.push(claims);
    }
    return { kind: "people", people: rows, groupBy };
  }
  if (histograms === undefined) return undefined;
  const claims = new Map(
    Object.entries(histograms).map(([name, bins]) => {
      const definition = schema.claims.find((each) => each.name === name);
      if (definition === undefined) {
        throw new DeploymentError({ path: `population.histograms.${name}`, expected: "a claim of the schema" });
      }
      for (const [i, { value }] of bins.entries()) {
        encodeClaim(definition, value, `population.histograms.${name}[${i}].value`);
      }
      return [name, bins] as const;
    }),
  );
  return { kind: "histograms", size: size!, claims, groupBy };
}

function locator({
  file,
  parsed,
  texts,
}: {
  readonly file: string;
  readonly parsed: ParsedDeployment;
  /** Files of JSON, by what they are. */
  readonly texts: ReadonlyMap<string, { readonly file: string; readonly text: string }>;
}): LoadedDeployment["locate"] {
  return (change) => {
    if (change.file === "deployment") return { file, position: parsed.positionOf(change.path) };
    const found = texts.get(change.file);
    if (found === undefined) return undefined;
    const tree = parseTree(found.text);
    const node = tree === undefined ? undefined : findNodeAtLocation(tree, [...change.path]);
    if (node === undefined) return { file: found.file };
    const before = found.text.slice(0, node.offset).split("\n");
    return { file: found.file, position: { line: before.length, column: before.at(-1)!.length + 1 } };
  };
}

/**
 * The first people of the descriptor's file who qualify: for its policy on its day, or for all of the policies given.
 *
 * @throws DeploymentError when there are too few
 */
export async function qualifyingPeople(
  { file, state: { policy, deployment }, model }: LoadedDeployment,
  count: number,
  signal: AbortSignal,
  { policies = [policy], today = model.today }: { policies?: readonly CompiledPolicy[]; today?: CalendarDate } = {},
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
    const qualifies = policies.every((each) => evaluatePolicy(each.policy, { schema: each.schema, claims, today }));
    if (qualifies) found.push(claims);
    if (found.length === count) return found;
  }
  throw new DeploymentError({
    path: "population.people",
    expected: `${count} people who qualify`,
    received: String(found.length),
  });
}
