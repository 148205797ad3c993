/** Everything that can be seen of one presentation, where it is seen, and what it is made of. */
import { own, ownWith, requireList } from "../core/own.ts";
import { type SignalAnnotation, type SignalSource, uniquenessOf } from "../statement/circuit/annotations.ts";
import { type CircuitName, PUBLIC_SIGNALS, type PublicSignalName } from "../statement/circuit/signals.ts";
import { chainOf, type DeploymentDescriptor } from "./descriptor.ts";
import { type Place, signal } from "./places.ts";

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

/**
 * What people do, as others see it: a wallet gets its credential, asks for lists or for the opening of a record, and
 * presents. Acts of one person are told apart until a value joins them.
 */
export type ActId = "issuing" | "list-request" | "opening" | "presentation";

/** A value that somebody sees. */
export interface Observable {
  readonly id: ObservableId;
  readonly act: ActId;
  readonly depends: readonly (SignalSource | SideSource)[];
  readonly strength: Strength;
  /** Where it is seen as things are declared. */
  readonly seenFrom: readonly Vantage[];
  /** Where it would be seen if everything were kept that can be. */
  readonly couldBeSeenFrom: readonly Vantage[];
  /** What decides whether and where it is seen, and what it is made of. */
  readonly places: readonly Place[];
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

/** Whether who sees a value that is made of a source sees the source: addresses and cases are no secrets of a circuit. */
export function isPlain(source: SignalSource | SideSource): boolean {
  return isSide(source) && source !== "proofRandomness";
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
  requireList("deployment.parties", own(deployment).parties);
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

/** Public signals of a circuit with their annotations. */
export type SignalAnnotations = Readonly<Record<PublicSignalName, SignalAnnotation>>;

/** What an assessment knows of a circuit. */
export interface CircuitFacts {
  readonly circuit: CircuitName;
  readonly publicSignals: SignalAnnotations;
}

/**
 * Lists what can be seen of people who prove under a circuit in a deployment.
 *
 * The public signals come from the circuit's annotations. The side channels come from the descriptor: what it says is
 * dropped is taken as dropped, and `civicproof dpia test-linkability` is there to find out whether it is.
 */
export function observablesOf(facts: CircuitFacts, deployment: DeploymentDescriptor): readonly Observable[] {
  const { circuit, publicSignals } = ownWith(facts, "circuit", "publicSignals");
  const vantages = vantagesOf(deployment);
  const { channels, records, enrolment } = deployment;
  const at = (...places: readonly Vantage[]): readonly Vantage[] => vantages.filter((each) => places.includes(each));
  const chain = chainOf(deployment);
  const onChain: readonly Vantage[] = chain === undefined ? [] : ["relayer", "rpc", "chain"];
  const portal: readonly Vantage[] = ["holder", "verifier", "hosting", "second-verifier"];
  const rare = rareRoots(circuit, deployment);
  const seen = (
    id: ObservableId,
    act: ActId,
    rest: Pick<Observable, "depends" | "places"> & {
      readonly strength?: Strength;
      readonly from: readonly Vantage[];
      readonly could?: readonly Vantage[];
    },
  ): Observable => ({
    id,
    act,
    depends: rest.depends,
    strength: rest.strength ?? "exact",
    seenFrom: at(...rest.from),
    couldBeSeenFrom: at(...rest.from, ...(rest.could ?? [])),
    places: rest.places,
  });
  const rootPlaces: readonly Place[] = circuit === "record" ? ["records.openings"] : ["channels.roots"];
  return [
    ...PUBLIC_SIGNALS.map((id) => {
      const isRoot = publicSignals[id].class === "root";
      const isRare = isRoot && rare !== undefined;
      return seen(id, "presentation", {
        depends: isRare ? [...publicSignals[id].depends, rare] : publicSignals[id].depends,
        strength: isRare ? "approximate" : "exact",
        from: [...portal, ...onChain],
        places: [signal(id), ...(isRoot ? rootPlaces : [])],
      });
    }),
    seen("proof", "presentation", {
      depends: ["proofRandomness"],
      from: [...portal, ...onChain],
      places: ["docs/protocol.md P-23"],
    }),
    seen("time", "presentation", {
      depends: ["instant"],
      strength: "approximate",
      from: [...(channels.times === "dropped" ? [] : portal), ...onChain],
      could: portal,
      places: ["channels.times"],
    }),
    seen("time", "list-request", {
      depends: ["instant"],
      strength: "approximate",
      from: ["status-host"],
      places: ["docs/status-list.md"],
    }),
    seen("network-address", "presentation", {
      depends: ["network"],
      strength: "approximate",
      from: [
        ...(channels.networkAddress === "kept" ? portal : []),
        ...(chain?.gasPaidBy === "holder" ? (["rpc"] as const) : []),
      ],
      could: [...portal, ...(chain === undefined ? [] : (["rpc"] as const))],
      places: ["channels.networkAddress", ...(chain === undefined ? [] : ["chain.gasPaidBy"])],
    }),
    seen("network-address", "list-request", {
      depends: ["network"],
      strength: "approximate",
      from: ["status-host"],
      places: ["docs/status-list.md"],
    }),
    seen("case-number", "presentation", {
      depends: ["case"],
      from: channels.caseNumber === true ? ["holder", "verifier", "hosting"] : [],
      could: ["verifier", "hosting"],
      places: ["channels.caseNumber"],
    }),
    ...(chain === undefined
      ? []
      : [
          seen("payee", "presentation", {
            depends: [
              chain.payee === "reused" ? "payee" : chain.payee === "one-time" ? "proofRandomness" : "relayerAccount",
            ],
            from: ["holder", "verifier", "hosting", ...onChain],
            places: ["chain.payee"],
          }),
          seen("sender", "presentation", {
            depends: [chain.gasPaidBy === "holder" ? "account" : "relayerAccount"],
            from: ["holder", ...onChain],
            places: ["chain.gasPaidBy"],
          }),
        ]),
    seen("status-request", "list-request", {
      depends: channels.statusLists === "single" ? ["statusIndex", "issuer"] : ["statusLists"],
      from: ["holder", "status-host"],
      places: ["channels.statusLists"],
    }),
    seen("registry-statement", "list-request", {
      depends: ["trustedIssuers", "statusLists"],
      from: ["issuer", "status-host", ...portal, ...onChain],
      places: ["docs/protocol.md P-41"],
    }),
    ...(records === undefined
      ? []
      : [
          seen("opening", "opening", {
            depends: records.openings === "single" ? ["opening"] : ["statusLists"],
            from: ["holder", "anchor"],
            places: ["records.openings"],
          }),
        ]),
    ...(enrolment === undefined
      ? []
      : [
          seen("pseudonym", "issuing", {
            depends: ["holderSecret", "scope"],
            from: ["holder", "issuer"],
            places: ["enrolment"],
          }),
        ]),
    seen("holder-commitment", "issuing", {
      depends: ["holderSecret"],
      from: ["holder", "issuer"],
      places: ["docs/protocol.md P-6"],
    }),
    seen("credential", "issuing", {
      depends: KNOWN_TO_ISSUER,
      from: ["holder", "issuer"],
      places: ["docs/protocol.md P-7"],
    }),
  ];
}

/** What an issuer knows of each person in the clear: a value that is made of these alone it can compute and look for. */
export const KNOWN_TO_ISSUER: readonly SignalSource[] = ["claims", "statusIndex", "validity", "signature", "issuer"];

/** What makes roots a mark of one person: a copy of the registry's, or an anchor that was opened for that person alone. */
function rareRoots(circuit: CircuitName, { channels, records }: DeploymentDescriptor): SideSource | undefined {
  if (circuit === "record") return records?.openings === "single" ? "opening" : undefined;
  return channels.roots === "copy" ? "copy" : undefined;
}

/** What decides on whether a value is seen from one of some places: a chain shows times, an access point addresses. */
export function placesFor({ id, act, places }: Observable, vantages: readonly Vantage[]): readonly Place[] {
  if (act !== "presentation") return places;
  const isAtPortal = vantages.some((each) => ["verifier", "hosting", "second-verifier"].includes(each));
  if (id === "time") return isAtPortal && !vantages.includes("chain") ? places : [];
  if (id !== "network-address") return places;
  return places.filter((place) => (place === "chain.gasPaidBy" ? vantages.includes("rpc") : isAtPortal));
}
