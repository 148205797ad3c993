/** Anchors as a file: signed by the publisher, countersigned by others (protocol P-30). Works without a chain. */

import * as v from "valibot";
import { CivicproofError, refusal } from "../core/errors.ts";
import { type FieldElement, toField } from "../core/field.ts";
import { decode } from "../core/json.ts";
import { own, ownWith, requireList } from "../core/own.ts";
import { pure } from "../core/pure.ts";
import { hex64, text } from "../core/shapes.ts";
import {
  decodePublicKey,
  derivePublicKey,
  encodePublicKey,
  type PrivateKey,
  type PublicKey,
  type Signature,
  type SignatureJson,
  type Signer,
  sign,
  signatureToJson,
  verifySignature,
} from "../core/signature.ts";
import { type Anchor, anchorShape, anchorToJson, checkChain, hashAnchor, parseAnchor } from "./anchor.ts";
import { AnchorError } from "./refusals.ts";

/** What a countersigner adds to an anchor. */
export interface Countersignature {
  /** The countersigner's public key, 64 hexadecimal characters; `witness` in files. */
  readonly countersigner: string;
  readonly signature: SignatureJson;
}

/** An anchor with what vouches for it. */
export interface SignedAnchor {
  readonly anchor: Anchor;
  readonly signature: SignatureJson;
  /** `witnesses` in files. */
  readonly countersignatures: readonly Countersignature[];
}

/** A publisher's whole chain, or its newest part. */
export interface Publication {
  readonly civicproof: "anchors/v2/s1";
  readonly publisher: PublicKey;
  readonly anchors: readonly SignedAnchor[];
}

/** Signs an anchor. @throws AnchorError when the key is not the publisher's */
export function signAnchor(anchor: Anchor, signer: Signer): SignedAnchor {
  if (ownWith(signer, "publicKey").publicKey.x !== ownWith(anchor, "publisher").publisher)
    throw new AnchorError({ path: "publisher", expected: "the key's own x" });
  return { anchor, signature: signatureToJson(signer.sign(hashAnchor(anchor))), countersignatures: [] };
}

/** What a consumer demands of a publication. */
export interface PublicationRules {
  readonly publisher: PublicKey;
  /** Whose countersignatures count. */
  readonly countersigners?: readonly PublicKey[];
  /** How many different ones each anchor needs; 0 by default. */
  readonly minCountersigners?: number;
}

/**
 * Checks a publication: the publisher's signature on each anchor, their order, and enough countersigners.
 *
 * @throws AnchorError naming the first anchor that does not hold
 */
export function verifyPublication(publication: Publication, rules: PublicationRules): readonly Anchor[] {
  const { publisher, countersigners = [], minCountersigners = 0 } = ownWith(rules, "publisher");
  requireList("anchors", own(publication).anchors);
  const anchors = publication.anchors.map(({ anchor }) => anchor);
  checkChain(anchors);
  const trusted = new Map(countersigners.map((key) => [encodePublicKey(key), key]));
  publication.anchors.forEach(({ anchor, signature, countersignatures }, i) => {
    const path = `anchors[${i}]`;
    if (anchor.publisher !== publisher.x)
      throw new AnchorError({ path: `${path}.publisher`, expected: "the publisher" });
    const hash = hashAnchor(anchor);
    checkSignature({ signature, hash, key: publisher, path: `${path}.signature` });
    const seen = new Set<string>();
    countersignatures.forEach((each, k) => {
      const key = trusted.get(each.countersigner);
      // Others may sign too; they don't count, and are not worth the time.
      if (key === undefined || seen.has(each.countersigner)) return;
      checkSignature({ signature: each.signature, hash, key, path: `${path}.witnesses[${k}]` });
      seen.add(each.countersigner);
    });
    if (seen.size < minCountersigners) {
      throw new AnchorError({
        path: `${path}.witnesses`,
        expected: `${minCountersigners} trusted countersigners`,
        received: String(seen.size),
      });
    }
  });
  return anchors;
}

function checkSignature({
  signature,
  hash,
  key,
  path,
}: {
  readonly signature: SignatureJson;
  readonly hash: FieldElement;
  readonly key: PublicKey;
  readonly path: string;
}): void {
  try {
    verifySignature(signatureFromJson(signature), hash, key);
  } catch (cause) {
    throw new AnchorError({
      path,
      expected: "a valid signature",
      cause: cause instanceof CivicproofError ? cause : undefined,
    });
  }
}

/**
 * Compares two publications of one publisher, for example a copy kept from last month with today's.
 *
 * @returns how many anchors both have
 * @throws AnchorForkError when two different anchors stand at one place: with both signatures, that is the evidence
 */
export function comparePublications(one: Publication, other: Publication): number {
  if (ownWith(one, "publisher", "anchors").publisher.x !== ownWith(other, "publisher", "anchors").publisher.x)
    throw new AnchorError({ path: "publisher", expected: "the same publisher" });
  const hashes = new Map(one.anchors.map(({ anchor }) => [anchor.index, hashAnchor(anchor)]));
  let shared = 0;
  for (const { anchor } of other.anchors) {
    const known = hashes.get(anchor.index);
    if (known === undefined) continue;
    if (known !== hashAnchor(anchor)) {
      throw new AnchorForkError({
        path: `anchors ${anchor.index}`,
        expected: String(known),
        received: String(hashAnchor(anchor)),
      });
    }
    shared++;
  }
  return shared;
}

/** What a countersigner remembers of a publisher. */
export interface CountersignerMemory {
  readonly index: number;
  readonly anchorHash: FieldElement;
}

/**
 * Countersigns the anchors that a countersigner has not seen yet.
 *
 * @param memory of the last anchor it signed; undefined before the first, which must be the chain's
 * @throws AnchorError for a publication that does not hold or does not reach back to the memory
 * @throws AnchorForkError when the publisher replaced what the countersigner signed
 */
export function countersign(
  publication: Publication,
  options: { readonly privateKey: PrivateKey; readonly memory: CountersignerMemory | undefined },
): { readonly publication: Publication; readonly memory: CountersignerMemory | undefined } {
  const { privateKey, memory } = own(options);
  const anchors = verifyPublication(publication, { publisher: own(publication).publisher });
  const from = memory?.index ?? 0;
  const anchor = anchors.find(({ index }) => index === from);
  if (anchor === undefined && anchors.length > 0)
    throw new AnchorError({ path: "anchors", expected: `a chain from anchor ${from} on` });
  if (memory !== undefined && anchor !== undefined && hashAnchor(anchor) !== memory.anchorHash) {
    throw new AnchorForkError({ path: `anchors ${from}`, expected: String(memory.anchorHash) });
  }
  const countersigner = encodePublicKey(derivePublicKey(privateKey));
  const signed = publication.anchors.map((each): SignedAnchor => {
    const isNew = memory === undefined || each.anchor.index > memory.index;
    if (!isNew || each.countersignatures.some((other) => other.countersigner === countersigner)) return each;
    const signature = signatureToJson(sign(privateKey, hashAnchor(each.anchor)));
    return { ...each, countersignatures: [...each.countersignatures, { countersigner, signature }] };
  });
  const last = anchors.at(-1);
  return {
    publication: { ...publication, anchors: signed },
    memory: last === undefined ? memory : { index: last.index, anchorHash: hashAnchor(last) },
  };
}

function signatureFromJson({ R8, S }: SignatureJson): Signature {
  return { R8: { x: toField(R8[0]), y: toField(R8[1]) }, S: toField(S) };
}

const decimal = /* @__PURE__ */ pure(() => text(0, 77));
const signatureShape = /* @__PURE__ */ pure(() =>
  v.strictObject({ R8: v.strictTuple([decimal, decimal]), S: decimal }),
);
const MAX_ANCHORS = 100_000;
const MAX_COUNTERSIGNATURES = 32;

const signedAnchorShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    anchor: anchorShape,
    signature: signatureShape,
    witnesses: v.pipe(
      v.array(v.strictObject({ witness: hex64, signature: signatureShape })),
      v.maxLength(MAX_COUNTERSIGNATURES),
    ),
  }),
);

/** The form of a publication file. */
export const publicationShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("anchors/v2/s1"),
    publisher: hex64,
    anchors: v.pipe(v.array(signedAnchorShape), v.maxLength(MAX_ANCHORS)),
  }),
);
export type SignedAnchorJson = v.InferOutput<typeof signedAnchorShape>;
export type PublicationJson = v.InferOutput<typeof publicationShape>;

/** Reads a publication; {@link verifyPublication} judges it. @throws AnchorError for another form */
export function parsePublication(input: unknown): Publication {
  const json = decode(publicationShape, input, {
    Refusal: AnchorError,
    limits: { maxDepth: 8, maxNodes: 10_000_000, maxStringLength: 100 },
  });
  try {
    return {
      civicproof: json.civicproof,
      publisher: decodePublicKey(json.publisher),
      anchors: json.anchors.map((signed, i) => signedAnchorFromJson(signed, `anchors[${i}].anchor`)),
    };
  } catch (cause) {
    if (cause instanceof AnchorError) throw cause;
    throw new AnchorError({ path: "publisher", expected: "a public key", cause });
  }
}

export function publicationToJson(publication: Publication): PublicationJson {
  const { civicproof, publisher, anchors } = ownWith(publication, "publisher", "anchors");
  return {
    civicproof,
    publisher: encodePublicKey(publisher),
    anchors: anchors.map(signedAnchorToJson),
  };
}

export function signedAnchorToJson({ anchor, signature, countersignatures }: SignedAnchor): SignedAnchorJson {
  return {
    anchor: anchorToJson(anchor),
    signature: { R8: [...signature.R8], S: signature.S },
    witnesses: countersignatures.map((each) => ({
      witness: each.countersigner,
      signature: { R8: [...each.signature.R8], S: each.signature.S },
    })),
  };
}

/** Reads one anchor with its signatures; nothing is verified. @throws AnchorError for another form */
export function parseSignedAnchor(input: unknown): SignedAnchor {
  return signedAnchorFromJson(decode(signedAnchorShape, input, { Refusal: AnchorError }));
}

function signedAnchorFromJson({ anchor, signature, witnesses }: SignedAnchorJson, path?: string): SignedAnchor {
  return {
    anchor: parseAnchor(anchor, path),
    signature,
    countersignatures: witnesses.map(({ witness, signature }) => ({ countersigner: witness, signature })),
  };
}

/**
 * A publisher signed two anchors for one place in its chain.
 *
 * What to do: stop trusting the publisher and keep both anchors as evidence.
 */
export class AnchorForkError extends /* @__PURE__ */ refusal(
  "ANCHOR_FORKED",
  "AnchorForkError",
  "The publisher's chain of anchors forks",
) {}
