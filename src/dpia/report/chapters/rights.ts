/** Step 4: people's rights, transfers abroad, and the decision. */
import { countryOf } from "../../countries.ts";
import { chainOf } from "../../descriptor.ts";
import { answer, type Context, open, table } from "../context.ts";
import type { Block } from "../report.ts";
import { type Purpose, type Question, row, type Sentence, sentence } from "../sentence.ts";

export function rightsBlocks({ model: { deployment }, m }: Context): readonly Block[] {
  const { rights = {} } = deployment;
  const one = (key: keyof typeof m.s.right, question: Question): Sentence =>
    answer(rights[key], (text) => m.s.rightText(m.s.right[key], text), m.s.rightOpen(m.s.right[key]), `rights.${key}`, {
      answers: [question],
    });
  return [
    one("information", "cnil:221"),
    one("consent", "cnil:222"),
    sentence(m.s.accessDerived, ["docs/protocol.md P-19"], { answers: ["cnil:223", "cnil:224"] }),
    one("access", "cnil:223"),
    sentence(m.s.accuracyDerived, ["docs/protocol.md P-23"], { answers: ["cnil:214"] }),
    one("accuracy", "cnil:214"),
    one("rectification", "cnil:224"),
    one("erasure", "cnil:224"),
    one("restriction", "cnil:225"),
  ];
}

export function transfersBlocks({ model: { deployment }, m }: Context): readonly Block[] {
  const chain = chainOf(deployment);
  const { transfers, parties } = deployment;
  const abroad = parties.filter(({ country }) => country !== undefined && countryOf(country) === "third");
  return [
    ...(chain === undefined
      ? [sentence(m.s.noChain, ["chain"])]
      : [answer(chain.why, m.s.why, m.s.whyOpen, "chain.why"), sentence(m.s.nodes, ["chain"])]),
    ...(transfers === undefined
      ? [
          chain === undefined && abroad.length === 0
            ? sentence(m.s.transfersNone, ["transfers", "chain", "parties[*].country"])
            : open(m.s.transfersOpen, ["transfers", "chain", "parties[*].country"]),
        ]
      : [
          table(
            m.captions.transfers,
            [m.headers.to, m.headers.what, m.headers.safeguard],
            transfers.map(({ to, what, safeguard }, i) =>
              row([to, what, safeguard ?? m.s.safeguardOpen], [`transfers[${i}]`], { isOpen: safeguard === undefined }),
            ),
          ),
        ]),
  ];
}

export function decisionBlocks({ model: { deployment }, m }: Context): readonly Block[] {
  const { decision } = deployment;
  const objection: Purpose = { answers: ["cnil:225"] };
  return [
    sentence(m.s.automated(decision.automated), ["decision.automated"], objection),
    answer(decision.effect, m.s.effect, m.s.effectOpen, "decision.effect", objection),
    answer(decision.humanReview, m.s.review, m.s.reviewOpen, "decision.humanReview", objection),
    answer(decision.paperRoute, m.s.paper, m.s.paperOpen, "decision.paperRoute", objection),
    sentence(m.s.falseRefusal, ["docs/errors.md"]),
  ];
}
