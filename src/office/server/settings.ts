/** What an office is told. */

import type { RequestIdentity } from "../../core/openid/sign-request.ts";
import type { TrustedProxies } from "../../core/service/callers.ts";
import type { LogDestination } from "../../core/service/log.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import type { RegistryStatement } from "../../credentials/registry/statement.ts";
import type { VerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { OfficeBridge } from "../bridge/bridge.ts";
import type { SignInSettings } from "../sign-in/settings.ts";
import type { OfficeSigner } from "../signing/port.ts";
import type { ClaimSource } from "../source/port.ts";
import type { OfficeStore } from "../store/index.ts";

/** A kind of credential that the office issues. */
export interface OfficeCredential {
  readonly schema: CredentialSchema;
  /** Without one, the desk offers it to nobody: it is issued over bridges alone. */
  readonly source?: ClaimSource | undefined;
  /** From the day of issue; 365 by default. */
  readonly validDays?: number | undefined;
}

/** Bridges: our credentials from those that people hold already (docs/bridges.md). */
export interface OfficeBridges {
  readonly list: readonly OfficeBridge[];
  /** Signs requests to source wallets. */
  readonly identity?: RequestIdentity | undefined;
  /** A page of the wallet, where people go on after they have shown a source; it gets the response code in its fragment. */
  readonly returnUrl: string;
}

/** Who certifies people to the office, so that one person has one file there (docs/enrolment.md). */
export interface OfficeEnrolment {
  /** Of the authority's credential; the source's mapping has these claims under `identity`. */
  readonly schema: CredentialSchema;
  /** The authority's registry. */
  readonly registry: string;
  /** The office's host; part of the scope of pseudonyms and never changed. */
  readonly verifier: string;
  /** `enrolment` by default; part of the scope, too. */
  readonly programme?: string | undefined;
  /** `once`, with the office's first day and clock: `once/2026-01-01/60`. */
  readonly grid: string;
  /** Of the circuit `enrolment`. */
  readonly verificationKey: VerificationKey;
  /** Statements of the authority's registry, as the verifier's services read them. */
  readonly readStatements: (wanted: {
    readonly nowSeconds: number;
    readonly maxRootAgeSeconds: number;
    readonly asOfSeconds: readonly number[];
  }) => Promise<readonly RegistryStatement[]>;
  readonly maxRootAgeSeconds: number;
}

/** What an office does for whoever is at its desk. */
export interface OfficeSettings {
  /** The office's own address as wallets see it: https, or http on this machine; its origin is the issuer's identifier. */
  readonly publicUrl: string;
  /** For people: the name of the office. */
  readonly displayName: string;
  readonly store: OfficeStore;
  /** Of the office's own registry. */
  readonly registry: string;
  /** Where wallets read that registry. */
  readonly registryUrl?: string | undefined;
  readonly credentials: readonly OfficeCredential[];
  /** Without it nobody proves who they are, and a commitment stands for a person; a finding of the assessment. */
  readonly enrolment?: OfficeEnrolment | undefined;
  readonly bridges?: OfficeBridges | undefined;
  /** The signers of the office's keys; the one whose key is active signs. */
  readonly signers: readonly OfficeSigner[];
  /** Seconds since the epoch; this machine's clock by default. */
  readonly now?: (() => number) | undefined;
}

/** Files of pages, by their paths: `index.html`. */
export type DeskFiles = ReadonlyMap<string, Uint8Array>;

/** What a process is told besides. */
export interface OfficeServiceOptions extends OfficeSettings {
  /** Where the office's people sign in; without it a session begins with an API key. */
  readonly signIn?: SignInSettings | undefined;
  /** The desk's screens by their paths, served under `/desk`; `readDesk` reads those of the package. */
  readonly desk?: DeskFiles | undefined;
  /** What is published; served under `/registry/`. */
  readonly publicDirectory?: string | undefined;
  /** Calls of one address per minute; 600 by default. */
  readonly maxCallsPerMinute?: number | undefined;
  readonly maxConnections?: number | undefined;
  readonly trustProxy?: TrustedProxies | undefined;
  readonly version?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly logDestination?: LogDestination | undefined;
}
