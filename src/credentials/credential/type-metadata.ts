/** A schema as SD-JWT VC type metadata (draft-ietf-oauth-sd-jwt-vc), for catalogues and for wallets of other makes. */
import { InvalidInputError } from "../../core/json.ts";
import { type Texts, textIn } from "../../core/language.ts";
import { ownWith } from "../../core/own.ts";
import { parsePublishedSchema, pathsOf } from "./published-schema.ts";
import { type CredentialSchema, LANGUAGE_TAG, schemaReference } from "./schema.ts";

/** Type metadata as the draft has them; `iris` is an addition of ours, which others pass over. */
export interface TypeMetadata {
  /** The credential's type, as SD-JWT VCs name it. */
  readonly vct: string;
  /** For developers: `resident@2`. */
  readonly name: string;
  /** For developers. */
  readonly description?: string;
  /** What people are shown, by language. */
  readonly display?: readonly {
    readonly locale: string;
    readonly name: string;
    readonly description?: string;
  }[];
  readonly claims: readonly {
    readonly path: readonly (string | number)[];
    readonly display?: readonly {
      readonly locale: string;
      readonly label: string;
      readonly description?: string;
    }[];
    /** Every credential has every claim of its schema. */
    readonly mandatory: true;
    /** No claim is shown unless its holder shows it. */
    readonly sd: "always";
    readonly iris?: readonly string[];
  }[];
}

export interface TypeMetadataOptions {
  /** A URI that nobody else uses; where it is an address, publish the result there. */
  readonly vct: string;
  /** Of words that the schema gives without a language; `und`, which says that it is not known, when absent. */
  readonly language?: string;
}

/**
 * A schema's type metadata: where each claim stands in an SD-JWT VC, and what people are shown in each language. Without
 * a path of its own a claim stands under its name.
 *
 * @throws SchemaError for anything but a schema that {@link parsePublishedSchema} reads
 * @throws InvalidInputError for a `vct` that is no URI, or a `language` that is no tag
 * @example
 * ```ts
 * const metadata = toTypeMetadata(schema, { vct: "https://city.example.org/types/resident" });
 * ```
 */
export function toTypeMetadata(schema: CredentialSchema, options: TypeMetadataOptions): TypeMetadata {
  const { vct, language = "und" } = ownWith(options, "vct");
  if (typeof vct !== "string" || vct.length > 500 || !URL.canParse(vct))
    throw new InvalidInputError({ path: "vct", expected: "a URI such as https://city.example.org/types/resident" });
  if (typeof language !== "string" || !LANGUAGE_TAG.test(language))
    throw new InvalidInputError({ path: "language", expected: "a language tag such as en or de-AT" });
  const published = parsePublishedSchema(schema);
  const paths = pathsOf(published);
  const { description, claims } = published;
  const forDevelopers = textIn(description, language);
  const display = wordsOf(published, language).map(({ label, ...rest }) => ({ ...rest, name: label }));
  return {
    vct,
    name: schemaReference(published),
    ...(forDevelopers === undefined ? {} : { description: forDevelopers }),
    ...(display.length === 0 ? {} : { display }),
    claims: claims.map((claim, i) => {
      const words = wordsOf(claim, language);
      const iris = claim.interop?.iris;
      return {
        path: paths[i]!,
        ...(words.length === 0 ? {} : { display: words }),
        mandatory: true,
        sd: "always",
        ...(iris === undefined ? {} : { iris }),
      };
    }),
  };
}

interface Words {
  readonly label?: Texts;
  readonly description?: Texts;
}

/** What is said in each language. One that the label lacks is left out: no label is made up for it. */
function wordsOf({ label: labels, description: descriptions }: Words, language: string) {
  const tags = [labels, descriptions].flatMap((texts) => (typeof texts === "object" ? Object.keys(texts) : []));
  return (tags.length === 0 ? [language] : [...new Set(tags)]).flatMap((locale) => {
    const [label, description] = [textIn(labels, locale), textIn(descriptions, locale)];
    return label === undefined ? [] : [{ locale, label, ...(description === undefined ? {} : { description }) }];
  });
}
