/** Step 4: what guessing a committed value costs. */
import { chainOf } from "../../descriptor.ts";
import { type Context, table } from "../context.ts";
import type { Block } from "../report.ts";
import { row, sentence } from "../sentence.ts";

export function commitmentsBlocks({ model, m, n, bits }: Context): readonly Block[] {
  const { commitments, deployment } = model;
  const oneDigit = (value: number): string =>
    new Intl.NumberFormat(m.locale, {
      maximumSignificantDigits: 2,
      notation: value >= 1e15 ? "scientific" : "standard",
    }).format(value);
  const isBare = (content: string): boolean => content === "public" || content === "known";
  const cost = (isPublic: boolean, seconds: number): string => (isPublic ? "–" : m.duration(seconds, oneDigit));
  return [
    sentence(m.s.rate(oneDigit(model.hashesPerSecond)), ["hashesPerSecond"]),
    sentence(m.s.rateHint, ["docs/dpia-guide.md"]),
    table(
      m.captions.commitments,
      [
        m.headers.commitment,
        m.headers.seenBy,
        m.headers.hides,
        m.headers.entropy,
        m.headers.cost,
        m.headers.costWithSalt,
      ],
      commitments.map(({ id, seenFrom, content, contentBits, saltBits, cost: c, costWithSalt, places }) =>
        row(
          [
            m.commitments[id],
            m.list(seenFrom.map((each) => m.vantages[each])),
            m.contents[content],
            isBare(content) ? n(0) : bits(contentBits + saltBits),
            cost(isBare(content), c.seconds),
            saltBits === 0 || content !== "personal" ? "–" : cost(false, costWithSalt.seconds),
          ],
          places,
        ),
      ),
    ),
    ...(chainOf(deployment) === undefined ? [] : [sentence(m.s.nullifierPermanent, ["chain"])]),
  ];
}
