/** artifacts/manifest.json: what each circuit was built from and the hash of every file that came out. */

import * as v from "valibot";
import { decode } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";
import { exactly, hex64, integer, oneOf, text, textLike, where } from "../../core/shapes.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { CIRCUIT_NAMES, type CircuitName, publicSignalsOf } from "../circuit/signals.ts";

/** Largest artifact that is read at all: a zkey of 2^18 constraints has about 200 MB. */
export const MAX_ARTIFACT_BYTES = 2 ** 28;

/** Relative, without `..`: a manifest never names a file outside its directory. */
const PATH = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,63}\/){0,7}[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;

const placeEntries = /* @__PURE__ */ pure(() => ({
  path: textLike(PATH, "a relative path"),
  bytes: integer(1, MAX_ARTIFACT_BYTES),
}));
const fileSchema = /* @__PURE__ */ pure(() => v.strictObject({ ...placeEntries, sha256: hex64 }));
/** A proving key; the packed one unpacks to it. */
const keySchema = /* @__PURE__ */ pure(() =>
  v.strictObject({ ...placeEntries, sha256: hex64, packed: v.exactOptional(v.strictObject(placeEntries)) }),
);

const developmentSchema = /* @__PURE__ */ pure(() =>
  v.strictObject({
    kind: v.custom<"development">((kind) => kind === "development", "development or ceremony"),
    seed: text(1, 200),
  }),
);

const ceremonySchema = /* @__PURE__ */ pure(() =>
  v.strictObject({
    kind: exactly("ceremony"),
    /** Steps of phase 2, the beacon included. */
    contributions: where(
      v.array(
        v.strictObject({
          kind: oneOf(["contribution", "beacon"]),
          name: v.exactOptional(text(0, 256)),
          transcript: textLike(/^[0-9a-f]{128}$/, "128 hexadecimal digits"),
        }),
      ),
      ({ length }) => length >= 1 && length <= 10_000,
      "1 to 10000 contributions",
    ),
    /** SHA-256 of the phase 1 file under which the key was verified against the r1cs; absent when it was not. */
    verifiedWithPtauSha256: v.exactOptional(hex64),
    /** Which ceremony it was, when its folder was kept. */
    ceremony: v.exactOptional(
      v.strictObject({
        name: text(1, 100),
        /** SHA-256 of the terms, and of transcript.json. */
        id: hex64,
        transcriptSha256: hex64,
        /** What was announced as the beacon, in words. */
        beacon: text(1, 600),
      }),
    ),
  }),
);

const entrySchema = (name: CircuitName) =>
  v.strictObject({
    name: exactly(name),
    /** Over the circom sources that the circuit includes. */
    sourceSha256: hex64,
    /** Release of the compiler. */
    circom: textLike(/^\d+\.\d+\.\d+$/, "a release"),
    optimisation: oneOf(["O0", "O1", "O2"]),
    constraints: integer(1, 2 ** 28),
    publicSignals: exactly(publicSignalsOf(name).length),
    /** Size of the evaluation domain, a power of two. */
    domain: v.custom<number>(
      (value) => typeof value === "number" && Number.isInteger(Math.log2(value)) && value >= 2 && value <= 2 ** 28,
      "a power of two up to 2^28",
    ),
    setup: v.lazy((setup) =>
      (setup as { kind?: unknown } | null)?.kind === "ceremony" ? ceremonySchema : developmentSchema,
    ),
    files: v.strictObject({ r1cs: fileSchema, wasm: fileSchema, zkey: keySchema, vkey: fileSchema }),
  });

const manifestSchema = /* @__PURE__ */ pure(() => {
  const entries = CIRCUIT_NAMES.map((name) => [name, v.exactOptional(entrySchema(name))] as const);
  return v.strictObject({
    civicproof: exactly("artifacts/v2/s1"),
    circuits: v.strictObject(Object.fromEntries(entries) as Record<CircuitName, (typeof entries)[number][1]>),
  });
});

/** One file: its path relative to the artifacts directory, its size and its SHA-256 in hex. */
export type ArtifactFile = v.InferOutput<typeof fileSchema>;
/** A proving key, and where its packed form is; the hash is that of the key itself. */
export type KeyFile = v.InferOutput<typeof keySchema>;
/** How the proving key was made. */
export type ManifestSetup = v.InferOutput<typeof developmentSchema> | v.InferOutput<typeof ceremonySchema>;
/** The ceremony that a key comes from. */
export type CeremonyOrigin = NonNullable<v.InferOutput<typeof ceremonySchema>["ceremony"]>;
/** Who made the key: "development" keys come from a known secret and anyone can forge with them. */
export type KeySetup = ManifestSetup["kind"];
/** Everything the manifest says about one circuit. */
export type ManifestEntry = v.InferOutput<ReturnType<typeof entrySchema>>;
export type ArtifactManifest = v.InferOutput<typeof manifestSchema>;

/**
 * Checks the JSON of a manifest.
 * @throws ArtifactError with the path of what is wrong
 */
export function parseManifest(json: unknown): ArtifactManifest {
  return decode(manifestSchema, json, { Refusal: ArtifactError, path: "manifest", limits: { maxNodes: 50_000 } });
}

/**
 * The manifest's entry for a circuit.
 * @throws ArtifactError when it has none
 */
export function manifestEntry(manifest: unknown, circuit: CircuitName): ManifestEntry {
  const { circuits } = parseManifest(manifest);
  const entry = Object.hasOwn(circuits, circuit) ? circuits[circuit] : undefined;
  if (entry === undefined) {
    throw new ArtifactError({
      path: "manifest.circuits",
      expected: "a known circuit",
      received: String(circuit).slice(0, 40),
    });
  }
  return entry;
}
