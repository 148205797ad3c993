/** Part 2.3: measures that are there for the principles, for rights, by design, and for security. */
import type { Place } from "../../places.ts";
import { RULE } from "../../places.ts";
import { measuresOf } from "../../report/chapters/measures.ts";
import { answer, open } from "../../report/context.ts";
import { type Sentence, sentence } from "../../report/sentence.ts";
import { cell, cellOr, type Filler } from "../fill.ts";
import { type Answer, boxes, type FormContext, quoted } from "../form.ts";
import { minimised } from "./fill-description.ts";

export const CONTROLS: Readonly<Record<string, Filler>> = {
  "2.3.a": (c) => {
    const { deployment, retention } = c.model;
    const { rights, decision, governance } = deployment;
    return named(c, {
      Fairness: [
        ...said(c, decision.humanReview, c.m.s.review, "decision.humanReview"),
        ...said(c, decision.paperRoute, c.m.s.paper, "decision.paperRoute"),
        ...said(c, decision.coercion, c.m.s.coercion, "decision.coercion"),
      ],
      Transparency: said(c, rights?.information, (text) => text, "rights.information"),
      "Purpose limitation": [sentence(c.m.measures["scoped-nullifiers"].text, ["docs/protocol.md P-19"])],
      "Data minimisation": [
        sentence(minimised(c), [RULE]),
        sentence(c.m.measures["no-claims-leave"].text, ["docs/protocol.md P-18"]),
      ],
      Accuracy: [
        sentence(c.m.s.accuracyDerived, ["docs/protocol.md P-23"]),
        ...said(c, rights?.accuracy, (text) => text, "rights.accuracy"),
      ],
      "Storage limitation": retention.map(({ title, days, places }) =>
        sentence(`${title}: ${days === "permanent" ? c.m.permanent : c.m.days(c.n(days))}`, places),
      ),
      "Integrity and confidentiality": security(c),
      Accountability: [
        ...said(c, governance?.changes, c.m.s.changes, "governance.changes"),
        ...said(c, governance?.vulnerabilities, c.m.s.vulnerabilities, "governance.vulnerabilities"),
        ...said(c, governance?.trust, c.m.s.trust, "governance.trust"),
        ...(deployment.evidence ?? []).map((run, i) =>
          sentence(c.m.s.evidence(c.m.evidence[run.what], run), [`evidence[${i}]`]),
        ),
      ],
    });
  },
  "2.3.b": (c) => {
    const { rights, decision } = c.model.deployment;
    const right = (key: keyof NonNullable<typeof rights>): readonly Sentence[] =>
      said(c, rights?.[key], (text) => text, `rights.${key}`);
    return named(c, {
      "Information (12, 13, 14)": right("information"),
      "Access and portability (15, 20)": [sentence(c.m.s.accessDerived, ["docs/protocol.md P-19"]), ...right("access")],
      "Rectification and erasure (16, 17, 19)": [...right("rectification"), ...right("erasure"), ...recordRights(c)],
      "Objection and restriction (18, 19, 21)": right("restriction"),
      "No solely automated decision (22)": [
        sentence(c.m.s.automated(decision.automated), ["decision.automated"]),
        ...said(c, decision.effect, c.m.s.effect, "decision.effect"),
        ...said(c, decision.humanReview, c.m.s.review, "decision.humanReview"),
      ],
    });
  },
  "2.3.c": (c) => {
    const { rights, parties, transfers } = c.model.deployment;
    const processors = parties.flatMap(({ role, name }) => (role === "processor" ? [name] : []));
    return named(c, {
      "Consent and its withdrawal (7)": said(c, rights?.consent, (text) => text, "rights.consent"),
      "Processors (28)":
        processors.length === 0
          ? [sentence(c.m.s.noProcessor, ["parties[*].role"])]
          : [open(c.f.contractOpen(c.m.list(processors)), ["parties[*].role", "parties[*].name"])],
      "International transfers (Chapter V)": (transfers ?? []).map(({ to, what, safeguard }, i) =>
        sentence(c.f.transfer(to, what, safeguard ?? c.m.s.safeguardOpen), [`transfers[${i}]`], {
          isOpen: safeguard === undefined,
        }),
      ),
    });
  },
  "2.3.d": (c) => ({
    rows: (["no-claims-leave", "scoped-nullifiers", "bound-session"] as const).map((id) => [
      cell(sentence(c.m.measures[id].title, ["docs/protocol.md P-18"])),
      cell(sentence(c.m.measures[id].text, ["docs/protocol.md P-18"])),
      cell(open(c.f.toFill, ["EDPB 2.3.d"])),
      done(c, [sentence(c.f.doneByCode, ["docs/protocol.md P-18"])]),
    ]),
  }),
  "2.3.e": (c) => {
    const measures = measuresOf(c);
    const backup = measures.find(({ title }) => title === c.m.measures["backup-store"].title);
    return named(c, {
      "Pseudonymisation and encryption": [
        sentence(c.m.measures["scoped-nullifiers"].text, ["docs/protocol.md P-19"]),
        sentence(c.m.s.strength, ["SECURITY.md"]),
      ],
      Confidentiality: security(c),
      Integrity: [
        sentence(c.m.measures["bound-session"].text, ["docs/protocol.md P-18"]),
        ...said(c, c.model.deployment.governance?.algorithmFailure, c.m.s.algorithm, "governance.algorithmFailure"),
      ],
      "Availability and resilience": said(
        c,
        c.model.deployment.decision.lostPhone,
        c.m.s.lostPhone,
        "decision.lostPhone",
      ),
      "Restoring availability": backup === undefined ? [] : [backup.sentence],
    });
  },
};

/** The rows of a table of measures: what is there; whether it is enough, and how far it is done, is for a person to say. */
function named(c: FormContext, rows: Readonly<Record<string, readonly Sentence[]>>): ReturnType<Filler> {
  return {
    named: Object.fromEntries(
      Object.entries(rows).map(([row, sentences]): [string, readonly Answer[]] => [
        row,
        [cellOr(c, "EDPB 2.3", sentences)],
      ]),
    ),
  };
}

/** The template's `Implemented`, where the code itself does it. */
function done({ f }: FormContext, why: readonly Sentence[]): Answer {
  const statuses = ["Planned", "Partially implemented", "Implemented"];
  return { options: boxes(statuses.map(f.template), (_, i) => (i === 2 ? "yes" : "no")), said: why };
}

function said(
  c: FormContext,
  value: string | undefined,
  say: (text: string) => string,
  place: Place,
): readonly Sentence[] {
  return [answer(value, say, c.f.toFill, place)];
}

function security({ model: { deployment }, m }: FormContext): readonly Sentence[] {
  return (deployment.security ?? []).map(({ title, text }, i) =>
    sentence(m.s.declaredMeasure(title, text), [`security[${i}]`]),
  );
}

function recordRights({ model: { deployment } }: FormContext): readonly Sentence[] {
  const { records } = deployment;
  return [...quoted(records?.erasure, "records.erasure"), ...quoted(records?.rectification, "records.rectification")];
}
