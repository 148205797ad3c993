/** Parts 3 to 6: what can follow, what is done about it, and what people decide. */

import type { FearedEvent } from "../../findings.ts";
import { RULE } from "../../places.ts";
import { measuresOf } from "../../report/chapters/measures.ts";
import { answer, open } from "../../report/context.ts";
import { sentence } from "../../report/sentence.ts";
import { cell, type Fill, type Filler } from "../fill.ts";
import type { FormContext } from "../form.ts";
import { minimised } from "./fill-description.ts";
import { type NumberedRisk, risksIn, saidBy } from "./items.ts";

const EVENTS: readonly FearedEvent[] = ["access", "modification", "disappearance"];

export const RISKS: Readonly<Record<string, Filler>> = {
  "3.1": (c) => ({
    letter: "T",
    rows: risksIn(c)
      .filter(({ isEvent }) => !isEvent)
      .map((risk) => impactRow(c, risk)),
  }),
  "3.2": (c) => ({
    said: [sentence(minimised(c), [RULE]), open(c.f.necessityOpen, ["EDPB 3.2"])],
  }),
  "3.3": (c) => {
    const { leakage } = c.model;
    return {
      said: [
        ...(leakage === undefined
          ? [open(c.m.s.leakageUnknown, ["population"])]
          : [
              sentence(
                leakage.policy.anonymitySet === 0
                  ? c.m.s.leakageNobody
                  : c.m.s.leakage(
                      c.n(leakage.policy.anonymitySet),
                      c.n(leakage.policy.population),
                      c.bits(leakage.policy.bits),
                    ),
                leakage.places,
              ),
            ]),
        open(c.f.proportionalityOpen, ["EDPB 3.3"]),
      ],
    };
  },
  "4.1.a": (c) => {
    const risks = risksIn(c).filter(({ isEvent }) => isEvent);
    const missing = EVENTS.filter((event) => !risks.some((risk) => risk.event === event));
    return {
      letter: "E",
      rows: [
        ...risks.map((risk) => impactRow(c, risk)),
        // The template asks for all three events, also where no finding tells of one.
        ...missing.map((event) => [cell(open(c.f.eventOpen(c.m.events[event]), ["EDPB 4.1.a", "records"]))]),
      ],
    };
  },
  "4.1.b": (c) => ({ said: [sentence(c.f.method, ["docs/dpia-guide.md"]), open(c.f.scalesOpen, ["EDPB 4.1.b"])] }),
  "4.1.c": (c) => ({
    numbers: risksIn(c).map(({ ref }) => ref),
    rows: risksIn(c).map((risk) => [
      cell(saidBy(risk, risk.threat)),
      cell(open(c.m.s.likelihood, ["sign-off"])),
      cell(open(c.m.s.severity, ["sign-off"])),
      cell(saidBy(risk, c.m.measures[risk.finding.measure].title)),
    ]),
  }),
  "4.2.a": (c) => ({
    letter: "M",
    rows: measuresOf(c).map(({ title, sentence: text }) => {
      const against = risksIn(c).filter(({ finding }) => c.m.measures[finding.measure].title === title);
      return [
        cell(text),
        cell(
          ...(against.length === 0
            ? [open(c.f.toFill, ["EDPB 4.2.a"])]
            : against.map((risk) => saidBy(risk, risk.threat))),
        ),
      ];
    }),
  }),
  "4.2.b": (c) => ({
    numbers: risksIn(c).map(({ ref }) => ref),
    rows: risksIn(c).map((risk) => [
      cell(saidBy(risk, risk.threat)),
      cell(saidBy(risk, c.m.measures[risk.finding.measure].title)),
    ]),
  }),
  "4.2.c": (c) => ({
    said: [
      answer(c.model.deployment.governance?.changes, c.m.s.changes, c.m.s.changesOpen, "governance.changes"),
      open(c.f.planOpen, ["EDPB 4.2.c"]),
    ],
  }),
  "5.1": (c) => ({ said: [open(c.m.s.dpoOpen, ["sign-off"])] }),
  "5.2": (c) => ({
    said: [
      answer(c.model.deployment.dataSubjects.consulted, c.m.s.consulted, c.m.s.consultedOpen, "dataSubjects.consulted"),
    ],
  }),
  "6": (c): Fill => ({ said: [open(c.m.s.signOff, ["sign-off"])] }),
};

function impactRow(c: FormContext, risk: NumberedRisk) {
  const { finding, event, threat, impact, source } = risk;
  return [
    cell(saidBy(risk, threat)),
    cell(saidBy(risk, `${c.m.linddun[finding.linddun]}; ${c.m.events[event]}`)),
    cell(saidBy(risk, source)),
    cell(saidBy(risk, impact)),
  ];
}
