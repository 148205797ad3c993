/** What the page and the proving worker tell each other. Everything in it survives structured cloning. */

import type { FieldElement } from "../../core/field.ts";
import type { WireError } from "../../core/wire-error.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import type { IssuerPath } from "../../credentials/registry/issuer-set.ts";
import type { StatusPath } from "../../credentials/registry/status-tree.ts";
import type { RegistryView } from "../../credentials/registry/view.ts";
import type { OpenRequestOptions, RequestDescription } from "../../presentation/proof/describe-request.ts";
import type { Enrolment } from "../../presentation/proof/enrolment.ts";
import type { Presentation } from "../../presentation/proof/presentation.ts";
import type { PresentationProgress } from "../../presentation/proof/prove.ts";
import type { CircuitArtifacts } from "../../statement/artifacts/load.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import type { ExplainOptions, Explanation } from "../../statement/policy/explain.ts";

/** Where the worker finds artifacts, to be loaded by their hashes and kept on the device. */
export interface ArtifactLocation {
  /** The parsed manifest.json, from a source you trust: it pins all hashes. */
  readonly manifest: unknown;
  /** The directory below which the manifest's paths are. */
  readonly baseUrl: string;
  /** Accept keys whose secrets are public. For tests and demonstrations only. */
  readonly allowDevelopmentKeys?: boolean;
  /** Name of the cache, or `null` to keep nothing. */
  readonly cacheName?: string | null;
}

/** What a holder downloads of a registry; the worker rebuilds the trees, so that the page does not wait for it. */
export interface RegistryDownload {
  readonly snapshot: unknown;
  /** The whole list of the credential's issuer. */
  readonly statusBits: Uint8Array;
}

/** A registry view reduced to what one credential needs. */
export type RegistryOpening = IssuerPath &
  StatusPath &
  Pick<RegistryView, "registry" | "schemaId" | "issuerRoot" | "statusRoot">;

/** Artifacts that the page holds; after the first time only the number is sent. */
export interface GivenArtifacts {
  readonly number: number;
  readonly content?: CircuitArtifacts;
}

/** One piece of work for the worker. */
export type Work =
  | { readonly kind: "load"; readonly circuit: CircuitName; readonly artifacts: ArtifactLocation }
  | OpeningWork
  | (ProvingWork & { readonly kind: "prove" })
  | (ProvingWork & {
      readonly kind: "enrol";
      /** Of the commitment for the office's own credential. */
      readonly counter: number;
    });

/** A request to be described, compiled and put into words. */
export interface OpeningWork {
  readonly kind: "open";
  readonly input: unknown;
  readonly asking: Omit<OpenRequestOptions, "clock">;
  /** By the page's clock. */
  readonly nowSeconds: number;
  readonly words: RequestWords;
}

/** What every proof is made from. */
export interface ProvingWork {
  readonly credential: unknown;
  readonly holderSecret: FieldElement;
  /** A request that was opened: the worker takes the page's word for who asks. */
  readonly described: RequestDescription;
  readonly registry: RegistryOpening | RegistryDownload;
  readonly artifacts: GivenArtifacts | ArtifactLocation;
}

/** In which words a request is explained. */
export interface RequestWords extends Pick<ExplainOptions, "labels"> {
  /** English, French, German, Dutch or Spanish, as a tag; English when absent. */
  readonly language?: string | undefined;
  /**
   * Schemas as the wallet has them from its issuers. What they call the claims is shown; the words in a request's own
   * schema are its sender's and are not.
   */
  readonly schemas?: readonly CredentialSchema[] | undefined;
}

/** What the worker answers. */
export type WorkResult =
  | { readonly presentation: Presentation }
  | { readonly enrolment: Enrolment }
  | { readonly described: RequestDescription; readonly explanation: Explanation }
  | undefined;

/** What the page sends under a number. */
export interface ProverTask {
  readonly task: Work;
}

/** What the worker sends ahead of a presentation. */
export type ProverNote =
  /** What can be shown before the policy is compiled; from here on the time for that counts. */
  | { readonly kind: "opening"; readonly described: RequestDescription }
  | { readonly kind: "progress"; readonly progress: PresentationProgress }
  /** Something went wrong without stopping anything. */
  | { readonly kind: "notice"; readonly notice: WireError };
