/**
 * What a registry publishes for holders. With it and the whole list of their own issuer they build every path
 * themselves: nobody is asked about one person.
 */

import * as v from "valibot";
import { type FieldElement, toField } from "../../core/field.ts";
import { decode } from "../../core/json.ts";
import type { SparseMerkleTree } from "../../core/merkle.ts";
import { own } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import { encodePublicKey } from "../../core/signature.ts";
import { IssuerNotTrustedError } from "../credential/credential.ts";
import { createIssuerSet, type IssuerSet, MAX_ISSUERS, type PublicKeyInput } from "./issuer-set.ts";
import { RegistryError } from "./root-history.ts";
import { StatusListError } from "./status-list.ts";
import { emptySubtreeRoot, openStatusList, type StatusPath, SUBTREE_COUNT, subtreeRoots } from "./status-tree.ts";
import type { RegistryView } from "./view.ts";

/** Plain JSON; at most some 70 kB. It is as good as its roots: compare them with the verifier's. */
export interface RegistrySnapshot {
  readonly civicproof: "registry-snapshot/v2/s1";
  /** Seconds since the epoch of the last change that it includes. */
  readonly timeSeconds: number;
  /** Decimal string. */
  readonly issuerRoot: string;
  /** Keys by position, 64 hexadecimal characters, with those that are not trusted any more. */
  readonly issuers: readonly { readonly publicKey: string; readonly isTrusted: boolean }[];
  /** Decimal string. */
  readonly statusRoot: string;
  /** Nodes of level 3 of the status tree by position, two for each issuer; those without any set bit are left out. */
  readonly subtreeRoots: Readonly<Record<string, string>>;
}

const root = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.maxLength(77)));

/** The form of a snapshot; {@link parseSnapshot} also checks keys and roots. */
export const registrySnapshotShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("registry-snapshot/v2/s1"),
    timeSeconds: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    issuerRoot: root,
    issuers: v.pipe(
      v.array(
        v.strictObject({
          publicKey: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "64 hexadecimal characters")),
          isTrusted: v.boolean(),
        }),
      ),
      v.maxLength(MAX_ISSUERS),
    ),
    statusRoot: root,
    subtreeRoots: v.record(v.pipe(v.string(), v.regex(/^(?:0|[1-9][0-9]{0,2})$/, "a node's position")), root),
  }),
);

/** Takes a snapshot of a registry's issuers and status tree. */
export function createSnapshot({
  issuers,
  tree,
  timeSeconds,
}: {
  readonly issuers: IssuerSet;
  readonly tree: SparseMerkleTree;
  readonly timeSeconds: number;
}): RegistrySnapshot {
  const empty = emptySubtreeRoot();
  const used = [...subtreeRoots(tree).entries()].filter(([, node]) => node !== empty);
  return {
    civicproof: "registry-snapshot/v2/s1",
    timeSeconds,
    issuerRoot: String(issuers.root),
    issuers: issuers.positions.map(({ publicKey, isTrusted }) => ({
      publicKey: encodePublicKey(publicKey),
      isTrusted,
    })),
    statusRoot: String(tree.root),
    subtreeRoots: Object.fromEntries(used.map(([index, node]) => [String(index), String(node)])),
  };
}

/** Reads the form of a snapshot. @throws RegistryError for any other form */
export function parseSnapshot(value: unknown): RegistrySnapshot {
  const limits = { maxDepth: 3, maxNodes: 2_000, maxStringLength: 100 };
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
  /** The whole list of that issuer: all entries that are revoked or suspended. */
  readonly statusBits: Uint8Array;
}

/**
 * Rebuilds both trees from a snapshot and one issuer's list, and checks that they have the published roots.
 *
 * @throws RegistryError for another form or roots that do not fit the content
 * @throws IssuerNotTrustedError when the issuer is not in the snapshot
 * @throws StatusListError when the list is not the one that the snapshot commits to
 */
export function openSnapshot(value: unknown, options: OpenSnapshotOptions): RegistryView {
  const { issuer, statusBits } = own(options);
  const snapshot = parseSnapshot(value);
  const issuers = openIssuers(snapshot);
  const { issuerIndex } = issuers.issuerPath(issuer);
  const opened = openStatusList(readSubtreeRoots(snapshot), issuerIndex, statusBits);
  if (opened.statusRoot !== readRoot(snapshot.statusRoot, "statusRoot"))
    throw new RegistryError({ path: "statusRoot", expected: "the root over subtreeRoots" });
  return {
    issuerRoot: issuers.root,
    statusRoot: opened.statusRoot,
    issuerPath: issuers.issuerPath,
    statusPath(index, statusIndex) {
      if (index !== issuerIndex)
        throw new StatusListError({ path: "issuerIndex", expected: "the issuer whose list was opened" });
      return opened.statusPath(statusIndex);
    },
  };
}

/** The issuer set of a snapshot; positions that are not trusted any more are empty leaves. */
function openIssuers(snapshot: RegistrySnapshot): Pick<IssuerSet, "root" | "issuerPath"> {
  const issuers = createIssuerSet(snapshot.issuers.map(({ publicKey }) => publicKey));
  snapshot.issuers.forEach(({ isTrusted }, position) => {
    if (!isTrusted) issuers.remove(position);
  });
  if (issuers.root !== readRoot(snapshot.issuerRoot, "issuerRoot"))
    throw new RegistryError({ path: "issuerRoot", expected: "the root over issuers" });
  return issuers;
}

/**
 * The path of one entry from a snapshot and the issuer's whole list.
 *
 * @throws RegistryError, IssuerNotTrustedError, StatusListError as {@link openSnapshot}
 */
export function pathFromSnapshot(
  value: unknown,
  ownList: Uint8Array,
  issuerIndex: number,
  statusIndex: number,
): StatusPath {
  const issuer = parseSnapshot(value).issuers[issuerIndex];
  if (issuer === undefined)
    throw new IssuerNotTrustedError({ path: "issuerIndex", expected: "the position of a trusted issuer" });
  return openSnapshot(value, { issuer: issuer.publicKey, statusBits: ownList }).statusPath(issuerIndex, statusIndex);
}
