/** What every commitment hides, and what it would cost to find it by trying. */
import { FIELD_MODULUS } from "../core/field.ts";
import { chainOf, DEFAULT_HASHES_PER_SECOND, type DeploymentDescriptor } from "./descriptor.ts";
import { type Vantage, vantagesOf } from "./observables.ts";
import { FUNCTIONS_OF_PARTIES, type Place } from "./places.ts";

/** One value that somebody sees and that is a one-way function of something. */
export interface Commitment {
  readonly id: "holder-commitment" | "nullifier" | "context" | "policyHash" | "scope" | "registry-roots" | "record";
  readonly seenFrom: readonly Vantage[];
  /** Entropy of what is hidden apart from random salt, in bits. */
  readonly contentBits: number;
  /** Random bits that only its owner knows. */
  readonly saltBits: number;
  /** What it hides: personal content, a random secret, what is published anyway, or nothing from those who see it. */
  readonly content: "personal" | "public" | "random" | "known";
  readonly cost: DictionaryCost;
  /** The same when the salt is known: after a leak, or to whoever made the commitment. */
  readonly costWithSalt: DictionaryCost;
  readonly places: readonly Place[];
}

export interface DictionaryCost {
  /** Logarithm of the expected number of hashes. */
  readonly log2Guesses: number;
  readonly seconds: number;
}

/**
 * Expected cost of finding a preimage by trying all of them.
 *
 * Formula: 2^(b − 1) hashes for b bits of entropy, half of the values on average; divided by the hash rate.
 * Source: guessing entropy of a uniform distribution, (2^b + 1) / 2, Massey 1994; skewed content is found sooner.
 */
export function dictionaryCost(bits: number, hashesPerSecond: number): DictionaryCost {
  const log2Guesses = Math.max(bits - 1, 0);
  return { log2Guesses, seconds: 2 ** log2Guesses / hashesPerSecond };
}

/** What is seen where rests on who does what, and costs on the rate that is assumed. */
const SEEN: readonly Place[] = [FUNCTIONS_OF_PARTIES, "chain"];
const PLACES: Readonly<Record<Commitment["id"], readonly Place[]>> = {
  "holder-commitment": ["docs/protocol.md P-6"],
  nullifier: ["docs/protocol.md P-19", ...SEEN],
  context: ["docs/protocol.md P-21", ...SEEN],
  policyHash: ["docs/protocol.md P-17", ...SEEN],
  scope: ["docs/protocol.md P-20", ...SEEN],
  "registry-roots": ["docs/protocol.md P-41", ...SEEN],
  record: ["records.fields", "records.saltBits", "hashesPerSecond", "chain"],
};

/** log2 r: a uniformly random field element. */
const FIELD_BITS = Math.log2(Number(FIELD_MODULUS));

/** Lists every commitment of a deployment that leaves the holder's device. */
export function commitmentsOf(deployment: DeploymentDescriptor): readonly Commitment[] {
  const vantages = vantagesOf(deployment);
  const rate = deployment.hashesPerSecond ?? DEFAULT_HASHES_PER_SECOND;
  const chain = chainOf(deployment);
  const at = (...places: readonly Vantage[]): readonly Vantage[] => vantages.filter((each) => places.includes(each));
  const commitment = (
    part: Pick<Commitment, "id" | "seenFrom" | "contentBits" | "saltBits" | "content">,
  ): Commitment => ({
    ...part,
    cost: dictionaryCost(part.contentBits + part.saltBits, rate),
    costWithSalt: dictionaryCost(part.contentBits, rate),
    places: PLACES[part.id],
  });
  const seen: readonly Vantage[] =
    chain === undefined ? ["verifier", "hosting"] : ["verifier", "hosting", "relayer", "rpc", "chain"];
  const { records } = deployment;
  return [
    commitment({
      id: "holder-commitment",
      seenFrom: at("issuer"),
      contentBits: FIELD_BITS,
      saltBits: 0,
      content: "random",
    }),
    commitment({ id: "nullifier", seenFrom: at(...seen), contentBits: FIELD_BITS, saltBits: 0, content: "random" }),
    // The verifier made the nonce; on a chain it stands in the call beside the payee and the deadline.
    commitment({ id: "context", seenFrom: at(...seen), contentBits: 0, saltBits: 0, content: "known" }),
    commitment({ id: "policyHash", seenFrom: at(...seen), contentBits: 0, saltBits: 0, content: "public" }),
    commitment({ id: "scope", seenFrom: at(...seen), contentBits: 0, saltBits: 0, content: "public" }),
    commitment({ id: "registry-roots", seenFrom: at(...seen), contentBits: 0, saltBits: 0, content: "public" }),
    ...(records === undefined
      ? []
      : [
          commitment({
            id: "record",
            seenFrom: at("anchor", "chain"),
            contentBits: records.fields.reduce((sum, { bits }) => sum + bits, 0),
            saltBits: records.saltBits,
            content: records.fields.some(({ personal }) => personal) ? "personal" : "public",
          }),
        ]),
  ];
}
