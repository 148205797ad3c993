/**
 * The bundle (protocol P-45): the snapshot and every issuer's list in one file, the same for everybody, so that fetching
 * it says nothing about whose credential somebody has.
 */

import * as v from "valibot";
import { bytesToHex } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { decode, parseJson } from "../../core/json.ts";
import { ownWith, requireMade } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import { sha256 } from "../../core/sha256.ts";
import { textLike } from "../../core/shapes.ts";
import type { Credential } from "../credential/credential.ts";
import { MAX_ISSUERS } from "./issuer-set.ts";
import { openSnapshot, type RegistrySnapshot, registrySnapshotShape } from "./snapshot.ts";
import type { RegistryStatement } from "./statement.ts";
import { rootsToJson } from "./statement-document.ts";
import { createStatusBits, decodeStatusList, encodeStatusList } from "./status-list.ts";
import type { RegistryState } from "./status-registry.ts";
import type { RegistryView } from "./view.ts";

/** A bundle as a file. */
export interface RegistryBundle {
  readonly civicproof: "registry-bundle/v2/s1";
  readonly snapshot: RegistrySnapshot;
  /** By issuer position: what is revoked or suspended, as a W3C encoded list. */
  readonly lists: Readonly<Record<string, string>>;
}

/** Longest bundle in bytes: 256 lists that can't be compressed, and the snapshot. */
export const MAX_BUNDLE_BYTES = 8_000_000;

const bundleShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("registry-bundle/v2/s1"),
    snapshot: registrySnapshotShape,
    lists: v.pipe(
      v.record(textLike(/^(?:0|[1-9][0-9]{0,2})$/, "an issuer position"), v.string()),
      v.maxEntries(MAX_ISSUERS),
    ),
  }),
);

/** A bundle's text and what the statement says of it. */
export interface EncodedBundle {
  readonly text: string;
  /** SHA-256 of the text in UTF-8, 64 hexadecimal digits: `snapshotSha256` of the statement. */
  readonly sha256: string;
}

/** Makes the bundle of a registry at one time. @throws UnsupportedPlatformError where there is no CompressionStream */
export async function createBundle(state: RegistryState): Promise<EncodedBundle> {
  requireMade("state", state, "snapshot");
  const snapshot = state.snapshot();
  const lists = await Promise.all(snapshot.issuers.map((_, index) => encodeStatusList(state.statusBits(index))));
  const bundle: RegistryBundle = {
    civicproof: "registry-bundle/v2/s1",
    snapshot,
    lists: Object.fromEntries(lists.entries()),
  };
  const text = JSON.stringify(bundle);
  return { text, sha256: hashOf(text) };
}

function hashOf(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text)));
}

/** A bundle that a statement vouches for. */
export interface OpenedBundle {
  /**
   * What proving with a credential needs.
   *
   * @throws IssuerNotTrustedError when its issuer is not trusted for its schema
   * @throws StatusListError when its issuer's list is not the one of the snapshot
   */
  readonly viewFor: (credential: Pick<Credential, "issuer" | "schemaId">) => Promise<RegistryView>;
}

/**
 * Opens the bundle of a statement.
 *
 * @throws BundleError for another text than the statement names, or roots that are not the statement's
 */
export function openBundle(text: string, statement: RegistryStatement): OpenedBundle {
  const { snapshotSha256 } = ownWith(statement, "snapshotSha256");
  const sha256 = hashOf(text);
  if (sha256 !== snapshotSha256)
    throw new BundleError({
      path: "bundle",
      expected: `sha256 ${snapshotSha256}`,
      received: `sha256 ${sha256}`,
    });
  const limits = { maxDepth: 6, maxNodes: 40_000, maxStringLength: 100_000 };
  const json = parseJson(text, MAX_BUNDLE_BYTES, BundleError);
  const { snapshot, lists }: RegistryBundle = decode(bundleShape, json, { Refusal: BundleError, limits });
  const isSame =
    snapshot.registry === statement.registry &&
    snapshot.statusRoot === String(statement.statusRoot) &&
    sorted(snapshot.issuerRoots) === sorted(rootsToJson(statement.issuerRoots));
  if (!isSame)
    throw new BundleError({ path: "bundle.snapshot", expected: "the registry and the roots of the statement" });
  return {
    async viewFor({ issuer, schemaId }) {
      const index = snapshot.issuers.findIndex(({ publicKey }) => publicKey === issuer);
      const encoded = Object.hasOwn(lists, index) ? lists[index] : undefined;
      // For a stranger opening the snapshot says that the issuer is not trusted.
      const statusBits = index < 0 ? createStatusBits() : await decodeStatusList(encoded);
      return openSnapshot(snapshot, { issuer, schemaId, statusBits });
    },
  };
}

function sorted(roots: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(roots).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The bundle of a registry is not the one that its statement names.
 *
 * What to do: fetch the registry again; when that does not help, ask who runs it.
 */
export class BundleError extends /* @__PURE__ */ refusal("BUNDLE_INVALID", "BundleError", "Invalid registry bundle") {}
