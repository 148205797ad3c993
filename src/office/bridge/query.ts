/** What a source wallet is asked for, in the Digital Credentials Query Language (OpenID4VP 1.0, section 6): the places that the mapping reads. */
import { namesOf } from "./mapping.ts";

/** The one credential of a query. */
export const QUERY_ID = "source";

/** A query for one credential. */
export interface DcqlQuery {
  readonly credentials: readonly [
    {
      readonly id: string;
      readonly format: string;
      readonly meta: object;
      readonly require_cryptographic_holder_binding: true;
      readonly claims: readonly { readonly path: readonly (string | number)[] }[];
    },
  ];
}

/** @param prefix  where the format has its claims, below which the mapping's places are */
export function dcqlQuery(
  format: string,
  meta: object,
  { places, prefix = [] }: { readonly places: readonly string[]; readonly prefix?: readonly string[] },
): DcqlQuery {
  const claims = places.map((place) => ({
    path: [
      ...prefix,
      ...namesOf(place).map((name) => (/^\d+$/.test(name) && format !== "mso_mdoc" ? Number(name) : name)),
    ],
  }));
  return {
    credentials: [{ id: QUERY_ID, format, meta, require_cryptographic_holder_binding: true, claims }],
  };
}
