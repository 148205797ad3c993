/**
 * The deployment descriptor: what circuits and policy can't say, declared by those who run the service. The valibot
 * schema below is the only description of its shape; `scripts/generate-deployment-schema.ts` derives the JSON Schema.
 * What only a human can decide is optional: what is missing becomes an open question of the assessment.
 */
import * as v from "valibot";
import { LANGUAGES, type Language } from "../core/language.ts";
import { ADDRESS_PATTERN, EVM_CHAIN_PATTERN } from "../core/origin.ts";
import { LanguageUnsupportedError } from "../core/supported-language.ts";
import { officeShape } from "./office/description.ts";

const short = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const long = v.pipe(v.string(), v.minLength(1), v.maxLength(2_000));

/** A text, or one for each language of the descriptor. */
const inLanguages = (text: typeof short) => {
  const one = v.optional(text);
  const each = v.strictObject({ en: one, fr: one, de: one, nl: one, es: one });
  return v.lazy((input): v.GenericSchema<unknown, string | v.InferOutput<typeof each>> => {
    if (input === undefined) return v.union([text, each]);
    return typeof input === "object" && input !== null ? each : text;
  });
};
const shortText = inLanguages(short);
const longText = inLanguages(long as unknown as typeof short);
const identifier = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-zA-Z0-9-]{0,40}$/, "a letter, then letters, digits and hyphens"),
);
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const country = v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, "an ISO 3166 country code such as AT"));
const whole = (max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(max));
const date = v.pipe(v.string(), v.isoDate("a date such as 2026-11-25"));
const language = v.picklist(LANGUAGES);
const listOf = <const Item extends v.GenericSchema>(item: Item, max = 50) =>
  v.pipe(v.array(item), v.minLength(1), v.maxLength(max));

/** What a party is to the data, in the words of the GDPR; `undecided` leaves the question open. */
export const ROLES = [
  "controller",
  "joint-controller",
  "processor",
  "independent-controller",
  "recipient",
  "undecided",
] as const;

/** What a party does in the system; decides what it sees. */
export const FUNCTIONS = [
  "issuer",
  "verifier",
  "hosting",
  "status-host",
  "relayer",
  "rpc",
  "anchor",
  "second-verifier",
] as const;
export type PartyFunction = (typeof FUNCTIONS)[number];

/** What a store may hold; public signals by name, the rest as listed. */
export const STORED = [
  "nullifier",
  "policyHash",
  "issuerRoot",
  "statusRoot",
  "scope",
  "period",
  "today",
  "context",
  "proof",
  "time",
  "network-address",
  "payee",
  "case-number",
  "claims",
  "identity",
  "status",
  "record",
  "commitment",
] as const;
export type Stored = (typeof STORED)[number];

/**
 * What a run of tests can show: that signals move with what they are said to be made of, counts, links in presentations,
 * links in what a service, its proxy and its database keep.
 */
export const EVIDENCE = ["witness", "counts", "linkability", "observation"] as const;

const population = v.strictObject({
  /** CSV of people and the column mapping of `civicproof issue`: joint counts, as exact as the file. */
  people: v.optional(path),
  mapping: v.optional(path),
  /** Without a file: the size, and counts per value of single claims, taken as independent of each other. */
  size: v.optional(whole(10_000_000_000)),
  histograms: v.optional(
    v.record(
      short,
      listOf(
        v.strictObject({ value: v.union([v.string(), v.number(), v.boolean()]), count: whole(10_000_000_000) }),
        5_000,
      ),
    ),
  ),
  /** The claim by which small groups are looked for, such as the district. */
  groupBy: v.optional(short),
  /** Fewer people than this are too few to hide among. */
  minimumGroup: v.optional(whole(1_000_000)),
  /** How sure somebody may be of a condition that a proof does not reveal, 0 to 1; one half when absent. */
  inferenceLimit: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** For a version that is published: counts below a limit are shown as the limit, all others are rounded. */
  published: v.optional(v.strictObject({ suppressBelow: whole(1_000), roundTo: whole(1_000) })),
  /** First presentations a day after the start, for the anonymity set of the first hours. */
  uptakePerDay: v.optional(whole(1_000_000_000)),
  /** What the figures stand for, and how far they can be trusted. */
  note: v.optional(longText),
});

const party = v.strictObject({
  id: identifier,
  name: shortText,
  role: v.picklist(ROLES),
  does: listOf(v.picklist(FUNCTIONS), FUNCTIONS.length),
  country: v.optional(country),
  contact: v.optional(shortText),
  note: v.optional(longText),
});

const retention = v.lazy(
  (
    input,
  ): v.GenericSchema<unknown, "permanent" | { days: number; because?: v.InferOutput<typeof longText> | undefined }> => {
    const term = v.strictObject({
      days: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100_000)),
      because: v.optional(longText),
    });
    if (input === undefined) return v.union([v.literal("permanent"), term]);
    return typeof input === "string" ? v.literal("permanent") : term;
  },
);

const store = v.strictObject({
  id: identifier,
  party: identifier,
  title: v.optional(shortText),
  holds: listOf(v.picklist(STORED), STORED.length),
  retention,
  erasure: v.optional(longText),
});

const scope = v.strictObject({
  verifier: short,
  programme: short,
  period: v.picklist(["month", "quarter", "year", "once", "days"]),
});

const chainShape = v.strictObject({
  /** CAIP-2, for example eip155:11155111. */
  id: v.pipe(v.string(), v.regex(EVM_CHAIN_PATTERN, "eip155:<decimal chain id>")),
  contract: v.pipe(v.string(), v.regex(ADDRESS_PATTERN, "0x and 40 lower-case hexadecimal digits")),
  /** Whose account sends and pays for the transaction. */
  gasPaidBy: v.picklist(["holder", "relayer"]),
  /** The payee's address: a new one for each claim, one for all claims of a person, or one for everybody. */
  payee: v.picklist(["one-time", "reused", "pooled"]),
  /** Why a chain at all. */
  why: v.optional(longText),
});
const chain = v.lazy((input): v.GenericSchema<unknown, "none" | v.InferOutput<typeof chainShape>> => {
  if (input === undefined) return v.union([v.literal("none"), chainShape]);
  return typeof input === "string" ? v.literal("none") : chainShape;
});

const records = v.strictObject({
  title: shortText,
  /** What one record commits to; bits: the logarithm of how many values are possible. */
  fields: listOf(
    v.strictObject({
      name: shortText,
      bits: v.pipe(v.number(), v.minValue(0), v.maxValue(256)),
      personal: v.boolean(),
    }),
  ),
  /** Random bits in each commitment, known to the controller only. */
  saltBits: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(256)),
  /** Whether one salt serves many records. */
  saltPerRecord: v.boolean(),
  /** Where the anchors stand. */
  anchoredOn: shortText,
  /** Records under one anchor. */
  batchSize: v.optional(whole(1_000_000_000)),
  /** How holders get what they prove with: one file with the openings of all records, or each asks for its own. */
  openings: v.optional(v.picklist(["bundle", "single"])),
  erasure: v.optional(longText),
  rectification: v.optional(longText),
});

export const deploymentSchema = v.strictObject({
  $schema: v.optional(path),
  civicproof: v.literal("deployment/v2"),
  name: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case words joined by hyphens"), v.maxLength(64)),
  title: shortText,
  /** The day printed on the assessment and the day for which people are counted. */
  date,
  /** In which the assessment is written; every text that is given per language is given in all of them. */
  languages: listOf(language, LANGUAGES.length),
  /** Files, relative to the descriptor. */
  policy: path,
  schema: path,
  /** Policies that the same people are asked for under the same programme. */
  alsoAsked: v.optional(listOf(path, 20)),
  population,
  parties: listOf(party),
  purposes: listOf(longText, 20),
  legalBasis: v.optional(v.strictObject({ article: short, text: longText })),
  /** What claims are called, without article, where the schema does not say it. */
  claims: v.optional(listOf(v.strictObject({ claim: short, label: shortText }), 8)),
  /** Claims that belong to a special category, with the exception relied on. */
  specialCategories: v.optional(
    listOf(v.strictObject({ claim: short, category: shortText, basis: v.optional(longText) }), 8),
  ),
  dataSubjects: v.strictObject({
    description: longText,
    children: v.optional(v.boolean()),
    vulnerable: v.optional(longText),
    consulted: v.optional(longText),
  }),
  scopes: listOf(scope, 20),
  chain,
  channels: v.strictObject({
    /** Whether network addresses are kept beside presentations. */
    networkAddress: v.picklist(["dropped", "kept"]),
    /** How holders get revocation data: the list as a whole, or a question about one credential. */
    statusLists: v.picklist(["whole", "single"]),
    /** The roots in an answer: those of the statement that all show at that time, or of each wallet's own copy. */
    roots: v.optional(v.picklist(["statement", "copy"])),
    /** Whether requests name a case or an account (the request's recipient). */
    caseNumber: v.optional(v.boolean()),
    /** How precisely times are kept. */
    times: v.picklist(["exact", "day", "dropped"]),
  }),
  /** How many issuer keys the registry trusts for the schema; a proof hides the issuer among them. */
  issuerKeys: v.optional(whole(256)),
  /** Who decides that two secrets are one person's, and certifies it to the office that issues. */
  enrolment: v.optional(v.strictObject({ authority: shortText, note: v.optional(longText) })),
  /** The office that issues, as `civicproof office describe` derives it. */
  office: v.optional(officeShape),
  stores: listOf(store),
  records: v.optional(records),
  decision: v.strictObject({
    /** Whether the answer is acted on without a person looking at it. */
    automated: v.boolean(),
    effect: v.optional(longText),
    humanReview: v.optional(longText),
    paperRoute: v.optional(longText),
    lostPhone: v.optional(longText),
    coercion: v.optional(longText),
  }),
  rights: v.optional(
    v.strictObject({
      information: v.optional(longText),
      consent: v.optional(longText),
      access: v.optional(longText),
      rectification: v.optional(longText),
      erasure: v.optional(longText),
      restriction: v.optional(longText),
      accuracy: v.optional(longText),
    }),
  ),
  standards: v.optional(listOf(shortText, 20)),
  transfers: v.optional(
    listOf(v.strictObject({ to: shortText, what: shortText, safeguard: v.optional(longText) }), 20),
  ),
  security: v.optional(listOf(v.strictObject({ title: shortText, text: longText }), 30)),
  governance: v.optional(
    v.strictObject({
      vulnerabilities: v.optional(longText),
      changes: v.optional(longText),
      algorithmFailure: v.optional(longText),
      mandatedByLaw: v.optional(v.boolean()),
      trust: v.optional(longText),
    }),
  ),
  /** What stands around a proof: who else sees that a phone has the app, loads files, is paid. */
  surroundings: v.optional(
    v.strictObject({
      /** App stores and push services. */
      platform: v.optional(longText),
      /** Who serves the circuit's files, to whom, and when they are loaded. */
      artifacts: v.optional(longText),
      /** Who serves the registry's files, and whether size or ETag can tell phones apart. */
      lists: v.optional(longText),
      /** Cookies of the portal and of its proxy. */
      cookies: v.optional(longText),
      /** Who gets logs and errors, and what stands in them. */
      logs: v.optional(longText),
      /** Who pays or delivers, and what a bank or a carrier learns by it. */
      payment: v.optional(longText),
      /** How many credentials the smallest issuer has given out. */
      smallIssuers: v.optional(longText),
    }),
  ),
  /** Runs of tests that the assessment may speak of: what was tested, when, at which state of the source, and how it ended. */
  evidence: v.optional(
    listOf(
      v.strictObject({
        what: v.picklist(EVIDENCE),
        date,
        commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{7,64}$/, "the hash of a commit")),
        result: v.picklist(["passed", "failed"]),
        note: v.optional(longText),
      }),
      EVIDENCE.length,
    ),
  ),
  /** Hashes a second that an attacker is assumed to compute; 10^12 when absent. */
  hashesPerSecond: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1e30))),
});

/** A deployment descriptor as it is written: texts may stand in several languages. */
export type WrittenDescriptor = v.InferOutput<typeof deploymentSchema>;
/** A deployment descriptor in one of its languages; see {@link inOneLanguage}. */
export type DeploymentDescriptor = InOneLanguage<WrittenDescriptor>;
export type Party = DeploymentDescriptor["parties"][number];
export type Store = DeploymentDescriptor["stores"][number];
export type Scope = DeploymentDescriptor["scopes"][number];
export type SurroundingQuestion = keyof NonNullable<DeploymentDescriptor["surroundings"]>;
export type Chain = InOneLanguage<v.InferOutput<typeof chainShape>>;
export type Evidence = NonNullable<DeploymentDescriptor["evidence"]>[number];

/** Texts per language become texts; records by any key are none. */
type InOneLanguage<T> = T extends string | number | boolean | undefined
  ? T
  : string extends keyof T
    ? T
    : "en" extends keyof T
      ? string
      : { [Key in keyof T]: InOneLanguage<T[Key]> };

/** Whether a value of a descriptor is a text per language. */
export function isPerLanguage(value: unknown): value is Readonly<Partial<Record<Language, string>>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length > 0 &&
    entries.every(([key, text]) => typeof text === "string" && (LANGUAGES as readonly string[]).includes(key))
  );
}

/**
 * The descriptor with every text in one language. A descriptor that was read has each text in all of its languages.
 *
 * @throws LanguageUnsupportedError when a text is missing in that language
 */
export function inOneLanguage(descriptor: WrittenDescriptor, language: Language): DeploymentDescriptor {
  const translate = (value: unknown): unknown => {
    if (isPerLanguage(value)) {
      const text = value[language];
      if (text !== undefined) return text;
      throw new LanguageUnsupportedError({ expected: Object.keys(value).join(", "), received: language });
    }
    if (Array.isArray(value)) return value.map(translate);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, translate(each)]));
  };
  return translate(descriptor) as DeploymentDescriptor;
}

/** Assumed when the descriptor names no rate: far above what a rack of graphics cards does with Poseidon. */
export const DEFAULT_HASHES_PER_SECOND = 1e12;
/** Assumed when the descriptor names no minimum. */
export const DEFAULT_MINIMUM_GROUP = 10;

/** Assumed when the descriptor names no limit: more likely true than not. */
export const DEFAULT_INFERENCE_LIMIT = 0.5;

/** The chain of a deployment, undefined when there is none. */
export function chainOf<Described extends { readonly id: string }>({
  chain,
}: {
  readonly chain: "none" | Described;
}): Described | undefined {
  return chain === "none" ? undefined : chain;
}
