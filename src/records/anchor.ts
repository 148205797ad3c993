/** Anchors and the chain that they form (protocol P-29). */

import * as v from "valibot";
import { integerToHex } from "../core/bytes.ts";
import { type FieldElement, toField } from "../core/field.ts";
import { domainTag, poseidon } from "../core/hash.ts";
import { hashToField } from "../core/hash-to-field.ts";
import { decode } from "../core/json.ts";
import { own, ownWith, requireList } from "../core/own.ts";
import { pure } from "../core/pure.ts";
import { decimal, integer, textLike } from "../core/shapes.ts";
import { brandStatement, type RegistryStatement } from "../credentials/registry/statement.ts";
import { AnchorError, StaleAnchorError } from "./refusals.ts";
import { BATCH_DEPTH, CHUNK_LEAVES, emptyNode, MAX_RECORD_BATCH, nextStart, REGISTER_CAPACITY } from "./tree.ts";

/** One link of a publisher's chain. */
export interface Anchor {
  /** A.x of the publisher's key. */
  readonly publisher: FieldElement;
  /** 0, 1, 2 … */
  readonly index: number;
  /** First position of the batch, a multiple of 512. */
  readonly start: number;
  /** Records of the batch; 0 where the anchor only retires. */
  readonly count: number;
  /** Seconds since the epoch, by the publisher's clock. */
  readonly timeSeconds: number;
  readonly batchRoot: FieldElement;
  /** The register after this anchor: what is current. */
  readonly currentRoot: FieldElement;
  /** 0 for an empty batch. */
  readonly schemaId: FieldElement;
  /** Name of the retention class, 1 to 40 lower-case letters, digits and hyphens. */
  readonly retentionClass: string;
  /** Hash of the positions that this anchor retires. */
  readonly retired: FieldElement;
  /** The anchorHash before; 0 for the first. */
  readonly previous: FieldElement;
}

const MAX_INDEX = 2 ** 32 - 1;
const MAX_TIME = 2 ** 40 - 1;
const ANCHOR_NUMBERS = ["publisher", "index", "start", "count", "timeSeconds"] as const;

/** P-29: the hash over positions that an anchor retires. @throws AnchorError when they don't increase */
export function hashRetired(positions: readonly number[]): FieldElement {
  requireList("positions", positions);
  const bytes = new Uint8Array(4 * positions.length);
  const view = new DataView(bytes.buffer);
  positions.forEach((position, i) => {
    if (
      !Number.isInteger(position) ||
      position < 0 ||
      position >= REGISTER_CAPACITY ||
      position <= (positions[i - 1] ?? -1)
    )
      throw new AnchorError({ path: `retired[${i}]`, expected: "increasing positions below 2^27" });
    view.setUint32(4 * i, position);
  });
  return hashToField("retired", bytes);
}

/** P-29. */
export function retentionClassId(name: string): FieldElement {
  return hashToField("retention-class", name);
}

/** The anchor as the inputs of its hash, in their order; those of the circuit. */
export function anchorInputs(anchor: Anchor): readonly FieldElement[] {
  const { index, start, count, timeSeconds } = ownWith(anchor, ...ANCHOR_NUMBERS);
  const span = (((BigInt(index) << 32n) + BigInt(start)) << 96n) + (BigInt(count) << 64n) + BigInt(timeSeconds);
  return [
    anchor.publisher,
    anchor.batchRoot,
    anchor.currentRoot,
    anchor.schemaId,
    retentionClassId(anchor.retentionClass),
    span as FieldElement,
    anchor.retired,
    anchor.previous,
  ];
}

/** P-29: what publisher and countersigners sign, what a chain stores, and a verifier's `issuerRoot`. */
export function hashAnchor(anchor: Anchor): FieldElement {
  return poseidon([domainTag("anchor"), ...anchorInputs(anchor)]);
}

const below = (limit: number) => integer(0, limit);

/** The form of an anchor in files. */
export const anchorShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    publisher: decimal,
    index: below(MAX_INDEX),
    start: below(REGISTER_CAPACITY),
    count: below(MAX_RECORD_BATCH),
    timeSeconds: below(MAX_TIME),
    batchRoot: decimal,
    currentRoot: decimal,
    schemaId: decimal,
    retentionClass: textLike(/^[a-z0-9][a-z0-9-]{0,39}$/, "lower-case letters, digits and hyphens"),
    retired: decimal,
    previous: decimal,
  }),
);
export type AnchorJson = v.InferOutput<typeof anchorShape>;

/** Reads one anchor. @throws AnchorError for anything else */
export function parseAnchor(input: unknown, path = "anchor"): Anchor {
  const json = decode(anchorShape, input, { Refusal: AnchorError, path });
  const field = (name: "publisher" | "batchRoot" | "currentRoot" | "schemaId" | "retired" | "previous") => {
    try {
      return toField(json[name]);
    } catch (cause) {
      throw new AnchorError({ path: `${path}.${name}`, expected: "a canonical field element", cause });
    }
  };
  const anchor: Anchor = {
    ...json,
    publisher: field("publisher"),
    batchRoot: field("batchRoot"),
    currentRoot: field("currentRoot"),
    schemaId: field("schemaId"),
    retired: field("retired"),
    previous: field("previous"),
  };
  const refuse = (name: string, expected: string): never => {
    throw new AnchorError({ path: `${path}.${name}`, expected });
  };
  if (anchor.start % CHUNK_LEAVES !== 0) refuse("start", `a multiple of ${CHUNK_LEAVES}`);
  if (anchor.start + anchor.count > REGISTER_CAPACITY) refuse("count", "positions below 2^27");
  if (anchor.count === 0 && (anchor.batchRoot !== emptyNode(BATCH_DEPTH) || anchor.schemaId !== 0n))
    refuse("batchRoot", "the root of an empty tree and schema 0, as the batch is empty");
  if (anchor.index === 0 && (anchor.previous !== 0n || anchor.start !== 0)) refuse("previous", "0 at the first anchor");
  return Object.freeze(anchor);
}

export function anchorToJson(anchor: Anchor): AnchorJson {
  ownWith(anchor, ...ANCHOR_NUMBERS);
  return {
    publisher: String(anchor.publisher),
    index: anchor.index,
    start: anchor.start,
    count: anchor.count,
    timeSeconds: anchor.timeSeconds,
    batchRoot: String(anchor.batchRoot),
    currentRoot: String(anchor.currentRoot),
    schemaId: String(anchor.schemaId),
    retentionClass: anchor.retentionClass,
    retired: String(anchor.retired),
    previous: String(anchor.previous),
  };
}

/** Whether an anchor may stand after another. @throws AnchorError naming what does not fit */
export function checkNext(before: Anchor, next: Anchor, path = "anchor"): void {
  const refuse = (name: string, expected: string): never => {
    throw new AnchorError({ path: `${path}.${name}`, expected });
  };
  ownWith(before, "publisher");
  ownWith(next, "publisher");
  if (next.publisher !== before.publisher) refuse("publisher", "the publisher of the chain");
  if (next.index !== before.index + 1) refuse("index", String(before.index + 1));
  if (next.previous !== hashAnchor(before)) refuse("previous", "the hash of the anchor before");
  if (next.start !== nextStart(before.start + before.count)) refuse("start", "the first free multiple of 512");
  if (next.timeSeconds < before.timeSeconds) refuse("timeSeconds", "a time that is not before the previous anchor's");
}

/** Checks that anchors follow each other. The first need not be the chain's first. @throws AnchorError at the first that does not fit */
export function checkChain(anchors: readonly Anchor[]): void {
  requireList("anchors", anchors);
  anchors.forEach((anchor, i) => {
    if (i > 0) checkNext(anchors[i - 1]!, anchor, `anchors[${i}]`);
  });
}

/**
 * The statements that `verifyPresentation` takes for a request over records: each anchor is one, at its own time. They are
 * those of the publisher's register, whose id is A.x of its key as 64 hexadecimal digits ({@link registerId}).
 *
 * @param anchors of one publisher, in the order of the chain, verified as `verifyAnchor` does: whoever makes statements of
 * them vouches for them
 * @param options.schemaId the schema of the policy, which the request names; a register holds records of any
 * @throws AnchorError for anchors that don't follow each other in number, or are of two publishers
 */
export function anchorRoots(
  anchors: readonly Anchor[],
  options: { readonly schemaId: FieldElement },
): readonly RegistryStatement[] {
  const { schemaId } = ownWith(options, "schemaId");
  requireList("anchors", anchors);
  return anchors.map((anchor, i) => {
    const [{ publisher, index }] = anchors as [Anchor];
    if (anchor.publisher !== publisher || anchor.index !== index + i)
      throw new AnchorError({ path: `anchors[${i}]`, expected: "the next anchor of the first one's publisher" });
    return brandStatement({
      registry: registerId(publisher),
      number: anchor.index,
      timeSeconds: anchor.timeSeconds,
      intervalSeconds: 0,
      statusRoot: anchor.currentRoot,
      issuerRoots: { [String(schemaId)]: hashAnchor(anchor) },
      programmes: [],
      snapshotSha256: "",
    });
  });
}

/** What a request over records names as its registry: A.x of the publisher's key as 64 hexadecimal digits. */
export function registerId(publisher: FieldElement): string {
  return integerToHex(toField(publisher, "publisher"));
}

/** Refuses an anchor that is too old to rely on. @throws StaleAnchorError */
export function checkFresh(
  anchor: Anchor,
  options: { readonly nowSeconds: number; readonly maxAgeSeconds: number },
): void {
  const { nowSeconds, maxAgeSeconds } = own(options);
  const age = nowSeconds - own(anchor).timeSeconds;
  if (!(age <= maxAgeSeconds)) {
    throw new StaleAnchorError({
      expected: `an anchor of the last ${maxAgeSeconds} seconds`,
      received: `${age} seconds`,
    });
  }
}
