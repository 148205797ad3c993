/** Steps 3 and 4: who was asked, on which basis, and how little is asked for. */
import { answer, type Context, derived, open } from "../context.ts";
import type { Block } from "../report.ts";
import { sentence } from "../sentence.ts";

export function consultationBlocks({ model: { deployment }, m }: Context): readonly Block[] {
  return [
    answer(deployment.dataSubjects.consulted, m.s.consulted, m.s.consultedOpen, "dataSubjects.consulted"),
    open(m.s.dpoOpen, "sign-off"),
  ];
}

export function basisBlocks({ model, m, n }: Context): readonly Block[] {
  const { deployment, policy } = model;
  const { legalBasis, specialCategories = [], standards = [] } = deployment;
  return [
    legalBasis === undefined
      ? open(m.s.basisOpen, "legalBasis")
      : sentence("declared", m.s.basis(legalBasis.article, legalBasis.text), "legalBasis"),
    ...specialCategories.map(({ claim, category, basis }, i) =>
      answer(
        basis,
        (text) => m.s.special(claim, category, text),
        m.s.specialOpen(claim, category),
        `specialCategories[${i}]`,
      ),
    ),
    ...standards.map((name, i) => sentence("declared", m.s.standard(name), `standards[${i}]`)),
    derived(
      m.s.minimisation(n(model.claimsUsed.length), n(policy.schema.claims.length)),
      `${policy.policy.name}: require`,
    ),
  ];
}
