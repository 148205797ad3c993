/** Everything that can be seen of one presentation, where it is seen, and what it is made of. */
import { publicSignalAnnotations, type SignalSource, uniquenessOf } from "../statement/circuit/annotations.ts";
import { type CircuitName, PUBLIC_SIGNALS, type PublicSignalName } from "../statement/circuit/signals.ts";
import { chainOf, type DeploymentDescriptor } from "./descriptor.ts";

/** A place from which presentations are looked at. `holder` and `chain` are not parties of a contract. */
export type Vantage =
  | "holder"
  | "issuer"
  | "verifier"
  | "hosting"
  | "second-verifier"
  | "status-host"
  | "relayer"
  | "rpc"
  | "chain"
  | "anchor";

export const VANTAGES: readonly Vantage[] = [
  "holder",
  "issuer",
  "verifier",
  "hosting",
  "second-verifier",
  "status-host",
  "relayer",
  "rpc",
  "chain",
  "anchor",
];

/** What a visible value can be made of besides the circuit's own sources. */
const SIDE_SOURCES = [
  "account",
  "payee",
  "network",
  "instant",
  "relayerAccount",
  "proofRandomness",
  "case",
  "copy",
  "opening",
] as const;
export type SideSource = (typeof SIDE_SOURCES)[number];

/** How sure a link is that rests on this value alone: an exact value, or one that several people may share. */
export type Strength = "exact" | "approximate";

/** A value that somebody sees. */
export interface Observable {
  readonly id: ObservableId;
  readonly depends: readonly (SignalSource | SideSource)[];
  readonly strength: Strength;
  readonly seenFrom: readonly Vantage[];
}

export type ObservableId =
  | PublicSignalName
  | "proof"
  | "time"
  | "network-address"
  | "case-number"
  | "payee"
  | "sender"
  | "status-request"
  | "registry-statement"
  | "pseudonym"
  | "opening"
  | "holder-commitment"
  | "credential";

/** Whether a source has one value per person, so that its reappearance points to the same person. */
export function isHolderUnique(source: SignalSource | SideSource): boolean {
  switch (source) {
    case "account":
    case "payee":
    case "network":
    case "case":
    case "copy":
    case "opening":
      return true;
    case "instant":
    case "relayerAccount":
    case "proofRandomness":
      return false;
    default:
      return uniquenessOf(source) === "holder";
  }
}

/** Whether a source has a new value in each session. */
export function isFresh(source: SignalSource | SideSource): boolean {
  if (source === "proofRandomness" || source === "instant") return true;
  return !isSide(source) && uniquenessOf(source) === "session";
}

function isSide(source: SignalSource | SideSource): source is SideSource {
  return (SIDE_SOURCES as readonly string[]).includes(source);
}

/** The vantage points that exist in a deployment. A second verifier is always thought of: nobody can rule one out. */
export function vantagesOf(deployment: DeploymentDescriptor): readonly Vantage[] {
  const chain = chainOf(deployment);
  const done = new Set(deployment.parties.flatMap(({ does }) => does));
  return VANTAGES.filter((vantage) => {
    if (vantage === "holder" || vantage === "second-verifier") return true;
    if (vantage === "chain") return chain !== undefined;
    if (vantage === "anchor") return deployment.records !== undefined;
    if (vantage === "rpc") return chain !== undefined;
    return done.has(vantage);
  });
}

/**
 * Lists what can be seen of a presentation under a circuit in a deployment.
 *
 * The public signals come from the circuit's annotations. The side channels come from the descriptor: what it says is
 * dropped is taken as dropped, and `civicproof dpia test-linkability` is there to find out whether it is.
 */
export function observablesOf(circuit: CircuitName, deployment: DeploymentDescriptor): readonly Observable[] {
  const chain = chainOf(deployment);
  const { channels } = deployment;
  const vantages = vantagesOf(deployment);
  const annotations = publicSignalAnnotations(circuit);
  const onChain: readonly Vantage[] = chain === undefined ? [] : ["relayer", "rpc", "chain"];
  const at = (...seenFrom: readonly Vantage[]): readonly Vantage[] =>
    vantages.filter((each) => seenFrom.includes(each));
  const portal: readonly Vantage[] = ["holder", "verifier", "hosting", "second-verifier"];
  const rare = rareRoots(circuit, deployment);
  const all: Observable[] = PUBLIC_SIGNALS.map((id) => {
    const isRare = rare !== undefined && annotations[id].class === "root";
    return {
      id,
      depends: isRare ? [...annotations[id].depends, rare] : annotations[id].depends,
      strength: isRare ? "approximate" : "exact",
      seenFrom: at(...portal, ...onChain),
    };
  });
  all.push({ id: "proof", depends: ["proofRandomness"], strength: "exact", seenFrom: at(...portal, ...onChain) });
  if (channels.times !== "dropped" || chain !== undefined) {
    const portalTimes: readonly Vantage[] = channels.times === "dropped" ? [] : portal;
    all.push({
      id: "time",
      depends: ["instant"],
      strength: "approximate",
      seenFrom: at(...portalTimes, ...onChain, "status-host"),
    });
  }
  const network: readonly Vantage[] = channels.networkAddress === "kept" ? portal : [];
  all.push({
    id: "network-address",
    depends: ["network"],
    strength: "approximate",
    seenFrom: at(...network, "status-host", ...(chain?.gasPaidBy === "holder" ? (["rpc"] as const) : [])),
  });
  if (channels.caseNumber === true) {
    all.push({
      id: "case-number",
      depends: ["case"],
      strength: "exact",
      seenFrom: at("holder", "verifier", "hosting"),
    });
  }
  if (chain !== undefined) {
    const everywhere = at("holder", "verifier", "hosting", ...onChain);
    all.push({
      id: "payee",
      depends: [chain.payee === "reused" ? "payee" : chain.payee === "one-time" ? "proofRandomness" : "relayerAccount"],
      strength: "exact",
      seenFrom: everywhere,
    });
    all.push({
      id: "sender",
      depends: [chain.gasPaidBy === "holder" ? "account" : "relayerAccount"],
      strength: "exact",
      seenFrom: at("holder", ...onChain),
    });
  }
  all.push({
    id: "status-request",
    depends: channels.statusLists === "single" ? ["statusIndex", "issuer"] : ["statusLists"],
    strength: "exact",
    seenFrom: at("holder", "status-host"),
  });
  all.push({
    id: "registry-statement",
    depends: ["trustedIssuers", "statusLists"],
    strength: "exact",
    seenFrom: at("issuer", "status-host", ...portal, ...onChain),
  });
  if (deployment.records !== undefined) {
    all.push({
      id: "opening",
      depends: deployment.records.openings === "single" ? ["opening"] : ["statusLists"],
      strength: "exact",
      seenFrom: at("holder", "anchor"),
    });
  }
  if (deployment.enrolment !== undefined) {
    all.push({
      id: "pseudonym",
      depends: ["holderSecret", "scope"],
      strength: "exact",
      seenFrom: at("holder", "issuer"),
    });
  }
  all.push({
    id: "holder-commitment",
    depends: ["holderSecret"],
    strength: "exact",
    seenFrom: at("holder", "issuer"),
  });
  all.push({
    id: "credential",
    depends: ["claims", "statusIndex", "validity", "signature", "issuer"],
    strength: "exact",
    seenFrom: at("holder", "issuer"),
  });
  return all;
}

/** What makes roots a mark of one person: a copy of the registry's, or an anchor that was opened for that person alone. */
function rareRoots(circuit: CircuitName, { channels, records }: DeploymentDescriptor): SideSource | undefined {
  if (circuit === "record") return records?.openings === "single" ? "opening" : undefined;
  return channels.roots === "copy" ? "copy" : undefined;
}
