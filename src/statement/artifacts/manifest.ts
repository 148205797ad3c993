/** artifacts/manifest.json: what each circuit was built from and the hash of every file that came out. */

import * as v from "valibot";
import { decode } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";
import { ArtifactError } from "../../engine/groth16/files/binfile.ts";
import { CIRCUIT_NAMES, type CircuitName, publicSignalsOf } from "../circuit/signals.ts";

/** Largest artifact that is read at all: a zkey of 2^18 constraints has about 200 MB. */
export const MAX_ARTIFACT_BYTES = 2 ** 28;

const sha256 = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits")));
const count = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));
const text = (max: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(max));
/** Relative, without `..`: a manifest never names a file outside its directory. */
const path = /* @__PURE__ */ pure(() =>
  v.pipe(v.string(), v.regex(/^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,63}\/){0,7}[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/)),
);

const fileSchema = /* @__PURE__ */ pure(() => v.strictObject({ path, bytes: count(MAX_ARTIFACT_BYTES), sha256 }));

const setupSchema = /* @__PURE__ */ pure(() =>
  v.variant("kind", [
    v.strictObject({ kind: v.literal("development"), seed: text(200) }),
    v.strictObject({
      kind: v.literal("ceremony"),
      /** Steps of phase 2, the beacon included. */
      contributions: v.pipe(
        v.array(
          v.strictObject({
            kind: v.picklist(["contribution", "beacon"]),
            name: v.optional(v.pipe(v.string(), v.maxLength(256))),
            transcript: v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/)),
          }),
        ),
        v.minLength(1),
        v.maxLength(10_000),
      ),
      /** SHA-256 of the phase 1 file under which the key was verified against the r1cs; absent when it was not. */
      verifiedWithPtauSha256: v.optional(sha256),
      /** Which ceremony it was, when its folder was kept. */
      ceremony: v.optional(
        v.strictObject({
          name: text(100),
          /** SHA-256 of the terms, and of transcript.json. */
          id: sha256,
          transcriptSha256: sha256,
          /** What was announced as the beacon, in words. */
          beacon: text(600),
        }),
      ),
    }),
  ]),
);

const domain = /* @__PURE__ */ pure(() =>
  v.pipe(
    v.number(),
    v.check((value) => Number.isInteger(Math.log2(value)) && value >= 2 && value <= 2 ** 28, "a power of two"),
  ),
);

const entrySchema = /* @__PURE__ */ pure(() =>
  v.pipe(
    v.strictObject({
      name: v.picklist(CIRCUIT_NAMES),
      /** Over the circom sources that the circuit includes. */
      sourceSha256: sha256,
      /** Release of the compiler. */
      circom: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/)),
      optimisation: v.picklist(["O0", "O1", "O2"]),
      constraints: count(2 ** 28),
      publicSignals: count(64),
      /** Size of the evaluation domain, a power of two. */
      domain,
      setup: setupSchema,
      files: v.strictObject({ r1cs: fileSchema, wasm: fileSchema, zkey: fileSchema, vkey: fileSchema }),
    }),
    v.forward(
      v.check(
        ({ name, publicSignals }) => publicSignals === publicSignalsOf(name).length,
        "as many as the circuit has",
      ),
      ["publicSignals"],
    ),
  ),
);

const manifestSchema = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("artifacts/v2/s1"),
    circuits: v.pipe(
      v.record(v.string(), entrySchema),
      v.check(
        (circuits) => Object.entries(circuits).every(([key, { name }]) => key === name),
        "entries under their name",
      ),
    ),
  }),
);

/** One file: its path relative to the artifacts directory, its size and its SHA-256 in hex. */
export type ArtifactFile = v.InferOutput<typeof fileSchema>;
/** How the proving key was made. */
export type ManifestSetup = v.InferOutput<typeof setupSchema>;
/** The ceremony that a key comes from. */
export type CeremonyOrigin = NonNullable<Extract<ManifestSetup, { kind: "ceremony" }>["ceremony"]>;
/** Who made the key: "development" keys come from a known secret and anyone can forge with them. */
export type KeySetup = ManifestSetup["kind"];
/** Everything the manifest says about one circuit. */
export type ManifestEntry = v.InferOutput<typeof entrySchema>;
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
