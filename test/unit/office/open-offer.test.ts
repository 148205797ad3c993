/** An offer as a wallet's screens take it: opened by link or short code, taken at once or after a second person. */
import { afterEach, describe, expect, it } from "vitest";
import type { IncomingOffer } from "../../../src/browser/components/index.ts";
import { generateHolderSecret, holderCommitment } from "../../../src/credentials/credential/holder.ts";
import { openOffer } from "../../../src/offer.ts";
import { type OfficeOptions, startOffice, type TestOffice } from "./office.ts";

let office: TestOffice;
afterEach(() => office.close());

const ADDRESS = "https://city.example.org";
const holderSecret = generateHolderSecret();
/** Typed as the component takes it. */
const open = (reference: string, change: object = {}): Promise<IncomingOffer> => {
  const { fetch, trapdoor, clock } = office;
  const answer = async ({ request }: { request: never }) =>
    trapdoor.answer(request, { pseudonym: 7n, secret: holderSecret });
  return openOffer(reference, { office: ADDRESS, fetch, answer, clock: () => clock.now, ...change } as never);
};
const start = async (options: OfficeOptions = {}): Promise<void> => {
  office = await startOffice(options);
};

describe("an offer that is opened", () => {
  it("says who offers what before anything is taken, by its link and by its short code", async () => {
    await start();
    const { link, shortCode } = await office.offer();
    for (const reference of [link, shortCode, shortCode.toLowerCase().replace("-", " ")]) {
      const offer = await open(reference);
      expect(offer).toMatchObject({ issuer: "City of Example", address: ADDRESS, needsTransactionCode: true });
      expect(offer.definitions.map(({ name }) => name)).toEqual(["birthDate", "district", "annualIncome", "disabled"]);
    }
    const [first, second] = [await open(link), await open((await office.offer("T-2")).link)];
    // The wallet's commitment for an office is found by this, so it is the office's and not the offer's.
    expect(first.issuerId).toMatch(/^[0-9a-f]{64}$/);
    expect(second.issuerId).toBe(first.issuerId);
    expect((await office.store.credentialsOf("T-1")).length).toBe(0);
  });

  it("is taken once, for the secret and the counter that the wallet has", async () => {
    await start({ enrolment: "none" });
    const { link, transactionCode } = await office.offer();
    const taken = await (await open(link)).accept({ holderSecret, counter: 5, transactionCode: transactionCode! });
    expect(taken).toMatchObject({
      credential: { holderCommitment: String(holderCommitment(holderSecret, 5)), claims: { birthDate: "1950-02-28" } },
    });
    await expect(
      (await open(link)).accept({ holderSecret, counter: 5, transactionCode: transactionCode! }),
    ).rejects.toMatchObject({ code: "OFFICE_ANSWER_INVALID", received: "OFFER_USED" });
  });

  it("goes on where the connection broke after the code was redeemed, and gets the one credential", async () => {
    await start();
    const { link, transactionCode } = await office.offer();
    let isBroken = true;
    const offer = await open(link, {
      fetch: (url: string, init: never) =>
        isBroken && url.endsWith("/credential")
          ? office.fetch(url, init).then(() => Promise.reject(new TypeError("the answer was lost")))
          : office.fetch(url, init),
    });
    const by = { holderSecret, counter: 1, transactionCode: transactionCode! };
    await expect(offer.accept(by)).rejects.toMatchObject({ code: "OFFICE_ANSWER_INVALID", path: "office" });
    isBroken = false;
    expect(await offer.accept(by)).toHaveProperty("credential.claims.birthDate", "1950-02-28");
    expect(await office.store.credentialsOf("T-1")).toHaveLength(1);
  });

  it("tells wrong digits by their own code, and the offer stays", async () => {
    await start();
    const { link, transactionCode } = await office.offer();
    const offer = await open(link);
    const wrong = transactionCode === "000000" ? "000001" : "000000";
    await expect(offer.accept({ holderSecret, counter: 1, transactionCode: wrong })).rejects.toMatchObject({
      received: "TRANSACTION_CODE_WRONG",
    });
    expect(await offer.accept({ holderSecret, counter: 1, transactionCode: transactionCode! })).toHaveProperty(
      "credential",
    );
  });

  it("that a second person looks at is asked for again, until there is an answer", async () => {
    await start({ needsSecond: () => true });
    const { link, transactionCode } = await office.offer();
    const taken = await (await open(link)).accept({ holderSecret, counter: 1, transactionCode: transactionCode! });
    if (!("again" in taken)) throw new Error("not deferred");
    expect(taken.intervalSeconds).toBe(30);
    expect(await taken.again()).toHaveProperty("again");
    const [entry] = await office.store.queue.list();
    await office.store.queue.decide(entry!.id, true, "approver-1");
    expect(await taken.again()).toHaveProperty("credential.claims.birthDate", "1950-02-28");
  });

  it("is a link, or a short code of an office that the wallet names", async () => {
    await start();
    const { shortCode } = await office.offer();
    await expect(open(shortCode, { office: undefined })).rejects.toMatchObject({ code: "OFFER_MALFORMED" });
    await expect(open("openid-credential-offer://?credential_offer=%7B%7D")).rejects.toMatchObject({
      code: "OFFER_MALFORMED",
    });
    await expect(open("K7QF-4MDX")).rejects.toMatchObject({ received: "OFFER_NOT_FOUND" });
  });
});
