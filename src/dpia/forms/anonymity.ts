/**
 * Three tests of anonymisation (EDPB Guidelines 02/2026, draft): can somebody be isolated, linked, or inferred about? The
 * figures are the model's; whether data are anonymous for somebody is for a person to conclude.
 */
import { placesOfTable } from "../blockchain.ts";
import { chainOf } from "../descriptor.ts";
import { type Place, SIGNALS } from "../places.ts";
import { open, table } from "../report/context.ts";
import type { Block } from "../report/report.ts";
import { type Row, row } from "../report/sentence.ts";
import type { FormContext } from "./form.ts";

export function anonymityBlocks(c: FormContext): readonly Block[] {
  const { model, m, f, n, bits, percent } = c;
  const { leakage, links, deployment } = model;
  const w = f.anonymity;
  const isolation: readonly Row[] = [
    row([w.isolation, w.nullifier], [`${SIGNALS}: nullifier`]),
    ...(leakage === undefined
      ? [row([w.isolation, m.s.leakageUnknown], ["population"], { isOpen: true })]
      : [
          row([w.isolation, w.set(n(leakage.policy.anonymitySet), n(leakage.policy.population))], leakage.places),
          ...(leakage.policy.worst === undefined || deployment.population.groupBy === undefined
            ? []
            : [
                row(
                  [w.isolation, w.smallest(leakage.policy.worst.group, n(leakage.policy.worst.qualifying))],
                  [...leakage.places, "population.groupBy"],
                ),
              ]),
        ]),
  ];
  const linkage = links.map(({ situation, links: found, places }) =>
    row(
      [
        w.linkage,
        w.links(
          m.situations[situation.id],
          found.length === 0
            ? m.nothing
            : m.list(
                found.map(({ observable, strength }) => m.linkedBy(m.observables[observable], m.strengths[strength])),
              ),
        ),
      ],
      places,
    ),
  );
  const runs = (deployment.evidence ?? []).flatMap((run, i) =>
    run.what === "linkability" ? [row([w.linkage, m.s.evidence(m.evidence.linkability, run)], [`evidence[${i}]`])] : [],
  );
  const inferred: readonly Row[] =
    leakage === undefined
      ? [row([w.inference, m.s.leakageUnknown], ["population"], { isOpen: true })]
      : [
          row([w.inference, w.worth(bits(leakage.policy.bits))], leakage.places),
          ...leakage.inferences
            .filter(({ isAlwaysRevealed }) => !isAlwaysRevealed)
            .map(({ path, test, prior, posterior }) =>
              row(
                [
                  w.inference,
                  w.guess(
                    test === undefined ? m.alternative : m.claim(test.claim),
                    path,
                    percent(prior),
                    percent(posterior),
                  ),
                ],
                leakage.places,
              ),
            ),
          ...(leakage.accumulated === undefined
            ? []
            : [
                row(
                  [
                    w.inference,
                    m.s.accumulated(
                      m.list(leakage.accumulated.policies),
                      n(leakage.accumulated.anonymitySet),
                      bits(leakage.accumulated.bits),
                    ),
                  ],
                  ["alsoAsked", ...leakage.places],
                ),
              ]),
        ];
  const conclusions = [w.isolation, w.linkage, w.inference].map((test) =>
    row([test, w.conclude], ["EDPB Guidelines 02/2026 (draft)"], { isOpen: true }),
  );
  return [
    table(w.caption, [w.test, w.figure], [...isolation, ...linkage, ...runs, ...inferred, ...conclusions]),
    open(w.draft, ["EDPB Guidelines 02/2026 (draft)"]),
  ];
}

/** Paragraphs of the final Guidelines 02/2025 that two readers or more report in the same way; what they mean here is open. */
const REPORTED = [
  ["50", "p50"],
  ["51", "p51"],
  ["52", "p52"],
  ["53", "p53"],
  ["54", "p54"],
  ["64", "p64"],
  ["102–104", "p102"],
] as const;

/** What the final Guidelines 02/2025 say where. Their text was not at hand, so that no question about it is answered. */
export function chainParagraphBlocks(c: FormContext): readonly Block[] {
  const { f, model } = c;
  const { deployment } = model;
  if (chainOf(deployment) === undefined && deployment.records === undefined) return [];
  const applies = placesOfTable(deployment);
  const places = (paragraphs: string): readonly Place[] => [`EDPB Guidelines 02/2025 v2.0, ${paragraphs}`, ...applies];
  const w = f.chainParagraphs;
  return [
    table(
      w.caption,
      [w.paragraphs, w.question],
      [
        ...REPORTED.map(([paragraphs, says]) => row([paragraphs, w.says[says]], places(paragraphs))),
        row([w.annex, w.annexKept], places("116, 120")),
        row(["51–54", w.personal], places("51-54"), { isOpen: true }),
        row(["64", w.anonymised], places("64"), { isOpen: true }),
        row([w.annex, w.compare], places("Annex A"), { isOpen: true }),
      ],
    ),
    open(w.told, ["EDPB Guidelines 02/2025 v2.0", ...applies]),
  ];
}
