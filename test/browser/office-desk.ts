/** The office of the example, as its clerk and its wallets use it. */
import type { Page } from "playwright-core";
import type { RunningPortal } from "../../examples/portal/server/server.ts";
import { heading } from "./screen.ts";

export interface MadeOffer {
  readonly id: string;
  readonly link: string;
  readonly shortCode: string;
  readonly transactionCode: string;
}

/** An offer, made as a machine does it. */
export async function makeOffer(
  { office }: Pick<RunningPortal, "office">,
  person: string,
  change: object = {},
): Promise<MadeOffer> {
  const { key, people } = office.demonstration;
  const subject = people.find(({ name }) => name === person)!.number;
  const answer = await fetch(`${office.url}/desk/offers`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ subject, credential: "resident@1", ...change }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  return (await answer.json()) as MadeOffer;
}

/** Types the digits and takes the credential, on the screen of an offer. */
export async function takeOffered(wallet: Page, { transactionCode }: MadeOffer): Promise<void> {
  await heading(wallet, "Get a credential from City registry office?").waitFor();
  await wallet.getByLabel("Six digits").fill(transactionCode);
  await wallet.getByRole("button", { name: "Get the credential" }).click();
  await heading(wallet, "The credential is in your wallet").waitFor();
}

/** Opens an offer by its link in the wallet's page, and takes the credential. */
export async function takeByLink(wallet: Page, origin: string, offer: MadeOffer): Promise<void> {
  await wallet.goto("about:blank");
  await wallet.goto(`${origin}/wallet#offer=${encodeURIComponent(offer.link)}`);
  await takeOffered(wallet, offer);
}
