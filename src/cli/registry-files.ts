/** The registry's own file, and the directory that it publishes for holders and verifiers. */

import { refusal } from "../core/errors.ts";
import { PackageMissingError } from "../core/peer.ts";
import type { Credential } from "../credentials/credential/credential.ts";
import { RegistryError } from "../credentials/registry/issuer-set.ts";
import { loadMlDsa44 } from "../credentials/registry/ml-dsa.ts";
import { readPublishedFrom } from "../credentials/registry/node.ts";
import { openRegistry } from "../credentials/registry/open-registry.ts";
import type { MlDsa44 } from "../credentials/registry/open-statement.ts";
import { type ReadPublished, RegistryUnreachableError } from "../credentials/registry/read-published.ts";
import { openRegistryKeys, type RegistryKeys } from "../credentials/registry/registry-keys.ts";
import type { RegistryStatement } from "../credentials/registry/statement.ts";
import { openStatements, type StatementSource } from "../credentials/registry/statement-source.ts";
import {
  exportRegistry,
  importRegistry,
  type StatusReference,
  type StatusRegistry,
} from "../credentials/registry/status-registry.ts";
import type { RegistryView } from "../credentials/registry/view.ts";
import type { PresentationRequest } from "../presentation/proof/request.ts";
import { MAX_REGISTRY_BYTES, readJson, withLock, writeJson } from "./files.ts";
import { UsageError } from "./report-error.ts";

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

/** Where a registry publishes: a directory, or an https address. */
function readerOf(place: string): string | ReadPublished {
  return /^https?:\/\//.test(place) ? place : readPublishedFrom(place);
}

/** ML-DSA-44 where it is installed; a registry that needs it is refused with the command that installs it. */
async function optionalMlDsa44(): Promise<MlDsa44 | undefined> {
  try {
    return await loadMlDsa44();
  } catch (error) {
    if (error instanceof PackageMissingError) return undefined;
    throw error;
  }
}

/** A holder's view for a credential, under the statement that everybody shows at this time. */
export async function readPublishedView(
  place: string,
  credential: Credential,
  {
    registry,
    asOfSeconds,
    nowSeconds,
  }: Pick<PresentationRequest, "registry" | "asOfSeconds"> & { readonly nowSeconds: number },
): Promise<RegistryView> {
  const opened = await openRegistry({
    url: readerOf(place),
    registry,
    now: () => nowSeconds,
    mlDsa44: await optionalMlDsa44(),
  });
  return inPlace(place, async () => {
    await opened.refresh();
    return opened.viewFor(credential, { asOfSeconds });
  });
}

/** The statements that a verification of this request needs. */
export async function readPublishedStatements(
  place: string,
  { registry, asOfSeconds }: Pick<PresentationRequest, "registry" | "asOfSeconds">,
  clock: { readonly nowSeconds: number; readonly maxRootAgeSeconds: number },
): Promise<readonly RegistryStatement[]> {
  const source = await followPublished(place, registry);
  return source.statementsFor({ ...clock, asOfSeconds: asOfSeconds === undefined ? [] : [asOfSeconds] });
}

/** The statements of a registry for a service that runs on; read once, so that a wrong place shows at once. */
export async function followPublished(place: string, registry: string): Promise<StatementSource> {
  const source = await openStatements({ url: readerOf(place), registry, mlDsa44: await optionalMlDsa44() });
  await inPlace(place, () => source.refresh());
  return source;
}

/** @throws RegistryUnavailableError where nothing can be read; refusals of what was read pass through */
async function inPlace<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof RegistryUnreachableError)) throw cause;
    throw new RegistryUnavailableError({ path: place, expected: "what `registry publish` writes", cause });
  }
}

/** Opens the key file of a registry. */
export async function readRegistryKeys(file: string): Promise<RegistryKeys> {
  const mlDsa44 = await optionalMlDsa44();
  return readJson(file, (value) => openRegistryKeys(value, { mlDsa44 }));
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
 * The published statements of the registry can't be read.
 *
 * What to do: check the registry's directory or address.
 */
export class RegistryUnavailableError extends /* @__PURE__ */ refusal(
  "REGISTRY_UNAVAILABLE",
  "RegistryUnavailableError",
  "The registry can't be read",
) {}
