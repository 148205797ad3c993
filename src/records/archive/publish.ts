/** Publishing anchors as a file, and taking countersignatures back in. */

import { basename } from "node:path";
import { parseJson } from "../../core/json.ts";
import { requireText } from "../../core/own.ts";
import { decodePublicKey } from "../../core/signature.ts";
import { readOrdinary, writeWhole } from "../../core/whole-file.ts";
import {
  type Countersignature,
  comparePublications,
  type Publication,
  parsePublication,
  publicationToJson,
  signedAnchorToJson,
  verifyPublication,
} from "../publication.ts";
import { AnchorError } from "../refusals.ts";
import { storedAnchors } from "./commit.ts";
import type { RecordStore } from "./record-store.ts";
import { requireStore } from "./record-store.ts";

const MAX_FILE_CHARACTERS = 200_000_000;

/** The whole chain of a store; undefined before the first anchor. */
export async function publicationOf(store: RecordStore): Promise<Publication | undefined> {
  requireStore(store);
  const { database } = store;
  const [publisher] = await database.query<{ value: string }>("SELECT value FROM meta WHERE name = 'publisher'");
  if (publisher === undefined) return undefined;
  return {
    civicproof: "anchors/v2/s1",
    publisher: decodePublicKey(publisher.value),
    anchors: await storedAnchors(database),
  };
}

/**
 * Writes the store's chain to a file, whole or not at all. Countersignatures that are in the file stay.
 *
 * @returns how many anchors the file has
 * @throws AnchorForkError when the file holds another chain: it is never overwritten
 */
export async function publishToFile(store: RecordStore, file: string): Promise<number> {
  const existing = await readPublication(file);
  if (existing !== undefined) await takeCountersignatures(store, existing);
  const publication = await publicationOf(store);
  if (publication === undefined) return 0;
  await writeWhole(file, `${JSON.stringify(publicationToJson(publication), null, 1)}\n`);
  const sink = `file:${basename(file)}`;
  await store.database.transaction(async (connection) => {
    for (const { anchor } of publication.anchors) {
      await connection.execute("DELETE FROM publications WHERE idx = $1 AND sink = $2", [anchor.index, sink]);
      await connection.insert("publications", ["idx", "sink", "state"], [[anchor.index, sink, "published"]]);
    }
  });
  return publication.anchors.length;
}

/** Reads a publication file; undefined when there is none. @throws AnchorError for another form */
export async function readPublication(file: string): Promise<Publication | undefined> {
  requireText("file", file);
  const text = await readOrdinary(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new AnchorError({
      path: basename(file),
      expected: "a readable file",
      received: error.code ?? error.name,
      cause: error,
    });
  });
  return text === undefined ? undefined : parsePublication(parseJson(text, MAX_FILE_CHARACTERS, AnchorError));
}

/**
 * Stores countersignatures of a publication that came back from countersigners.
 *
 * @returns how many were new
 * @throws AnchorForkError when it holds another chain than the store; AnchorError when it does not verify
 */
export async function takeCountersignatures(store: RecordStore, publication: Publication): Promise<number> {
  const own = await publicationOf(store);
  if (own === undefined) {
    if (publication.anchors.length > 0) throw new AnchorError({ path: "anchors", expected: "a chain of this store" });
    return 0;
  }
  comparePublications(own, publication);
  if (publication.anchors.length > own.anchors.length)
    throw new AnchorError({ path: "anchors", expected: "no more anchors than the store has" });
  const brought = new Map(publication.anchors.map((each) => [each.anchor.index, each]));
  let added = 0;
  await store.database.transaction(async (connection) => {
    for (const signed of own.anchors) {
      const other = brought.get(signed.anchor.index);
      const countersignatures = merge(signed.countersignatures, other?.countersignatures ?? []);
      if (other === undefined || countersignatures.length === signed.countersignatures.length) continue;
      // Only what is new is checked: everything else is the store's own.
      const keys = [...new Set(other.countersignatures.map(({ countersigner }) => countersigner))].map((name) =>
        decodePublicKey(name, "witness"),
      );
      verifyPublication(
        { ...own, anchors: [{ ...signed, countersignatures: other.countersignatures }] },
        { publisher: own.publisher, countersigners: keys },
      );
      added += countersignatures.length - signed.countersignatures.length;
      const text = JSON.stringify(signedAnchorToJson({ ...signed, countersignatures }));
      await connection.execute("UPDATE anchors SET signed = $1 WHERE idx = $2", [text, signed.anchor.index]);
    }
  });
  return added;
}

function merge(own: readonly Countersignature[], others: readonly Countersignature[]): readonly Countersignature[] {
  const known = new Set(own.map(({ countersigner }) => countersigner));
  return [...own, ...others.filter(({ countersigner }) => !known.has(countersigner))];
}
