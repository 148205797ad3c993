/**
 * What a registry publishes for holders. With it and the list of their issuer they build every path themselves: nobody is
 * asked about one person.
 */

import * as v from "valibot";
import { type FieldElement, toField } from "../../core/field.ts";
import { decode } from "../../core/json.ts";
import type { SparseMerkleTree } from "../../core/merkle.ts";
import { own } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import { hex64, integer, text, textLike } from "../../core/shapes.ts";
import { encodePublicKey } from "../../core/signature.ts";
import {
  createIssuerSet,
  type IssuerSet,
  MAX_ISSUERS,
  MAX_SCHEMAS_OF_ISSUER,
  type PublicKeyInput,
  RegistryError,
  type SchemaIdInput,
} from "./issuer-set.ts";
import { rootsToJson } from "./statement-document.ts";
import { StatusListError } from "./status-list.ts";
import { emptySubtreeRoot, openStatusList, SUBTREE_COUNT, subtreeRoots } from "./status-tree.ts";
import type { RegistryView } from "./view.ts";

/** Plain JSON; at most some 70 kB. It is as good as its roots: compare them with those of a statement. */
export interface RegistrySnapshot {
  readonly civicproof: "registry-snapshot/v2/s1";
  /** Id of the registry. */
  readonly registry: string;
  /** Seconds since the epoch of the last change that it includes. */
  readonly timeSeconds: number;
  /** By schema id; decimal strings. */
  readonly issuerRoots: Readonly<Record<string, string>>;
  /** Keys by position, 64 hexadecimal characters, and the schemas that each is trusted for: none any more for some. */
  readonly issuers: readonly { readonly publicKey: string; readonly schemas: readonly string[] }[];
  /** Decimal string. */
  readonly statusRoot: string;
  /** Nodes of level 3 of the status tree by position, two for each issuer; those without any set bit are left out. */
  readonly subtreeRoots: Readonly<Record<string, string>>;
}

const root = /* @__PURE__ */ pure(() => text(0, 77));

/** The form of a snapshot; {@link parseSnapshot} also checks keys and roots. */
export const registrySnapshotShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("registry-snapshot/v2/s1"),
    registry: hex64,
    timeSeconds: integer(0, Number.MAX_SAFE_INTEGER),
    issuerRoots: v.record(root, root),
    issuers: v.pipe(
      v.array(
        v.strictObject({
          publicKey: hex64,
          schemas: v.pipe(v.array(root), v.maxLength(MAX_SCHEMAS_OF_ISSUER)),
        }),
      ),
      v.maxLength(MAX_ISSUERS),
    ),
    statusRoot: root,
    subtreeRoots: v.record(textLike(/^(?:0|[1-9][0-9]{0,2})$/, "a node's position"), root),
  }),
);

/** Takes a snapshot of a registry's issuers and status tree. */
export function createSnapshot({
  registry,
  issuers,
  tree,
  timeSeconds,
}: {
  readonly registry: string;
  readonly issuers: IssuerSet;
  readonly tree: SparseMerkleTree;
  readonly timeSeconds: number;
}): RegistrySnapshot {
  const empty = emptySubtreeRoot();
  const used = [...subtreeRoots(tree).entries()].filter(([, node]) => node !== empty);
  return {
    civicproof: "registry-snapshot/v2/s1",
    registry,
    timeSeconds,
    issuerRoots: rootsToJson(issuers.roots),
    issuers: issuers.positions.map(({ publicKey, schemas }) => ({ publicKey: encodePublicKey(publicKey), schemas })),
    statusRoot: String(tree.root),
    subtreeRoots: Object.fromEntries(used.map(([index, node]) => [String(index), String(node)])),
  };
}

/** Reads the form of a snapshot. @throws RegistryError for any other form */
export function parseSnapshot(value: unknown): RegistrySnapshot {
  const limits = { maxDepth: 5, maxNodes: 20_000, maxStringLength: 100 };
  return decode(registrySnapshotShape, value, { Refusal: RegistryError, limits });
}

function readRoot(text: string, path: string): FieldElement {
  try {
    return toField(text, path);
  } catch (cause) {
    throw new RegistryError({ path, expected: "a canonical field element", cause });
  }
}

function readSubtreeRoots(snapshot: RegistrySnapshot): readonly FieldElement[] {
  const roots = new Array<FieldElement>(SUBTREE_COUNT).fill(emptySubtreeRoot());
  for (const [position, text] of Object.entries(snapshot.subtreeRoots)) {
    const path = `subtreeRoots.${position}`;
    if (Number(position) >= SUBTREE_COUNT)
      throw new RegistryError({ path, expected: `a position below ${SUBTREE_COUNT}` });
    roots[Number(position)] = readRoot(text, path);
  }
  return roots;
}

/** What a holder downloaded. */
export interface OpenSnapshotOptions {
  /** The issuer of the holder's credential. */
  readonly issuer: PublicKeyInput;
  /** The schema of the holder's credential. */
  readonly schemaId: SchemaIdInput;
  /** The whole list of that issuer: all entries that are revoked or suspended. */
  readonly statusBits: Uint8Array;
}

/**
 * Rebuilds the trees from a snapshot and one issuer's list, and checks that they have the published roots. Whether these
 * are the registry's is for the caller to compare with a statement; `openRegistry` does.
 *
 * @throws RegistryError for another form or roots that do not fit the content
 * @throws IssuerNotTrustedError when the snapshot doesn't trust the issuer for the schema
 * @throws StatusListError when the list is not the one that the snapshot commits to
 */
export function openSnapshot(value: unknown, options: OpenSnapshotOptions): RegistryView {
  const { issuer, schemaId, statusBits } = own(options);
  const snapshot = parseSnapshot(value);
  const issuers = openIssuers(snapshot);
  const { issuerIndex } = issuers.issuerPath(issuer, schemaId);
  const opened = openStatusList(readSubtreeRoots(snapshot), issuerIndex, statusBits);
  if (opened.statusRoot !== readRoot(snapshot.statusRoot, "statusRoot"))
    throw new RegistryError({ path: "statusRoot", expected: "the root over subtreeRoots" });
  return {
    registry: snapshot.registry,
    schemaId: String(schemaId),
    issuerRoot: issuers.root(schemaId),
    statusRoot: opened.statusRoot,
    issuerPath: (publicKey) => issuers.issuerPath(publicKey, schemaId),
    statusPath(index, statusIndex) {
      if (index !== issuerIndex)
        throw new StatusListError({ path: "issuerIndex", expected: "the issuer whose list was opened" });
      return opened.statusPath(statusIndex);
    },
  };
}

/** The issuer set of a snapshot; positions that are not trusted any more are empty leaves. */
function openIssuers(snapshot: RegistrySnapshot): IssuerSet {
  const issuers = createIssuerSet();
  snapshot.issuers.forEach(({ publicKey, schemas }, position) => {
    // A key without schemas keeps its position.
    const isTrusted = schemas.length > 0;
    const found = issuers.add(publicKey, isTrusted ? schemas : [0n as FieldElement]);
    if (found !== position) throw new RegistryError({ path: `issuers[${position}]`, expected: "each key once" });
    if (!isTrusted) issuers.remove(position);
  });
  const published = Object.entries(snapshot.issuerRoots);
  const isSame = published.every(([schema, text]) => readRoot(text, `issuerRoots.${schema}`) === issuers.roots[schema]);
  if (!isSame || published.length !== Object.keys(issuers.roots).length)
    throw new RegistryError({ path: "issuerRoots", expected: "the roots over issuers" });
  return issuers;
}
