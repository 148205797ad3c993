/** A page of our wallet that gets a credential over a bridge, from a source wallet that the browser's chooser offers. */
import { type HolderSecret, toHolderSecret } from "../../src/credentials/credential/holder.ts";
import { generateHolderSecret } from "../../src/holder.ts";
import { answerFromBrowser, collectBridge, receiveCredential, requestInBrowser, startBridge } from "../../src/offer.ts";
import { type Answered, useStandIn } from "./stand-in-chooser.ts";

interface Begun {
  readonly ticket: string;
  readonly secret: string;
}
type Tried<Result> = Promise<Result | { readonly refused: string }>;

/** A result, or the code of a refusal: errors lose their code on the way to the test. */
async function tried<Result>(work: () => Promise<Result>): Tried<Result> {
  try {
    return await work();
  } catch (error) {
    const { code, received, message } = error as { code?: string; received?: string; message: string };
    return { refused: received ?? code ?? message };
  }
}

globalThis.bridgePage = {
  useStandIn,
  async begin(office, bridge) {
    const holderSecret = generateHolderSecret();
    const { ticket } = await startBridge({ office, bridge, holderSecret, counter: 1 });
    return { ticket, secret: String(holderSecret) };
  },
  show: (office, ticket) =>
    tried(async () => {
      const asked = await requestInBrowser({ office, ticket });
      const { data } = (await navigator.credentials.get(asked as never)) as unknown as Answered;
      return data.response!;
    }),
  answer: (office, ticket, response) => tried(() => answerFromBrowser({ office, ticket, response })),
  receive: (office, { ticket, secret }, responseCode) =>
    tried(async () => {
      const holderSecret: HolderSecret = toHolderSecret(BigInt(secret));
      const offer = await collectBridge({ office, ticket, responseCode });
      const received = await receiveCredential({ offer, confirmedIssuer: office, holderSecret, counter: 1 });
      return JSON.stringify(received);
    }),
};
declare global {
  var bridgePage: {
    useStandIn(walletPage: string): void;
    begin(office: string, bridge: string): Promise<Begun>;
    /** What the source wallet gave. */
    show(office: string, ticket: string): Tried<string>;
    /** The response code. */
    answer(office: string, ticket: string, response: string): Tried<string>;
    /** The credential, as JSON. */
    receive(office: string, begun: Begun, responseCode: string): Tried<string>;
  };
}
