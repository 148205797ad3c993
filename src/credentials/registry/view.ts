/** What a witness takes from a registry; made by an agency's own registry or by a holder from downloads. */
import type { FieldElement } from "../../core/field.ts";
import { InvalidInputError } from "../../core/json.ts";
import type { IssuerPath, PublicKeyInput } from "./issuer-set.ts";
import type { StatusPath } from "./status-tree.ts";

/** What proving with credentials of one schema needs of a registry, current or as of an earlier time. */
export interface RegistryView {
  /** Id of the registry, 64 hexadecimal digits. */
  readonly registry: string;
  /** The schema whose issuers these are, decimal. */
  readonly schemaId: string;
  readonly issuerRoot: FieldElement;
  readonly statusRoot: FieldElement;
  /** @throws IssuerNotTrustedError for a key that is not trusted for the schema */
  readonly issuerPath: (publicKey: PublicKeyInput) => IssuerPath;
  /** @throws StatusListError for an issuer or entry out of range */
  readonly statusPath: (issuerIndex: number, statusIndex: number) => StatusPath;
}

/** @throws InvalidInputError for a snapshot or a whole registry, which a view is made from */
export function requireView(registry: RegistryView): void {
  if (typeof registry?.issuerPath === "function" && typeof registry.statusPath === "function") return;
  throw new InvalidInputError({
    path: "registry",
    expected:
      "a view: openSnapshot(snapshot, { issuer, schemaId, statusBits }), or view(schemaId) of your own registry",
  });
}
