/** The status registry as the office's log determines it: the log is the journal, and the registry is made from it. */

import { RegistryError } from "../../credentials/registry/issuer-set.ts";
import { decodeStatusList, statusBit } from "../../credentials/registry/status-list.ts";
import type { ReasonCode } from "../../credentials/registry/status-log.ts";
import {
  exportRegistry,
  type StatusChange,
  type StatusChangeReason,
  type StatusRegistry,
} from "../../credentials/registry/status-registry.ts";
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
export async function applyJournal(
  registry: StatusRegistry,
  log: readonly OfficeLogEntry[],
  issuers: readonly OfficeIssuer[],
): Promise<void> {
  const given = await givenOut(registry);
  const known = [...registry.log];
  let at = 0;
  for (let i = 0; i < log.length; i++) {
    const entry = log[i]!;
    const { time, action, issuerIndex, statusIndex, detail } = entry;
    if (action === "issued") {
      // While its key is still trusted: a credential is revoked also when its key is not any more.
      if (!given(issuerIndex!, statusIndex!)) registry.allocateStatusIndex(issuerIndex!, statusIndex!);
      continue;
    }
    if (!isPublic(entry)) continue;
    const done = known[at++];
    if (done !== undefined) {
      if (done.time !== time || done.issuerIndex !== issuerIndex || done.statusIndex !== statusIndex)
        throw new RegistryError({ path: `log[${at - 1}]`, expected: "the office's own entries" });
      continue;
    }
    if (STATUS[action] === undefined) {
      changeIssuer(registry, entry, issuers);
      continue;
    }
    // One set for all that happened at one time for one reason: the tree is computed once.
    const set = [entry];
    for (let next = log[i + 1]; next !== undefined; next = log[i + 1]) {
      if (!(next.action in STATUS) || next.time !== time || next.detail !== detail) break;
      set.push(next);
      i++;
      at++;
    }
    registry.applyChanges(
      set.map((each) => ({
        ...{ issuerIndex: each.issuerIndex!, statusIndex: each.statusIndex!, action: STATUS[each.action]! },
      })),
      reasonOf(entry),
    );
  }
  if (at < known.length)
    throw new RegistryError({ path: `log[${at}]`, expected: "no entry more than the office's own" });
}

/** Which indexes a registry has given out. */
async function givenOut(registry: StatusRegistry): Promise<(issuerIndex: number, statusIndex: number) => boolean> {
  const lists = new Map<number, Uint8Array>();
  for (const [position, encoded] of Object.entries((await exportRegistry(registry)).allocated))
    lists.set(Number(position), await decodeStatusList(encoded));
  return (issuerIndex, statusIndex) => {
    const list = lists.get(issuerIndex);
    return list !== undefined && statusBit(list, statusIndex);
  };
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
