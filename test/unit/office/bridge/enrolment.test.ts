/** Bridges of an office at which people enrol: the pseudonym says whether it is a renewal, whatever the commitment. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Credential } from "../../../../src/credentials/credential/credential.ts";
import { generateHolderSecret, type HolderSecret } from "../../../../src/credentials/credential/holder.ts";
import { createTestOffice, ENROLMENT_SCHEMA, OFFICE, OFFICE_GRID } from "../../../office.ts";
import { REGISTRY_ID } from "../../../world.ts";
import { type BridgedOffice, PUBLIC_URL, startBridgedOffice } from "./office.ts";
import { ANNA_PID, NOW } from "./world.ts";

const authority = createTestOffice();
let office: BridgedOffice;
beforeAll(async () => {
  office = await startBridgedOffice({
    enrolment: {
      ...{ schema: ENROLMENT_SCHEMA, registry: REGISTRY_ID, ...OFFICE, grid: OFFICE_GRID, maxRootAgeSeconds: 7_200 },
      verifier: new URL(PUBLIC_URL).hostname,
      verificationKey: authority.trapdoor.key,
      readStatements: async () => authority.statementsAt(NOW),
    },
  });
});
afterAll(() => office.close());

/** From a PID to our credential: with an enrolment under a pseudonym, and a commitment of any secret. */
async function run(pseudonym: bigint, given: { answers?: HolderSecret; replacement?: boolean } = {}) {
  const secret = generateHolderSecret();
  const { answers = secret, replacement = false } = given;
  const started = await office.begin("pid", secret, replacement);
  const { asked, expected } = await office.open(started.link);
  const { body } = await office.send(asked, await office.show.pid(expected, { claims: ANNA_PID }));
  const offer = await office.collect(started.ticket, office.codeIn(body.redirect_uri!));
  const received = await office.receive(offer, secret, {
    answer: async ({ request }) => authority.answer(request, { pseudonym, secret: answers }),
  });
  return (received as { credential: Credential }).credential;
}

describe("a bridge of an office at which people enrol", () => {
  it("renews under another commitment of the same pseudonym, and replaces under another pseudonym where that is asked for", async () => {
    const first = await run(11n);
    const renewed = await run(11n);
    expect(renewed.holderCommitment).not.toBe(first.holderCommitment);
    expect(renewed.claimsFrom).toBe(first.claimsFrom);
    await expect(run(12n)).rejects.toMatchObject({ received: "FILE_ENROLLED" });
    const replaced = await run(12n, { replacement: true });
    expect(replaced.claimsFrom).toBeGreaterThan(first.claimsFrom);
    const live = await office.store.credentialsOf(`at-pid:${ANNA_PID.personal_administrative_number}`);
    expect(live.filter(({ status }) => status === "valid").map(({ statusIndex }) => statusIndex)).toEqual([
      replaced.statusIndex,
    ]);
  });

  it("takes an enrolment for no other commitment than the one that the source was shown for", async () => {
    await expect(run(12n, { answers: generateHolderSecret() })).rejects.toMatchObject({
      received: "BRIDGE_COMMITMENT_WRONG",
    });
  });
});
