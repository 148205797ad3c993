/** Claims that the service verifies and a chain decides about. */
import type { Presentation } from "../../presentation/proof/presentation.ts";
import type { PresentationRequest } from "../../presentation/proof/request.ts";

/** A claim that a service has verified, and that is made on a chain. */
export interface HandedClaim {
  /** The id of its request. */
  readonly id: string;
  readonly request: PresentationRequest;
  readonly presentation: Presentation;
}

/** Where the claims of a programme are made that is not the portal's to pay. */
export interface ChainSettings {
  /** CAIP-2, as `eip155:1`. */
  readonly chainId: string;
  /** The gate: 0x and 40 lower-case hexadecimal digits. */
  readonly contract: string;
  /** Of the programme's terms at the gate. */
  readonly version: number;
  /**
   * Gives a claim to the relay; when it has returned, the claim is not lost. The same claim may come more than once.
   * What it throws keeps the request open.
   */
  readonly handOver: (claim: HandedClaim) => Promise<void>;
}
