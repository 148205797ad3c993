/** Steps 3 and 4: who was asked, on which basis, and how little is asked for. */
import { RULE } from "../../places.ts";
import { answer, type Context, open } from "../context.ts";
import type { Block } from "../report.ts";
import { sentence } from "../sentence.ts";

export function consultationBlocks({ model: { deployment }, m }: Context): readonly Block[] {
  return [
    answer(deployment.dataSubjects.consulted, m.s.consulted, m.s.consultedOpen, "dataSubjects.consulted"),
    open(m.s.dpoOpen, ["sign-off"]),
  ];
}

export function basisBlocks({ model, m, n }: Context): readonly Block[] {
  const { deployment, policy, pinned } = model;
  const { legalBasis, specialCategories = [], standards = [] } = deployment;
  return [
    legalBasis === undefined
      ? open(m.s.basisOpen, ["legalBasis"], { answers: ["cnil:212"] })
      : sentence(m.s.basis(legalBasis.article, legalBasis.text), ["legalBasis"], { answers: ["cnil:212"] }),
    ...specialCategories.map(({ claim, category, basis }, i) =>
      basis === undefined
        ? open(m.s.specialOpen(m.claim(claim), category), [`specialCategories[${i}]`], { answers: ["cnil:212"] })
        : sentence(m.s.special(m.claim(claim), category, basis), [`specialCategories[${i}]`], {
            answers: ["cnil:212"],
          }),
    ),
    ...standards.map((name, i) => sentence(m.s.standard(name), [`standards[${i}]`], { answers: ["cnil:113"] })),
    ...(standards.length === 0 ? [open(m.s.standardsOpen, ["standards"], { answers: ["cnil:113"] })] : []),
    sentence(
      pinned.length === 0
        ? m.s.minimisation(n(model.claimsUsed.length), n(policy.schema.claims.length))
        : m.s.minimisationPinned(
            n(model.claimsUsed.length),
            n(policy.schema.claims.length),
            m.list(pinned.map((name) => m.claim(name))),
          ),
      [RULE],
      { answers: ["cnil:213"] },
    ),
  ];
}
