/** Plain proofs about one record (no circuit): in a batch, and current at an anchor. */

import * as v from "valibot";
import { type FieldElement, toField } from "../core/field.ts";
import { decode } from "../core/json.ts";
import type { MerklePath } from "../core/merkle.ts";
import { ownWith } from "../core/own.ts";
import { pure } from "../core/pure.ts";
import { integer, text } from "../core/shapes.ts";
import { type Anchor, type AnchorJson, anchorShape, anchorToJson, parseAnchor } from "./anchor.ts";
import { AnchorError, ForeignBatchError, RecordNotCurrentError, RecordTamperedError } from "./refusals.ts";
import { BATCH_DEPTH, followPath, REGISTER_DEPTH } from "./tree.ts";

/** Proves that a leaf is in the batch of an anchor: what was said when, whether or not it still holds. */
export interface InclusionProof {
  readonly anchor: Anchor;
  readonly leaf: FieldElement;
  /** In the register; the batch starts at `anchor.start`. */
  readonly position: number;
  /** Children at each of the 7 levels, leaves first. */
  readonly batchPath: MerklePath;
}

/** Proves that a leaf is current at an anchor, which may be later than the one of its batch. */
export interface CurrentProof {
  readonly anchor: Anchor;
  readonly leaf: FieldElement;
  readonly position: number;
  /** Children at each of the 9 levels, leaves first. */
  readonly registerPath: MerklePath;
}

/**
 * Checks that a leaf is in the batch of the proof's anchor. Whether the anchor is one to trust is for
 * `verifyPublication` or a registry contract to say.
 *
 * @throws RecordTamperedError when the leaf at the position is another one
 * @throws ForeignBatchError when the path leads to another batch
 */
export function verifyInclusion(proof: InclusionProof): void {
  const { anchor, leaf, position, batchPath } = ownWith(proof, "anchor", "batchPath");
  const offset = position - anchor.start;
  if (!Number.isSafeInteger(position) || offset < 0 || offset >= anchor.count)
    throw new ForeignBatchError({ path: "position" });
  if (leaf === 0n || batchPath[0]?.[offset % 8] !== leaf) throw new RecordTamperedError({ path: "leaf" });
  if (followPath(batchPath, { depth: BATCH_DEPTH, position: offset, value: leaf }).root !== anchor.batchRoot)
    throw new ForeignBatchError({ path: "batchPath" });
}

/**
 * Checks that a leaf is current at the proof's anchor.
 *
 * @throws RecordNotCurrentError when the position is retired
 * @throws RecordTamperedError, ForeignBatchError as {@link verifyInclusion}
 */
export function verifyCurrent(proof: CurrentProof): void {
  const { anchor, leaf, position, registerPath } = ownWith(proof, "anchor", "registerPath");
  if (!Number.isSafeInteger(position)) throw new ForeignBatchError({ path: "position" });
  const shown = registerPath[0]?.[position % 8];
  if (shown === undefined) throw new ForeignBatchError({ path: "registerPath" });
  const { root } = followPath(registerPath, { depth: REGISTER_DEPTH, position, value: shown });
  if (root !== anchor.currentRoot) throw new ForeignBatchError({ path: "registerPath" });
  if (shown === 0n) throw new RecordNotCurrentError({ path: "position" });
  if (shown !== leaf) throw new RecordTamperedError({ path: "leaf" });
}

const decimal = /* @__PURE__ */ pure(() => text(0, 77));
const nodes = /* @__PURE__ */ pure(() => v.pipe(v.array(decimal), v.length(8)));
const common = /* @__PURE__ */ pure(() => ({
  anchor: anchorShape,
  leaf: decimal,
  position: integer(0, Number.MAX_SAFE_INTEGER),
}));
const inclusionShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("inclusion/v2/s1"),
    ...common,
    batchPath: v.pipe(v.array(nodes), v.length(BATCH_DEPTH)),
  }),
);
const currentShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("current/v2/s1"),
    ...common,
    registerPath: v.pipe(v.array(nodes), v.length(REGISTER_DEPTH)),
  }),
);
const limits = { maxNodes: 400, maxStringLength: 100 };

const toPath = (path: readonly (readonly string[])[], name: string): MerklePath =>
  path.map((row, level) => row.map((text, i) => readField(text, `${name}[${level}][${i}]`)));
const fromPath = (path: MerklePath): string[][] => path.map((row) => row.map(String));

function readField(text: string, path: string): FieldElement {
  try {
    return toField(text);
  } catch (cause) {
    throw new AnchorError({ path, expected: "a canonical field element", cause });
  }
}

/** A proof as JSON, with decimal strings. */
export type ProofJson = (
  | { readonly civicproof: "inclusion/v2/s1"; readonly batchPath: readonly (readonly string[])[] }
  | { readonly civicproof: "current/v2/s1"; readonly registerPath: readonly (readonly string[])[] }
) & { readonly anchor: AnchorJson; readonly leaf: string; readonly position: number };

export function proofToJson(proof: InclusionProof | CurrentProof): ProofJson {
  const { anchor, leaf, position } = ownWith(proof, "anchor");
  const shared = { anchor: anchorToJson(anchor), leaf: String(leaf), position };
  return "batchPath" in proof
    ? { civicproof: "inclusion/v2/s1", ...shared, batchPath: fromPath(proof.batchPath) }
    : { civicproof: "current/v2/s1", ...shared, registerPath: fromPath(proof.registerPath) };
}

/** Reads a plain proof of either kind. @throws AnchorError for another form */
export function parseProof(input: unknown): InclusionProof | CurrentProof {
  const json = decode(v.variant("civicproof", [inclusionShape, currentShape]), input, { Refusal: AnchorError, limits });
  const shared = { anchor: parseAnchor(json.anchor), leaf: readField(json.leaf, "leaf"), position: json.position };
  return json.civicproof === "inclusion/v2/s1"
    ? { ...shared, batchPath: toPath(json.batchPath, "batchPath") }
    : { ...shared, registerPath: toPath(json.registerPath, "registerPath") };
}
