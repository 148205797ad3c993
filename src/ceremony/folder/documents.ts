/** The signed documents of a ceremony: its terms, and an attestation of each step. */

import * as v from "valibot";
import { canonicalHash } from "../../core/canonical.ts";
import { refusal } from "../../core/errors.ts";
import { decode, parseJson } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import { hex64, shownText } from "../../core/shapes.ts";
import {
  type CeremonyIdentity,
  checkSignature,
  type Participant,
  participantShape,
  signatureText,
  signBody,
} from "./identity.ts";

const MAX_DOCUMENT_CHARACTERS = 1_000_000;
/** Names of circuits are names of directories. */
const CIRCUIT_NAME = /^[a-z][a-z0-9-]{0,63}$/;

const seconds = /* @__PURE__ */ pure(() =>
  v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(253_402_300_799, "an instant before the year 10000")),
);
const count = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));
const blake2b = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/, "128 hexadecimal digits")));
const hexBytes = (max: number) =>
  v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2})+$/, "bytes in lower-case hexadecimal digits"), v.maxLength(2 * max));
const circuitName = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.regex(CIRCUIT_NAME, "a name such as age")));

const beaconRuleShape = /* @__PURE__ */ pure(() => {
  const iterationsLog2 = v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(16));
  return v.variant("kind", [
    /** A round of drand, public randomness that a program can check. */
    v.strictObject({ kind: v.literal("drand"), chain: hex64, round: count(Number.MAX_SAFE_INTEGER), iterationsLog2 }),
    /** A public value that people can check, in words. */
    v.strictObject({ kind: v.literal("stated"), source: shownText(500), iterationsLog2 }),
  ]);
});

const ceremonyShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("ceremony/v2"),
    name: shownText(100),
    coordinator: participantShape,
    circuits: v.pipe(
      v.array(
        v.strictObject({
          name: circuitName,
          constraints: count(2 ** 28),
          r1csSha256: hex64,
          /** Of the key before the first contribution. */
          initialKeySha256: hex64,
        }),
      ),
      v.minLength(1),
      v.maxLength(64),
      v.check((circuits) => areDistinct(circuits.map(({ name }) => name)), "each circuit once"),
    ),
    phase1: v.strictObject({
      power: count(28),
      sha256: hex64,
      /** Of the file, as publishers of phase 1 name it. */
      blake2b,
    }),
    /** `order`: those listed, one after the other; `listed`: those listed, as they come; `open`: whoever comes. */
    turns: v.picklist(["order", "listed", "open"]),
    participants: v.pipe(
      v.array(participantShape),
      v.maxLength(1_000),
      v.check((people) => areDistinct(people.map(({ publicKey }) => publicKey)), "each key once"),
    ),
    minimumContributions: count(1_000),
    /** Contributions are made before this instant. */
    deadlineSeconds: seconds,
    beacon: beaconRuleShape,
    /** Ed25519, by the coordinator, over all of the above. */
    signature: signatureText,
  }),
);

const attestationShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("ceremony-attestation/v2"),
    /** {@link ceremonyId} of the terms. */
    ceremony: hex64,
    /** 1 for the first step. */
    number: count(9_999),
    /** {@link attestationId} of the step before; of the first step, the ceremony. */
    before: hex64,
    by: participantShape,
    timeSeconds: seconds,
    circuits: v.record(
      circuitName,
      v.strictObject({
        beforeSha256: hex64,
        afterSha256: hex64,
        /** BLAKE2b of the step, as snarkjs prints it. */
        contributionHash: blake2b,
      }),
    ),
    step: v.variant("kind", [
      v.strictObject({
        kind: v.literal("contribution"),
        /** In the contributor's words, or the program's. */
        machine: shownText(200),
        entropy: v.pipe(v.array(shownText(100)), v.minLength(1), v.maxLength(10)),
      }),
      v.strictObject({
        kind: v.literal("beacon"),
        value: hexBytes(255),
        /** A drand round's signature, and that of the round before where the chain has it in its message. */
        drand: v.exactOptional(
          v.strictObject({ signature: hexBytes(96), previousSignature: v.exactOptional(hexBytes(96)) }),
        ),
      }),
    ]),
    /** Program and version. */
    tool: shownText(100),
    /** Ed25519, by whoever made the step, over all of the above. */
    signature: signatureText,
    /** Signatures of witnesses over the same; they may come later. */
    countersignatures: v.pipe(
      v.array(v.strictObject({ ...participantShape.entries, signature: signatureText })),
      v.maxLength(100),
    ),
  }),
);

/** How the beacon's value is named before anybody knows it. */
export type BeaconRule = v.InferOutput<typeof beaconRuleShape>;
/** The terms of a ceremony: ceremony.json. */
export type Ceremony = v.InferOutput<typeof ceremonyShape>;
export type CeremonyCircuit = Ceremony["circuits"][number];
/** What whoever made a step says of it: attestations/0001.json. */
export type Attestation = v.InferOutput<typeof attestationShape>;
export type AttestationBody = Omit<Attestation, "signature" | "countersignatures">;

/** Reads ceremony.json and checks its signature. @throws CeremonyDocumentError, CeremonySignatureError */
export function readCeremony(text: string): Ceremony {
  const ceremony = read(ceremonyShape, text, "ceremony.json");
  const { signature, ...body } = ceremony;
  checkSignature(body, { signature, publicKey: ceremony.coordinator.publicKey, path: "ceremony.json.signature" });
  return ceremony;
}

/** Reads an attestation and checks its signatures. @throws CeremonyDocumentError, CeremonySignatureError */
export function readAttestation(text: string, path: string): Attestation {
  const attestation = read(attestationShape, text, path);
  const body = bodyOf(attestation);
  const { signature, by, countersignatures } = attestation;
  checkSignature(body, { signature, publicKey: by.publicKey, path: `${path}.signature` });
  for (const [i, each] of countersignatures.entries()) {
    const witnessed = { ...body, civicproof: "ceremony-countersignature/v2" };
    checkSignature(witnessed, { ...each, path: `${path}.countersignatures[${i}]` });
  }
  return attestation;
}

/** Signs the terms. @throws CeremonyDocumentError for terms out of range */
export function signCeremony(
  terms: Omit<Ceremony, "civicproof" | "coordinator" | "signature">,
  coordinator: CeremonyIdentity,
): Ceremony {
  const body = { ...terms, civicproof: "ceremony/v2", coordinator: publicPart(coordinator) } as const;
  return readCeremony(JSON.stringify({ ...body, signature: signBody(body, coordinator.privateKey) }));
}

/** Signs a step. @throws CeremonyDocumentError for values out of range */
export function signAttestation(
  said: Omit<AttestationBody, "civicproof" | "by">,
  identity: CeremonyIdentity,
): Attestation {
  const body = { ...said, civicproof: "ceremony-attestation/v2", by: publicPart(identity) } as const;
  const signature = signBody(body, identity.privateKey);
  return readAttestation(JSON.stringify({ ...body, signature, countersignatures: [] }), "attestation");
}

/** Adds a witness's signature, for people who were there. */
export function countersignAttestation(attestation: Attestation, witness: CeremonyIdentity): Attestation {
  const { countersignatures } = ownWith(attestation, "countersignatures");
  const { privateKey } = ownWith(witness, "privateKey");
  const body = { ...bodyOf(attestation), civicproof: "ceremony-countersignature/v2" };
  const added = { ...publicPart(witness), signature: signBody(body, privateKey) };
  return { ...attestation, countersignatures: [...countersignatures, added] };
}

/** The name of a ceremony among programs: SHA-256 of its terms in canonical JSON. */
export function ceremonyId({ signature: _, ...terms }: Ceremony): string {
  return canonicalHash(terms);
}

/** SHA-256 of what was signed, in canonical JSON: the same with and without countersignatures. */
export function attestationId(attestation: Attestation): string {
  return canonicalHash(bodyOf(attestation));
}

/** A document as it stands in the folder. */
export function encodeDocument(document: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
}

function bodyOf({ signature: _, countersignatures: __, ...body }: Attestation): AttestationBody {
  return body;
}

const publicPart = ({ name, publicKey }: Participant): Participant => ({ name, publicKey });

function read<const Shape extends v.GenericSchema>(shape: Shape, text: string, path: string): v.InferOutput<Shape> {
  const json = parseJson(text, MAX_DOCUMENT_CHARACTERS, CeremonyDocumentError);
  return decode(shape, json, { Refusal: CeremonyDocumentError, path });
}

const areDistinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

/**
 * A document of a ceremony is malformed, or says what no ceremony can have.
 *
 * What to do: get the file again; for terms of your own, correct the value at `path`.
 */
export class CeremonyDocumentError extends /* @__PURE__ */ refusal(
  "CEREMONY_DOCUMENT_INVALID",
  "CeremonyDocumentError",
  "Unusable document of a ceremony",
) {}
