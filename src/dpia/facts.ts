/** What an assessment rests on, as data: the rules of findings.ts read it, the report puts it into words. */
import type { CalendarDate } from "../core/dates.ts";
import type { CeremonyOrigin } from "../statement/artifacts/manifest.ts";
import type { SignalAnnotation } from "../statement/circuit/annotations.ts";
import type { PublicSignalName } from "../statement/circuit/signals.ts";
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import type { BlockchainRow } from "./blockchain.ts";
import type { Commitment } from "./commitments.ts";
import type { DeploymentDescriptor } from "./descriptor.ts";
import type { KnowledgeMatrix } from "./knowledge.ts";
import type {
  Accumulation,
  EarlySet,
  Inference,
  PolicyLeakage,
  Repetition,
  RevealedCondition,
  Sweep,
} from "./leakage.ts";
import type { LinkVerdict } from "./linkability.ts";
import type { Place } from "./places.ts";
import type { Retention } from "./retention.ts";
import type { Screening } from "./screening.ts";
import type { Surrounding } from "./surroundings.ts";

/** The circuit's artifacts in the words of the manifest. */
export interface Artifact {
  readonly circuit: string;
  readonly setup: "development" | "ceremony";
  /** How many people contributed to the key; 0 for a development key. */
  readonly contributions: number;
  /** Undefined for development keys, and for ceremonies without a transcript. */
  readonly ceremony: CeremonyOrigin | undefined;
  readonly constraints: number;
  readonly sourceSha256: string;
  readonly r1csSha256: string;
  readonly zkeySha256: string;
  readonly vkeySha256: string;
}

/** What the policy says about the people who pass it, in counts. */
export interface Leakage {
  readonly policy: PolicyLeakage;
  readonly conditions: readonly RevealedCondition[];
  readonly inferences: readonly Inference[];
  readonly sweeps: readonly Sweep[];
  /** Everything of `alsoAsked` that has this programme's nullifiers, answered in one period; undefined when nothing has. */
  readonly accumulated: Accumulation | undefined;
  /** Names of policies of `alsoAsked` under other programmes: their nullifiers differ (protocol P-19, P-20). */
  readonly apart: readonly string[];
  readonly repetitions: readonly Repetition[];
  readonly early: readonly EarlySet[];
  /** Whether single histograms were multiplied as if claims were independent. */
  readonly isIndependent: boolean;
  /** What every count rests on. */
  readonly places: readonly Place[];
}

/** SHA-256 of the canonical forms, from the lock. */
export interface InputHashes {
  readonly policy: string;
  readonly deployment: string;
  readonly manifest: string;
}

/** Everything but the findings, which are rules over it. */
export interface DpiaFacts {
  readonly deployment: DeploymentDescriptor;
  readonly policy: CompiledPolicy;
  readonly today: CalendarDate;
  readonly artifact: Artifact;
  readonly hashes: InputHashes;
  readonly publicSignals: Readonly<Record<PublicSignalName, SignalAnnotation>>;
  readonly privateInputs: Readonly<Record<string, SignalAnnotation>>;
  readonly claimsUsed: readonly string[];
  /** Claims that have one value for everybody who presents. */
  readonly pinned: readonly string[];
  readonly knowledge: KnowledgeMatrix;
  readonly links: readonly LinkVerdict[];
  /** Undefined when the descriptor has no counts for what the policy looks at. */
  readonly leakage: Leakage | undefined;
  readonly commitments: readonly Commitment[];
  readonly retention: readonly Retention[];
  readonly screening: Screening;
  readonly blockchain: readonly BlockchainRow[];
  readonly surroundings: readonly Surrounding[];
  readonly minimumGroup: number;
  /** How sure somebody may be of a condition that the policy does not reveal, 0 to 1. */
  readonly inferenceLimit: number;
  readonly hashesPerSecond: number;
}
