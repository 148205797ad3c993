/** The set of trusted issuer keys, and the proof that a key is in it (protocol P-10). */

import type { FieldElement } from "../../core/field.ts";
import { type MerklePath, SparseMerkleTree } from "../../core/merkle.ts";
import {
  type AffinePoint,
  decodePublicKey,
  encodePublicKey,
  type PublicKey,
  toPublicKey,
} from "../../core/signature.ts";
import { IssuerNotTrustedError } from "../credential/credential.ts";
import { RegistryError } from "./root-history.ts";

/** Positions of a set. They are never given to another key, so this many keys fit over the whole life of a set. */
export const MAX_ISSUERS = 256;

/** 8 · 8 · 4 leaves: {@link MAX_ISSUERS}. */
const SHAPE = { nodeTag: "issuer-node", depth: 3, rootArity: 4 } as const;

/** What a witness needs of the issuer set. */
export interface IssuerPath {
  /** In [0, 256). */
  readonly issuerIndex: number;
  /** 3 levels, from the leaves up: 8, 8 and 4 children. */
  readonly issuerNodes: MerklePath;
}

/** One position: a key that is trusted, or was. */
export interface IssuerPosition {
  readonly publicKey: PublicKey;
  readonly isTrusted: boolean;
}

/** A key as a point or in the text form of {@link encodePublicKey}. */
export type PublicKeyInput = AffinePoint | string;

/** Up to 256 issuer keys at stable positions. */
export interface IssuerSet {
  readonly root: FieldElement;
  readonly positions: readonly IssuerPosition[];
  /**
   * Trusts a key and answers its position. A key that was removed comes back to its own position, where its status
   * list still stands.
   *
   * @throws PublicKeyError for a key that is not a point of prime order
   * @throws RegistryError when the key is trusted already or all positions are taken
   */
  readonly add: (publicKey: PublicKeyInput) => number;
  /** Stops trusting the key at a position; the leaf becomes empty. @throws RegistryError when no trusted key is there */
  readonly remove: (position: number) => void;
  /** The position of a key, trusted or removed; undefined for a stranger. */
  readonly indexOf: (publicKey: PublicKeyInput) => number | undefined;
  /** Opens the leaf of a trusted key. @throws IssuerNotTrustedError for any other key */
  readonly issuerPath: (publicKey: PublicKeyInput) => IssuerPath;
}

/** Reads and checks a public key in either form. @throws PublicKeyError for low or mixed order, or off the curve */
export function readPublicKey(input: PublicKeyInput, path = "publicKey"): PublicKey {
  return typeof input === "string" ? decodePublicKey(input, path) : toPublicKey(input, path);
}

/**
 * Makes a set of trusted issuers; the first key gets position 0.
 *
 * @throws PublicKeyError, RegistryError as {@link IssuerSet.add}
 */
export function createIssuerSet(publicKeys: readonly PublicKeyInput[] = []): IssuerSet {
  const tree = new SparseMerkleTree(SHAPE);
  const positions: IssuerPosition[] = [];
  const indexByKey = new Map<string, number>();

  const place = (publicKey: PublicKey): number => {
    const name = encodePublicKey(publicKey);
    const known = indexByKey.get(name);
    if (known !== undefined) {
      if (positions[known]!.isTrusted)
        throw new RegistryError({ path: "publicKey", expected: "a key not yet trusted" });
      positions[known] = { publicKey, isTrusted: true };
      return known;
    }
    if (positions.length >= MAX_ISSUERS) throw new RegistryError({ expected: `at most ${MAX_ISSUERS} issuer keys` });
    indexByKey.set(name, positions.length);
    return positions.push({ publicKey, isTrusted: true }) - 1;
  };

  const indexOf = (publicKey: PublicKeyInput): number | undefined =>
    indexByKey.get(encodePublicKey(readPublicKey(publicKey)));

  const initial = publicKeys.map((publicKey, i) => place(readPublicKey(publicKey, `publicKeys[${i}]`)));
  tree.setLeaves(initial.map((position) => [position, positions[position]!.publicKey.x]));

  return {
    get root() {
      return tree.root;
    },
    get positions() {
      return positions;
    },
    indexOf,
    add(publicKey) {
      const position = place(readPublicKey(publicKey));
      tree.setLeaves([[position, positions[position]!.publicKey.x]]);
      return position;
    },
    remove(position) {
      const entry = positions[position];
      if (entry?.isTrusted !== true)
        throw new RegistryError({ path: "position", expected: "the position of a trusted key" });
      positions[position] = { ...entry, isTrusted: false };
      tree.setLeaves([[position, 0n]]);
    },
    issuerPath(publicKey) {
      const issuerIndex = indexOf(publicKey);
      if (issuerIndex === undefined || !positions[issuerIndex]!.isTrusted)
        throw new IssuerNotTrustedError({ path: "publicKey", expected: "the key of a trusted issuer" });
      return { issuerIndex, issuerNodes: tree.path(issuerIndex) };
    },
  };
}
