/** The registry's own file, and the directory that it publishes for holders and verifiers. */

import { stat } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { refusal } from "../core/errors.ts";
import { decode } from "../core/json.ts";
import type { Credential } from "../credentials/credential/credential.ts";
import {
  parseRootHistory,
  RegistryError,
  type RootRecord,
  rootHistoryToJson,
} from "../credentials/registry/issuer-set.ts";
import { openSnapshot, parseSnapshot } from "../credentials/registry/snapshot.ts";
import { createStatusBits, decodeStatusList, encodeStatusList } from "../credentials/registry/status-list.ts";
import {
  exportRegistry,
  importRegistry,
  type RegistryState,
  type StatusReference,
  type StatusRegistry,
} from "../credentials/registry/status-registry.ts";
import type { RegistryView } from "../credentials/registry/view.ts";
import { MAX_REGISTRY_BYTES, readJson, withLock, writeJson } from "./files.ts";
import { inFile, UsageError } from "./report-error.ts";

export function readRegistry(file: string): Promise<StatusRegistry> {
  return readJson(file, importRegistry, MAX_REGISTRY_BYTES);
}

/** Writes a registry. It is private: it says which status indexes were given out. */
export async function writeRegistry(file: string, registry: StatusRegistry, { force = true } = {}): Promise<void> {
  await writeJson(file, await exportRegistry(registry), { force, isPrivate: true });
}

/** Reads a registry, changes it and writes it back, with other commands kept away meanwhile. */
export function changeRegistry<T>(file: string, change: (registry: StatusRegistry) => T | Promise<T>): Promise<T> {
  return withLock(file, async () => {
    const registry = await readRegistry(file);
    const result = await change(registry);
    await writeRegistry(file, registry);
    return result;
  });
}

/** Names of the published files. */
const SNAPSHOT = "snapshot.json";
const ROOTS = "roots.json";
const listFile = (issuerIndex: number): string => join("status-lists", `${issuerIndex}.json`);

const statusListShape = v.strictObject({
  civicproof: v.literal("status-list/v2"),
  issuerIndex: v.number(),
  encodedList: v.string(),
});
const rootsShape = v.strictObject({
  civicproof: v.literal("registry-roots/v2"),
  issuerRoots: v.array(v.any()),
  statusRoots: v.array(v.any()),
});

/** Publishes what holders and verifiers need; the directory may be there already. @param state current, or as of earlier */
export async function publishRegistry(
  directory: string,
  registry: StatusRegistry,
  state: RegistryState,
): Promise<readonly string[]> {
  const snapshot = state.snapshot();
  const lists = await Promise.all(
    snapshot.issuers.flatMap(({ isTrusted }, issuerIndex) => (isTrusted ? [encodedList(state, issuerIndex)] : [])),
  );
  const roots = {
    civicproof: "registry-roots/v2",
    issuerRoots: rootHistoryToJson(registry.issuerRoots),
    statusRoots: rootHistoryToJson(registry.statusRoots),
  };
  const files: [name: string, content: object][] = [
    ...lists.map((list): [string, object] => [listFile(list.issuerIndex), list]),
    [ROOTS, roots],
    [SNAPSHOT, snapshot],
  ];
  for (const [name, content] of files) await writeJson(join(directory, name), content, { force: true });
  return files.map(([name]) => name);
}

async function encodedList(state: RegistryState, issuerIndex: number) {
  const encoded = await encodeStatusList(state.statusBits(issuerIndex));
  return { civicproof: "status-list/v2", issuerIndex, encodedList: encoded } as const;
}

/** A holder's view: both trees rebuilt from the published files and checked against their roots. */
export async function readPublishedView(
  directory: string,
  { issuer }: Pick<Credential, "issuer">,
): Promise<RegistryView> {
  const file = join(directory, SNAPSHOT);
  const snapshot = await readJson(file, parseSnapshot);
  const issuerIndex = snapshot.issuers.findIndex(({ publicKey }) => publicKey === issuer);
  // Without a position, opening the snapshot says that the issuer is not trusted.
  const statusBits = issuerIndex < 0 ? createStatusBits() : await readList(join(directory, listFile(issuerIndex)));
  return inFile(file, () => openSnapshot(snapshot, { issuer, statusBits }));
}

function readList(file: string): Promise<Uint8Array> {
  return readJson(file, (value) => {
    const limits = { maxStringLength: 1_000_000 };
    return decodeStatusList(decode(statusListShape, value, { Refusal: RegistryError, limits }).encodedList);
  });
}

/** The root histories that a verifier trusts. */
export function readPublishedRoots(
  directory: string,
): Promise<{ issuerRoots: readonly RootRecord[]; statusRoots: readonly RootRecord[] }> {
  return readJson(
    join(directory, ROOTS),
    (value) => {
      const limits = { maxNodes: 1_000_000 };
      const roots = decode(rootsShape, value, { Refusal: RegistryError, limits });
      return { issuerRoots: parseRootHistory(roots.issuerRoots), statusRoots: parseRootHistory(roots.statusRoots) };
    },
    MAX_REGISTRY_BYTES,
  );
}

/** The same for a service that runs on: read again whenever the file was replaced. */
export function followPublishedRoots(directory: string): () => ReturnType<typeof readPublishedRoots> {
  let last: { readonly version: string; readonly roots: Awaited<ReturnType<typeof readPublishedRoots>> } | undefined;
  return async () => {
    try {
      const { mtimeMs, ino, size } = await stat(join(directory, ROOTS));
      const version = `${mtimeMs}/${ino}/${size}`;
      if (last?.version !== version) last = { version, roots: await readPublishedRoots(directory) };
      return last.roots;
    } catch (cause) {
      throw new RegistryUnavailableError({ path: "registry", expected: "readable root histories", cause });
    }
  };
}

/** The entry of a credential. @throws RegistryError when its issuer was never in the registry */
export function referenceOf(registry: StatusRegistry, { issuer, statusIndex }: Credential): StatusReference {
  const issuerIndex = registry.issuers.indexOf(issuer);
  if (issuerIndex === undefined) throw new RegistryError({ path: "issuer", expected: "an issuer of this registry" });
  return { issuerIndex, statusIndex };
}

/** Position of an issuer given by its public key. @throws UsageError when the registry does not know it */
export function issuerPosition(registry: StatusRegistry, publicKey: string): number {
  const index = registry.issuers.indexOf(publicKey);
  if (index === undefined) throw new UsageError({ message: "the registry does not know this issuer", path: "issuer" });
  return index;
}

/**
 * The published root histories of the registry can't be read.
 *
 * What to do: check the registry's directory; the service tries again with the next request.
 */
export class RegistryUnavailableError extends /* @__PURE__ */ refusal(
  "REGISTRY_UNAVAILABLE",
  "RegistryUnavailableError",
  "The registry can't be read",
) {}
