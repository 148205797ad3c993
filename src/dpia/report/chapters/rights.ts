/** Step 4: people's rights, transfers abroad, and the decision. */
import { chainOf } from "../../descriptor.ts";
import { answer, type Context, derived, open, SIGNALS, table } from "../context.ts";
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
    derived(m.s.accessDerived, `${SIGNALS}: nullifier`, { answers: ["cnil:223", "cnil:224"] }),
    one("access", "cnil:223"),
    derived(m.s.accuracyDerived, "docs/protocol.md P-23", { answers: ["cnil:214"] }),
    one("accuracy", "cnil:214"),
    one("rectification", "cnil:224"),
    one("erasure", "cnil:224"),
    one("restriction", "cnil:225"),
  ];
}

export function transfersBlocks({ model: { deployment }, m }: Context): readonly Block[] {
  const chain = chainOf(deployment);
  const { transfers } = deployment;
  return [
    ...(chain === undefined
      ? [sentence("declared", m.s.noChain, "chain")]
      : [answer(chain.why, m.s.why, m.s.whyOpen, "chain.why"), derived(m.s.nodes, "chain")]),
    ...(transfers === undefined
      ? [
          chain === undefined
            ? sentence("declared", m.s.transfersNone, "transfers")
            : open(m.s.transfersOpen, "transfers"),
        ]
      : [
          table(
            m.captions.transfers,
            [m.headers.to, m.headers.what, m.headers.safeguard],
            transfers.map(({ to, what, safeguard }, i) =>
              row(
                safeguard === undefined ? "open" : "declared",
                [to, what, safeguard ?? m.s.safeguardOpen],
                `transfers[${i}]`,
              ),
            ),
          ),
        ]),
  ];
}

export function decisionBlocks({ model: { deployment }, m }: Context): readonly Block[] {
  const { decision } = deployment;
  const objection: Purpose = { answers: ["cnil:225"] };
  return [
    sentence("declared", m.s.automated(decision.automated), "decision.automated", objection),
    answer(decision.effect, m.s.effect, m.s.effectOpen, "decision.effect", objection),
    answer(decision.humanReview, m.s.review, m.s.reviewOpen, "decision.humanReview", objection),
    answer(decision.paperRoute, m.s.paper, m.s.paperOpen, "decision.paperRoute", objection),
    derived(m.s.falseRefusal, "src/core/errors.ts"),
  ];
}
