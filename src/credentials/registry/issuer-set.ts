/** Trusted issuer keys by schema, and the proof that a key is trusted for one (protocol P-10). */

import { refusal } from "../../core/errors.ts";
import { type FieldElement, toField } from "../../core/field.ts";
import { type MerklePath, SparseMerkleTree } from "../../core/merkle.ts";
import {
  type AffinePoint,
  decodePublicKey,
  encodePublicKey,
  type PublicKey,
  toPublicKey,
} from "../../core/signature.ts";
import { IssuerNotTrustedError } from "../credential/credential.ts";

/** Positions of a set. They are never given to another key, so this many keys fit over the whole life of a set. */
export const MAX_ISSUERS = 256;

/** Schemas that one key may be trusted for at a time. */
export const MAX_SCHEMAS_OF_ISSUER = 64;

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
  /** Ids of the schemas that it may sign, decimal, sorted as text; none when it is not trusted any more. */
  readonly schemas: readonly string[];
}

/** A key as a point or in the text form of {@link encodePublicKey}. */
export type PublicKeyInput = AffinePoint | string;

/** A schema's id (protocol P-5) as a field element or a decimal string. */
export type SchemaIdInput = FieldElement | string;

/** Up to 256 issuer keys at stable positions, each trusted for schemas of its own. */
export interface IssuerSet {
  readonly positions: readonly IssuerPosition[];
  /** The root for each schema that somebody is trusted for, by decimal id, sorted as text. */
  readonly roots: Readonly<Record<string, FieldElement>>;
  /** The root for one schema; that of an empty tree when nobody is trusted for it. */
  readonly root: (schema: SchemaIdInput) => FieldElement;
  /**
   * Trusts a key for schemas, besides those that it is trusted for, and answers its position. A key that was removed
   * comes back to its own position, where its status list still stands.
   *
   * @throws PublicKeyError for a key that is not a point of prime order
   * @throws RegistryError for no schema, one that it is trusted for already, or when all positions are taken
   */
  readonly add: (publicKey: PublicKeyInput, schemas: readonly SchemaIdInput[]) => number;
  /**
   * Stops trusting the key at a position, for some schemas or for all; the leaves become empty.
   *
   * @throws RegistryError when no key is there that is trusted for them
   */
  readonly remove: (position: number, schemas?: readonly SchemaIdInput[]) => void;
  /** The position of a key, trusted or removed; undefined for a stranger. */
  readonly indexOf: (publicKey: PublicKeyInput) => number | undefined;
  /** The position that a key has or would get. @throws RegistryError when all positions are taken */
  readonly nextIndex: (publicKey: PublicKeyInput) => number;
  /** Opens the leaf of a key in the tree of a schema. @throws IssuerNotTrustedError for a key that may not sign it */
  readonly issuerPath: (publicKey: PublicKeyInput, schema: SchemaIdInput) => IssuerPath;
}

/** Reads and checks a public key in either form. @throws PublicKeyError for low or mixed order, or off the curve */
export function readPublicKey(input: PublicKeyInput, path = "publicKey"): PublicKey {
  return typeof input === "string" ? decodePublicKey(input, path) : toPublicKey(input, path);
}

/** Reads schema ids: decimal, sorted, each once. @throws RegistryError */
export function readSchemas(schemas: readonly SchemaIdInput[], path = "schemas"): readonly string[] {
  const refuse = (expected: string, cause?: unknown): never => {
    throw new RegistryError({ path, expected, cause });
  };
  if (!Array.isArray(schemas) || schemas.length === 0) refuse("ids of schemas");
  if (schemas.length > MAX_SCHEMAS_OF_ISSUER) refuse(`at most ${MAX_SCHEMAS_OF_ISSUER} schemas`);
  const texts = schemas.map((id) => {
    try {
      return String(toField(id));
    } catch (cause) {
      return refuse("canonical field elements", cause);
    }
  });
  if (new Set(texts).size !== texts.length) refuse("each schema once");
  return texts.sort();
}

/** Makes a set without any issuer. */
export function createIssuerSet(): IssuerSet {
  const empty = new SparseMerkleTree(SHAPE);
  const trees = new Map<string, SparseMerkleTree>();
  const positions: IssuerPosition[] = [];
  const indexByKey = new Map<string, number>();

  const indexOf = (publicKey: PublicKeyInput): number | undefined =>
    indexByKey.get(encodePublicKey(readPublicKey(publicKey)));

  const nextIndex = (publicKey: PublicKeyInput): number => {
    const index = indexOf(publicKey) ?? positions.length;
    if (index >= MAX_ISSUERS) throw new RegistryError({ expected: `at most ${MAX_ISSUERS} issuer keys` });
    return index;
  };

  const setLeaves = (position: number, schemas: readonly string[], leaf: bigint): void => {
    for (const schema of schemas) {
      const tree = trees.get(schema) ?? new SparseMerkleTree(SHAPE);
      trees.set(schema, tree);
      tree.setLeaves([[position, leaf]]);
      if (tree.root === empty.root) trees.delete(schema);
    }
  };

  return {
    positions,
    get roots() {
      const sorted = [...trees].sort(([a], [b]) => (a < b ? -1 : 1));
      return Object.fromEntries(sorted.map(([schema, { root }]) => [schema, root]));
    },
    root: (schema) => (trees.get(String(schema)) ?? empty).root,
    indexOf,
    nextIndex,
    add(input, wanted) {
      const publicKey = readPublicKey(input);
      const schemas = readSchemas(wanted);
      const position = nextIndex(publicKey);
      const known = positions[position]?.schemas ?? [];
      if (schemas.some((schema) => known.includes(schema)))
        throw new RegistryError({ path: "schemas", expected: "schemas that the key is not trusted for yet" });
      const all = readSchemas([...known, ...schemas]);
      indexByKey.set(encodePublicKey(publicKey), position);
      positions[position] = { publicKey, schemas: all };
      setLeaves(position, schemas, publicKey.x);
      return position;
    },
    remove(position, wanted) {
      const entry = positions[position];
      if (entry === undefined || entry.schemas.length === 0)
        throw new RegistryError({ path: "position", expected: "the position of a trusted key" });
      const schemas = wanted === undefined ? entry.schemas : readSchemas(wanted);
      if (!schemas.every((schema) => entry.schemas.includes(schema)))
        throw new RegistryError({ path: "schemas", expected: "schemas that the key is trusted for" });
      positions[position] = { ...entry, schemas: entry.schemas.filter((schema) => !schemas.includes(schema)) };
      setLeaves(position, schemas, 0n);
    },
    issuerPath(publicKey, schema) {
      const issuerIndex = indexOf(publicKey);
      if (issuerIndex === undefined || !positions[issuerIndex]!.schemas.includes(String(schema)))
        throw new IssuerNotTrustedError({
          path: "publicKey",
          expected: "the key of an issuer trusted for this schema",
        });
      return { issuerIndex, issuerNodes: trees.get(String(schema))!.path(issuerIndex) };
    },
  };
}

/**
 * A registry or its log is not of its form, or an operation on it is not allowed.
 *
 * What to do: correct the operation, or get the registry's file again.
 */
export class RegistryError extends /* @__PURE__ */ refusal(
  "REGISTRY_INVALID",
  "RegistryError",
  "Invalid registry operation",
) {}
