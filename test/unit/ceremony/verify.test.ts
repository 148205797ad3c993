/** A ceremony in a folder: what is accepted, and each refusal with its code. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Attestation,
  type AttestationBody,
  countersignAttestation,
  encodeDocument,
  signAttestation,
  signCeremony,
} from "../../../src/ceremony/folder/documents.ts";
import { endCeremony } from "../../../src/ceremony/folder/end.ts";
import { memoryFolder, PATHS, stepFiles } from "../../../src/ceremony/folder/folder.ts";
import { type CeremonyIdentity, createIdentity } from "../../../src/ceremony/folder/identity.ts";
import { contributionCount } from "../../../src/ceremony/folder/ledger.ts";
import { openLedger } from "../../../src/ceremony/folder/read.ts";
import { startCeremony } from "../../../src/ceremony/folder/start.ts";
import { makeTranscript } from "../../../src/ceremony/folder/transcript.ts";
import { toTranscriptPage, transcriptFiles } from "../../../src/ceremony/folder/transcript-page.ts";
import { verifyCeremony } from "../../../src/ceremony/folder/verify.ts";
import { applyBeacon, contribute } from "../../../src/ceremony/keys/contribution.ts";
import { sha256Hex } from "../../../src/statement/artifacts/verification-key.ts";
import { snarkjsPtau } from "../../fixtures/ptau.ts";
import { ADA, BEN, COORDINATOR, CYN, contributeTo, DEADLINE, NOW, startTiny, TERMS, tinyCircuits } from "./world.ts";

type Files = Map<string, Uint8Array>;
const QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
/** Round 1000 of drand's quicknet, as its relays give it. */
const ROUND_1000 = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
const VALUE = Uint8Array.of(3, 14, 15, 92);

/** After nobody, Ada, and Ada and Ben. */
let started: Files;
let once: Files;
let twice: Files;
let ended: Files;
beforeAll(async () => {
  started = await startTiny();
  once = new Map(started);
  await contributeTo(memoryFolder(once), ADA);
  twice = new Map(once);
  await contributeTo(memoryFolder(twice), BEN);
  ended = new Map(twice);
  await end(ended);
});

async function end(files: Files, options: Partial<Parameters<typeof endCeremony>[0]> = {}): Promise<void> {
  const folder = memoryFolder(files);
  const ledger = await openLedger(folder);
  const latest = Object.fromEntries(
    ledger.ceremony.circuits.map(({ name }) => [name, files.get(PATHS.key(name, ledger.steps.length))!]),
  );
  const step = await endCeremony({
    ledger,
    latest,
    beacon: { value: VALUE },
    coordinator: COORDINATOR,
    tool: "civicproof test",
    nowSeconds: DEADLINE,
    ...options,
  });
  await folder.addStep(stepFiles(step.keys, step.attestation, encodeDocument));
}

const verify = (files: Files) => verifyCeremony(memoryFolder(files));
const attestationIn = (files: Files, number: number): Attestation =>
  JSON.parse(new TextDecoder().decode(files.get(PATHS.attestation(number))));

/** The files with an attestation replaced by one that its maker signed again. */
function signedAgain(files: Files, number: number, by: CeremonyIdentity, change: Partial<AttestationBody>): Files {
  const { signature: _, countersignatures: __, ...body } = attestationIn(files, number);
  return new Map(files).set(PATHS.attestation(number), encodeDocument(signAttestation({ ...body, ...change }, by)));
}

/** The files with a key replaced and everything about it attested. */
async function withKey(files: Files, circuit: string, key: Uint8Array, hash?: string): Promise<Files> {
  const { circuits, number } = attestationIn(files, 1);
  const said = { ...circuits[circuit]!, afterSha256: await sha256Hex(key) };
  const changed = { ...circuits, [circuit]: hash === undefined ? said : { ...said, contributionHash: hash } };
  return signedAgain(files, number, ADA, { circuits: changed }).set(PATHS.key(circuit, 1), key);
}

describe("a ceremony", () => {
  it("is verified after each step, and is finished after the beacon", async () => {
    expect((await verify(started)).ledger.steps).toEqual([]);
    expect(await verify(twice)).toMatchObject({ isClosed: false, isPhase1Published: false });
    const { isClosed, ledger, transcript, notes } = await verify(ended);
    expect({ isClosed, contributions: contributionCount(ledger) }).toEqual({ isClosed: true, contributions: 2 });
    expect(transcript.steps.map(({ by }) => by.name)).toEqual(["Ada", "Ben", "Registry office"]);
    expect(transcript.keys.map(({ circuit }) => circuit)).toEqual(["age", "residency"]);
    expect(notes.join(" ")).toMatch(/none with a published hash.*Only people can check the beacon.*no transcript.json/);
  });

  it("ends with a round of drand that was announced, whose value follows from its signature", async () => {
    const beacon = { kind: "drand", chain: QUICKNET, round: 1000, iterationsLog2: 10 } as const;
    const files = await startTiny({ beacon, minimumContributions: 1 });
    await contributeTo(memoryFolder(files), ADA);
    const wrong = end(new Map(files), { beacon: { drand: { signature: ROUND_1000.replace("b44679", "b44678") } } });
    await expect(wrong).rejects.toMatchObject({ code: "DRAND_ROUND_INVALID" });
    const other = end(new Map(files), { beacon: { value: VALUE, drand: { signature: ROUND_1000 } } });
    await expect(other).rejects.toMatchObject({ code: "CEREMONY_BEACON_WRONG" });
    await end(files, { beacon: { drand: { signature: ROUND_1000 } } });
    expect((await verify(files)).notes.filter((note) => note.includes("beacon"))).toEqual([]);
    const { step } = attestationIn(files, 2);
    const forged = signedAgain(files, 2, COORDINATOR, { step: { ...step, value: "00" } as typeof step });
    await expect(verify(forged)).rejects.toMatchObject({ code: "CEREMONY_BEACON_WRONG" });
  });

  it("does not end with a value beside the signature of a round that gives another", async () => {
    const beacon = { kind: "drand", chain: QUICKNET, round: 1000, iterationsLog2: 10 } as const;
    const files = await startTiny({ beacon, minimumContributions: 1 });
    await contributeTo(memoryFolder(files), ADA);
    // Keys and attestation agree on the value; only the round does not.
    await end(files, { beacon: { value: VALUE } });
    expect((await verify(files)).isClosed).toBe(true);
    const { step } = attestationIn(files, 2);
    const signed = { ...step, drand: { signature: ROUND_1000 } } as typeof step;
    await expect(verify(signedAgain(files, 2, COORDINATOR, { step: signed }))).rejects.toMatchObject({
      code: "CEREMONY_BEACON_WRONG",
    });
  });

  it("takes countersignatures of witnesses later, and refuses wrong ones", async () => {
    const signed = countersignAttestation(attestationIn(once, 1), CYN);
    const files = new Map(once).set(PATHS.attestation(1), encodeDocument(signed));
    await contributeTo(memoryFolder(files), BEN);
    expect((await verify(files)).ledger.steps[0]!.countersignatures).toMatchObject([{ name: "Cyn" }]);
    const [countersignature] = signed.countersignatures;
    const wrong = { ...signed, countersignatures: [{ ...countersignature!, publicKey: BEN.publicKey }] };
    await expect(verify(new Map(once).set(PATHS.attestation(1), encodeDocument(wrong)))).rejects.toMatchObject({
      code: "CEREMONY_SIGNATURE_INVALID",
    });
  });

  it("is open to whoever comes when its terms say so, once each", async () => {
    const files = await startTiny({ turns: "open", participants: [] });
    const folder = memoryFolder(files);
    const stranger = createIdentity("A stranger");
    await contributeTo(folder, stranger);
    await expect(contributeTo(folder, stranger)).rejects.toMatchObject({ code: "CEREMONY_PARTICIPANT_REPEATED" });
    await contributeTo(folder, CYN);
    await expect(end(new Map(files), { nowSeconds: DEADLINE - 1 })).rejects.toMatchObject({
      code: "CEREMONY_UNFINISHED",
    });
    expect((await verify(files)).notes.join(" ")).toMatch(/The door was open/);
  });

  it("lets those who are listed come in any order when its terms say so", async () => {
    const files = await startTiny({ turns: "listed" });
    await contributeTo(memoryFolder(files), CYN);
    await contributeTo(memoryFolder(files), ADA);
    expect((await verify(files)).ledger.steps.map(({ by }) => by.name)).toEqual(["Cyn", "Ada"]);
  });
});

describe("the terms of a ceremony", () => {
  it.each([
    ["more contributions than people", { minimumContributions: 4 }],
    ["a list and an open door", { turns: "open" }],
    ["nobody listed", { participants: [] }],
    ["a deadline that is past", { deadlineSeconds: NOW }],
    [
      "a round of drand that comes out before the deadline",
      { beacon: { kind: "drand", chain: QUICKNET, round: 999, iterationsLog2: 10 }, deadlineSeconds: 1_692_806_364 },
    ],
    [
      "a chain of drand that nobody knows",
      { beacon: { kind: "drand", chain: "00".repeat(32), round: 999, iterationsLog2: 10 } },
    ],
  ] as const)("refuse %s", async (_, terms) => {
    await expect(startTiny(terms as Partial<typeof TERMS>)).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });

  it("refuse a phase 1 file without a published hash, unless it is allowed", async () => {
    const { age } = await tinyCircuits();
    const start = startCeremony({
      terms: TERMS,
      r1cs: { age },
      phase1: await snarkjsPtau(6),
      coordinator: COORDINATOR,
      nowSeconds: NOW,
    });
    await expect(start).rejects.toMatchObject({ code: "INPUT_INVALID", path: "phase1.ptau" });
  });

  it("can't be changed after they were signed", async () => {
    const terms = JSON.parse(new TextDecoder().decode(started.get(PATHS.ceremony)));
    const files = new Map(started).set(PATHS.ceremony, encodeDocument({ ...terms, minimumContributions: 1 }));
    await expect(verify(files)).rejects.toMatchObject({ code: "CEREMONY_SIGNATURE_INVALID" });
    const malformed = new Map(started).set(PATHS.ceremony, encodeDocument({ ...terms, more: 1 }));
    await expect(verify(malformed)).rejects.toMatchObject({ code: "CEREMONY_DOCUMENT_INVALID" });
  });
});

describe("a contributor is refused", () => {
  const refused = (files: Files, who: CeremonyIdentity, now?: number) =>
    expect(contributeTo(memoryFolder(new Map(files)), who, now)).rejects;

  it("before their turn", () => refused(once, CYN).toMatchObject({ code: "CEREMONY_ORDER_WRONG", expected: "Ben" }));
  it("a second time", () => refused(once, ADA).toMatchObject({ code: "CEREMONY_PARTICIPANT_REPEATED" }));
  it("after the deadline", () => refused(once, BEN, DEADLINE).toMatchObject({ code: "CEREMONY_DEADLINE_PASSED" }));
  it("after the beacon", () => refused(ended, CYN).toMatchObject({ code: "CEREMONY_CLOSED" }));
  it("when nobody listed them, also under a listed name", async () => {
    await refused(started, createIdentity("Ada")).toMatchObject({ code: "CEREMONY_PARTICIPANT_NOT_LISTED" });
    await refused(started, { ...ADA, name: "Adam" }).toMatchObject({ code: "CEREMONY_PARTICIPANT_NOT_LISTED" });
  });

  it("when another one took the step at the same time", async () => {
    const files = new Map(once);
    const folder = memoryFolder(files);
    // Both read the folder before either has written to it.
    const before = memoryFolder(new Map(files));
    const late = { ...before, addStep: folder.addStep };
    await contributeTo(folder, BEN);
    await expect(contributeTo(late, BEN)).rejects.toMatchObject({ code: "CEREMONY_STEP_OCCUPIED" });
  });
});

describe("the end of a ceremony is refused", () => {
  it("with fewer contributions than were asked for", async () => {
    await expect(end(new Map(once))).rejects.toMatchObject({ code: "CEREMONY_CONTRIBUTIONS_TOO_FEW" });
  });

  it("to anybody but the coordinator, before the deadline, and a second time", async () => {
    await expect(end(new Map(twice), { coordinator: ADA })).rejects.toMatchObject({
      code: "CEREMONY_PARTICIPANT_NOT_LISTED",
    });
    await expect(end(new Map(twice), { nowSeconds: DEADLINE - 1 })).rejects.toMatchObject({
      code: "CEREMONY_UNFINISHED",
    });
    await expect(end(new Map(ended))).rejects.toMatchObject({ code: "CEREMONY_CLOSED" });
  });

  it("without a value, and with another source than the announced one", async () => {
    await expect(end(new Map(twice), { beacon: {} })).rejects.toMatchObject({ code: "INPUT_INVALID" });
    await expect(end(new Map(twice), { beacon: { drand: { signature: ROUND_1000 } } })).rejects.toMatchObject({
      code: "CEREMONY_BEACON_WRONG",
    });
  });
});

describe("a folder is refused", () => {
  const refused = async (change: (files: Files) => Files | Promise<Files>, code: string, files = twice) =>
    expect(verify(await change(new Map(files)))).rejects.toMatchObject({ code });
  const without = (path: string) => (files: Files) => {
    files.delete(path);
    return files;
  };

  it("with a step missing", () => refused(without(PATHS.attestation(1)), "CEREMONY_TURN_MISSING"));
  it("with a file missing", () => refused(without(PATHS.key("age", 1)), "CEREMONY_FILE_MISSING"));
  it("without terms", () => refused(without(PATHS.ceremony), "CEREMONY_FILE_MISSING"));
  it("with a file that nobody signed for", () =>
    refused((files) => files.set(PATHS.key("age", 3), files.get(PATHS.key("age", 2))!), "CEREMONY_FILE_UNLISTED"));

  it("with two attestations swapped", () =>
    refused(
      (files) =>
        files
          .set(PATHS.attestation(1), twice.get(PATHS.attestation(2))!)
          .set(PATHS.attestation(2), twice.get(PATHS.attestation(1))!),
      "CEREMONY_ORDER_WRONG",
    ));

  it("with an attestation of another ceremony", async () => {
    const other = await startTiny({ name: "Another" });
    await contributeTo(memoryFolder(other), ADA);
    await refused(
      (files) => files.set(PATHS.attestation(1), other.get(PATHS.attestation(1))!),
      "CEREMONY_ORDER_WRONG",
      once,
    );
  });

  it("with an attestation that names another ceremony, is out of number or follows another step", async () => {
    for (const change of [{ ceremony: "ab".repeat(32) }, { number: 3 }, { before: "ab".repeat(32) }])
      await refused((files) => signedAgain(files, 2, BEN, change), "CEREMONY_ORDER_WRONG");
  });

  it("with an attestation that another key signed", async () => {
    const forged = { ...attestationIn(once, 1), machine: "another", by: { name: "Ada", publicKey: BEN.publicKey } };
    const { machine: _, ...kept } = forged;
    await refused((files) => files.set(PATHS.attestation(1), encodeDocument(kept)), "CEREMONY_SIGNATURE_INVALID", once);
  });

  it("with an attestation after the deadline", () =>
    refused((files) => signedAgain(files, 1, ADA, { timeSeconds: DEADLINE }), "CEREMONY_DEADLINE_PASSED", once));

  it("with an attestation that leaves a circuit out", () => {
    const { age } = attestationIn(once, 1).circuits;
    return refused(
      (files) => signedAgain(files, 1, ADA, { circuits: { age: age! } }),
      "CEREMONY_DOCUMENT_INVALID",
      once,
    );
  });

  it("with an attestation that starts from another key", () => {
    const { circuits } = attestationIn(once, 1);
    const moved = { ...circuits, age: { ...circuits.age!, beforeSha256: circuits.residency!.beforeSha256 } };
    return refused((files) => signedAgain(files, 1, ADA, { circuits: moved }), "CEREMONY_ORDER_WRONG", once);
  });

  it("with a beacon before enough people came", () => {
    const step = { kind: "beacon", value: "00" } as const;
    const by = { name: COORDINATOR.name, publicKey: COORDINATOR.publicKey };
    return refused(
      (files) => signedAgain(files, 1, COORDINATOR, { step, by } as Partial<AttestationBody>),
      "CEREMONY_CONTRIBUTIONS_TOO_FEW",
      once,
    );
  });

  it("with a changed key, r1cs or phase 1 file", async () => {
    for (const path of [PATHS.key("age", 2), PATHS.r1cs("age"), PATHS.phase1]) {
      await refused((files) => {
        const changed = files.get(path)!.slice();
        changed[changed.length - 40]! ^= 1;
        return files.set(path, changed);
      }, "CEREMONY_FILE_CHANGED");
    }
  });

  it("with the keys of two circuits swapped", () =>
    refused(
      (files) =>
        files
          .set(PATHS.key("age", 2), twice.get(PATHS.key("residency", 2))!)
          .set(PATHS.key("residency", 2), twice.get(PATHS.key("age", 2))!),
      "CEREMONY_CIRCUITS_SWAPPED",
    ));

  it("with a key whose step is none of those attested", async () => {
    const { zkey } = await contribute({ zkey: once.get(PATHS.key("age", 0))!, name: "Ada" });
    await refused((files) => withKey(files, "age", zkey), "CEREMONY_KEY_MISMATCH", once);
  });

  it("with a beacon in place of a contribution", async () => {
    const made = await applyBeacon({ zkey: once.get(PATHS.key("age", 0))!, value: VALUE, iterationsLog2: 10 });
    await refused((files) => withKey(files, "age", made.zkey, made.contributionHash), "CEREMONY_KEY_MISMATCH", once);
  });

  it("with another beacon than the attested one in a key", () => {
    const { step } = attestationIn(ended, 3);
    const said = { ...step, value: "0102" } as typeof step;
    return refused((files) => signedAgain(files, 3, COORDINATOR, { step: said }), "CEREMONY_BEACON_WRONG", ended);
  });

  it("with an initial key of another circuit, although it is signed", async () => {
    const { age, residency } = await tinyCircuits();
    const { files } = await startCeremony({
      terms: TERMS,
      r1cs: { age: residency },
      phase1: await snarkjsPtau(6),
      allowUnpublishedPhase1: true,
      coordinator: COORDINATOR,
      nowSeconds: NOW,
    });
    const {
      civicproof: _,
      coordinator: __,
      signature: ___,
      ...terms
    } = JSON.parse(new TextDecoder().decode(files.get(PATHS.ceremony)));
    terms.circuits[0].r1csSha256 = await sha256Hex(age);
    const forged = new Map(files)
      .set(PATHS.r1cs("age"), age)
      .set(PATHS.ceremony, encodeDocument(signCeremony(terms, COORDINATOR)));
    await expect(verify(forged)).rejects.toMatchObject({ code: "ARTIFACT_INVALID" });
  });
});

describe("a transcript", () => {
  async function transcriptOf(files: Files) {
    const ledger = await openLedger(memoryFolder(files));
    const latest = ["age", "residency"].map((name) => ({
      name,
      key: files.get(PATHS.key(name, ledger.steps.length))!,
    }));
    return makeTranscript(ledger, latest);
  }

  it("in the folder must be that of its steps", async () => {
    const files = new Map([...ended, ...transcriptFiles(await transcriptOf(ended))]);
    expect((await verify(files)).notes.join(" ")).not.toMatch(/transcript/);
    for (const path of [PATHS.transcript, PATHS.page]) {
      const text = new TextDecoder().decode(files.get(path)).replace("Ada", "Eve");
      const changed = new Map(files).set(path, new TextEncoder().encode(text));
      await expect(verify(changed)).rejects.toMatchObject({ code: "CEREMONY_TRANSCRIPT_MISMATCH", path });
    }
  });

  it("stays the same when a witness signs later", async () => {
    const before = await transcriptOf(ended);
    const signed = countersignAttestation(attestationIn(ended, 1), CYN);
    expect(await transcriptOf(new Map(ended).set(PATHS.attestation(1), encodeDocument(signed)))).toEqual(before);
  });

  it("shows texts of others as texts, and needs nothing from elsewhere", async () => {
    const transcript = await transcriptOf(ended);
    const name = `<script>alert("x")</script>&`;
    const page = toTranscriptPage({
      ...transcript,
      ceremony: { ...transcript.ceremony, name, coordinator: { ...transcript.ceremony.coordinator, name } },
      steps: transcript.steps.map((each) => ({ ...each, by: { ...each.by, name } })),
    });
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toMatch(/\b(?:src|href)=|url\(|@import/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain(transcript.steps[0]!.fingerprint);
  });
});
