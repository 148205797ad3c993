/** What somebody is told about being recognised and about keeping: what the request says, and what the portal declares. */
import type { PresentationRequest } from "../../presentation/proof/request.ts";
import type { ComponentMessages } from "./messages/catalogue.ts";
import { fill } from "./messages/load.ts";
import { packedDayInWords } from "./values.ts";
import type { DeclaredKeeping } from "./wallet-setup.ts";

/** What the texts of a request's screens are made with. */
export interface Wording {
  readonly messages: ComponentMessages;
  readonly locale: string;
}

/** Who can connect this claim with what. */
export function connected(
  { grid, period, recipient }: Pick<PresentationRequest, "grid" | "period" | "recipient">,
  name: string,
  { messages, locale }: Wording,
): readonly string[] {
  const { linkedOnce, linkedYear, linkedPeriod, linkedRecipient, linkedIssuer } = messages.wallet;
  // Of a request that has been read, so that the page carries no reader of its own.
  const [kind] = grid.split("/");
  const isCalendarYear = kind === "year" && period % 10_000 === 101;
  return [
    kind === "once"
      ? fill(linkedOnce, { name })
      : isCalendarYear
        ? fill(linkedYear, { name, year: Math.floor(period / 10_000) })
        : fill(linkedPeriod, { name, date: packedDayInWords(period, locale) }),
    ...(recipient === undefined ? [] : [fill(linkedRecipient, { name, recipient })]),
    linkedIssuer,
  ];
}

/** How long what is kept. What the portal does not say is not stated, and never guessed. */
export function keeping(
  { markDays, proofDays }: DeclaredKeeping = {},
  name: string,
  { messages }: Wording,
): readonly string[] {
  const { wallet: texts } = messages;
  return [
    markDays === undefined ? texts.markNotStated : fill(texts.markDays, { name, days: markDays }),
    proofDays === undefined
      ? texts.proofNotStated
      : proofDays === 0
        ? fill(texts.proofNotKept, { name })
        : fill(texts.proofDays, { name, days: proofDays }),
  ];
}
