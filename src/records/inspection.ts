/** Count and completeness for an inspector: a batch holds exactly n records, none twice; no field is shown. */

import { refusal } from "../core/errors.ts";
import { type FieldElement, isFieldElement } from "../core/field.ts";
import { ARITY } from "../core/merkle.ts";
import { ownWith } from "../core/own.ts";
import type { Anchor } from "./anchor.ts";
import { hashRecord, MAX_VERSION, type RecordEnvelope } from "./record.ts";
import { ForeignBatchError, RecordError } from "./refusals.ts";
import { BATCH_DEPTH, emptyNode, recordNode } from "./tree.ts";

/** The root of leaves that arrive one by one; keeps one unfinished family for each level. */
export class BatchTree {
  readonly #families: FieldElement[][] = Array.from({ length: BATCH_DEPTH }, () => []);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(leaf: FieldElement): void {
    this.#count++;
    let node = leaf;
    for (const family of this.#families) {
      family.push(node);
      if (family.length < ARITY) return;
      node = recordNode(family);
      family.length = 0;
    }
  }

  /** The root with everything that did not arrive empty. */
  root(): FieldElement {
    let node: FieldElement | undefined;
    this.#families.forEach((family, level) => {
      const side = node === undefined ? [...family] : [...family, node];
      node =
        side.length === 0
          ? undefined
          : recordNode(Array.from({ length: ARITY }, (_, i) => side[i] ?? emptyNode(level)));
    });
    return node ?? emptyNode(BATCH_DEPTH);
  }
}

/** An erased record in a batch: its leaf is all that is left. */
export interface Tombstone {
  readonly leaf: FieldElement;
}

/** What an inspector saw. */
export interface Inspection {
  /** Records of the batch, all different: the anchor's count less the tombstones. */
  readonly records: number;
  /** Leaves of erased records; that they are others than the rest nobody can show any more. */
  readonly tombstones: number;
}

/**
 * Checks that a batch holds exactly the records of these envelopes, in constant memory: they come in the order of the
 * batch, which increases in recordId, so none can come twice. The envelopes say nothing about the fields (P-26).
 *
 * @throws DuplicateRecordError when a record comes twice, or out of order
 * @throws ForeignBatchError when they are more, fewer or others than the batch's
 */
export async function inspectBatch(
  anchor: Anchor,
  envelopes: AsyncIterable<RecordEnvelope | Tombstone> | Iterable<RecordEnvelope | Tombstone>,
): Promise<Inspection> {
  ownWith(anchor, "count");
  if (
    typeof envelopes !== "object" ||
    envelopes === null ||
    !(Symbol.asyncIterator in envelopes || Symbol.iterator in envelopes)
  )
    throw new RecordError({ path: "records", expected: "records one after the other" });
  const tree = new BatchTree();
  let last = -1n;
  let tombstones = 0;
  for await (const envelope of envelopes) {
    if (tree.count >= anchor.count)
      throw new ForeignBatchError({ expected: `${anchor.count} records`, received: "more" });
    if ("leaf" in envelope) {
      if (!isFieldElement(envelope.leaf) || envelope.leaf === 0n)
        throw new RecordError({ path: `records[${tree.count}].leaf`, expected: "a leaf" });
      tree.push(envelope.leaf);
      tombstones++;
      continue;
    }
    checkEnvelope(envelope, tree.count);
    if (envelope.recordId === last) throw new DuplicateRecordError({ path: `records[${tree.count}]` });
    if (envelope.recordId < last)
      throw new DuplicateRecordError({ path: `records[${tree.count}]`, expected: "records in increasing order" });
    last = envelope.recordId;
    tree.push(hashRecord(envelope));
  }
  if (tree.count !== anchor.count)
    throw new ForeignBatchError({ expected: `${anchor.count} records`, received: String(tree.count) });
  if (tree.root() !== anchor.batchRoot) throw new ForeignBatchError({ expected: "the records of the anchor's batch" });
  return { records: tree.count - tombstones, tombstones };
}

function checkEnvelope({ recordId, version, salt, fieldsHash }: RecordEnvelope, at: number): void {
  const isVersion = Number.isInteger(version) && version >= 1 && version <= MAX_VERSION;
  if (!isFieldElement(recordId) || !isFieldElement(salt) || !isFieldElement(fieldsHash) || !isVersion)
    throw new RecordError({ path: `records[${at}]`, expected: "an envelope" });
}

/**
 * The same record and version occurs twice: in a file, in a batch, or against what is stored.
 *
 * What to do: remove the second one, or correct the record instead.
 */
export class DuplicateRecordError extends /* @__PURE__ */ refusal(
  "RECORD_DUPLICATED",
  "DuplicateRecordError",
  "The record is there already",
) {}
