/** Steps 5 and 6: what holds already, and what is done about the findings. */
import type { Artifact } from "../../facts.ts";
import { placesOfMeasure } from "../../findings.ts";
import { isPlaceholder } from "../../placeholders.ts";
import { MANIFEST, RULE } from "../../places.ts";
import { answer, type Context } from "../context.ts";
import type { Block, Measure } from "../report.ts";
import { type Purpose, sentence, shown } from "../sentence.ts";

/** Measures that the circuits take for every deployment. */
const IN_THE_CODE: readonly string[] = ["no-claims-leave", "scoped-nullifiers", "bound-session"];

export function measuresOf({ model, m }: Context): readonly Measure[] {
  const fromFindings = model.measures.map((id): Measure => {
    const { title, text } = m.measures[id];
    const asking = model.findings.filter(({ measure }) => measure === id);
    const isTaken = IN_THE_CODE.includes(id) || (asking.length > 0 && asking.every(({ isAnswered }) => isAnswered));
    // A measure that is listed is not a measure that is taken: it is open until an answer says what is done.
    const places = IN_THE_CODE.includes(id) ? ["docs/protocol.md P-18"] : placesOfMeasure(id, model.findings);
    return { title, isTaken, sentence: sentence(m.s.declaredMeasure(title, text), places, { isOpen: !isTaken }) };
  });
  const declared = (model.deployment.security ?? []).map(
    ({ title, text }, i): Measure => ({
      title: shown(title),
      isTaken: !isPlaceholder(title) && !isPlaceholder(text),
      sentence: sentence(m.s.declaredMeasure(title, text), [`security[${i}]`]),
    }),
  );
  const titles = new Set(declared.map(({ title }) => title));
  return [...fromFindings.filter(({ title }) => !titles.has(title)), ...declared];
}

export function measuresBlocks(context: Context): readonly Block[] {
  return measuresOf(context).map(({ sentence: each }) => each);
}

export function securityBlocks({ model, m, n }: Context): readonly Block[] {
  const { artifact, deployment } = model;
  const { decision, governance, scopes } = deployment;
  const assets: Purpose = { answers: ["cnil:123"] };
  return [
    sentence(
      artifact.setup === "development"
        ? m.s.setupDevelopment(artifact.circuit)
        : m.s.setupCeremony(artifact.circuit, n(artifact.contributions)),
      [`${MANIFEST}: setup`, RULE],
    ),
    ...originOf(artifact, m),
    sentence(m.s.setupPrivacy, ["Fuchsbauer, eprint 2017/587"]),
    sentence(m.s.strength, ["SECURITY.md"]),
    answer(decision.lostPhone, m.s.lostPhone, m.s.lostPhoneOpen, "decision.lostPhone", { answers: ["cnil:122"] }),
    ...scopes.map(({ programme, period }, i) =>
      sentence(m.s.claimsFrom[period](programme), [`scopes[${i}].period`, `scopes[${i}].programme`]),
    ),
    answer(decision.coercion, m.s.coercion, m.s.coercionOpen, "decision.coercion", assets),
    sentence(m.s.coercionDerived, ["SECURITY.md"]),
    answer(
      governance?.vulnerabilities,
      m.s.vulnerabilities,
      m.s.vulnerabilitiesOpen,
      "governance.vulnerabilities",
      assets,
    ),
    answer(governance?.changes, m.s.changes, m.s.changesOpen, "governance.changes", assets),
    answer(governance?.algorithmFailure, m.s.algorithm, m.s.algorithmOpen, "governance.algorithmFailure", assets),
    answer(governance?.trust, m.s.trust, m.s.trustOpen, "governance.trust", assets),
  ];
}

/** Which ceremony the key comes from. */
function originOf({ setup, ceremony }: Artifact, m: Context["m"]): readonly Block[] {
  if (setup === "development") return [];
  const said =
    ceremony === undefined
      ? m.s.ceremonyWithoutTranscript
      : m.s.ceremonyTranscript(ceremony.name, ceremony.beacon, ceremony.transcriptSha256);
  return [sentence(said, [`${MANIFEST}: setup`])];
}
