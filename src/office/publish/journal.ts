/** The status registry as the office's log determines it: the log is the journal, and the registry is made from it. */

import { RegistryError } from "../../credentials/registry/issuer-set.ts";
import type { ReasonCode } from "../../credentials/registry/status-log.ts";
import type { StatusChange, StatusChangeReason, StatusRegistry } from "../../credentials/registry/status-registry.ts";
import type { OfficeIssuer } from "../store/issuers.ts";
import type { OfficeAction, OfficeLogEntry } from "../store/log.ts";

const STATUS: Partial<Readonly<Record<OfficeAction, StatusChange["action"]>>> = {
  revoked: "revoke",
  suspended: "suspend",
  reinstated: "reinstate",
};

/** Whether the registry shows an entry. */
export const isPublic = ({ action }: OfficeLogEntry): boolean =>
  action in STATUS || action === "issuer-added" || action === "issuer-removed";

/**
 * Brings a registry up to date: the entries that it lacks, in their order, with their times. Who did it is not
 * published; that stands in the office's own log.
 *
 * @throws RegistryError when the registry is not the one that this log made
 */
export function applyJournal(
  registry: StatusRegistry,
  log: readonly OfficeLogEntry[],
  issuers: readonly OfficeIssuer[],
): void {
  const entries = log.filter(isPublic);
  const known = registry.log.length;
  registry.log.forEach(({ time, issuerIndex, statusIndex }, i) => {
    const entry = entries[i];
    if (entry?.time !== time || entry.issuerIndex !== issuerIndex || entry.statusIndex !== statusIndex)
      throw new RegistryError({ path: `log[${i}]`, expected: "the office's own entries" });
  });
  const given = new Set(registry.log.map(({ issuerIndex, statusIndex }) => `${issuerIndex}/${statusIndex}`));
  let at = known;
  while (at < entries.length) {
    const entry = entries[at]!;
    const change = STATUS[entry.action];
    if (change === undefined) {
      changeIssuer(registry, entry, issuers);
      at++;
      continue;
    }
    // One set for all that happened at one time for one reason: the tree is computed once.
    const isSame = (other: OfficeLogEntry | undefined): boolean =>
      other !== undefined && other.action in STATUS && other.time === entry.time && other.detail === entry.detail;
    let end = at;
    while (isSame(entries[end])) end++;
    const set = entries.slice(at, end).map(({ action, issuerIndex, statusIndex }) => ({
      ...{ issuerIndex: issuerIndex!, statusIndex: statusIndex!, action: STATUS[action]! },
    }));
    // The office's table gave the index out; the registry need only know it when something happens to it.
    for (const { issuerIndex, statusIndex } of set) {
      if (given.has(`${issuerIndex}/${statusIndex}`)) continue;
      registry.allocateStatusIndex(issuerIndex, statusIndex);
      given.add(`${issuerIndex}/${statusIndex}`);
    }
    registry.applyChanges(set, reasonOf(entry));
    at = end;
  }
}

const reasonOf = ({ time, detail }: OfficeLogEntry): StatusChangeReason => ({
  timeSeconds: time,
  actor: "office",
  reasonCode: detail as ReasonCode,
  confirmClock: true,
});

function changeIssuer(registry: StatusRegistry, entry: OfficeLogEntry, issuers: readonly OfficeIssuer[]): void {
  const issuer = issuers.find(({ issuerIndex }) => issuerIndex === entry.issuerIndex);
  if (issuer === undefined) throw new RegistryError({ path: "issuers", expected: "the key that was added" });
  if (entry.action === "issuer-removed") {
    registry.removeIssuer(issuer.issuerIndex, reasonOf(entry));
    return;
  }
  const { publicKey, schemas, possession } = issuer;
  registry.addIssuer(publicKey, { schemas, possession }, { ...reasonOf(entry), reasonCode: "issuer-added" });
}
