/** Steps 5 and 6: what holds already, and what is done about the findings. */
import type { Artifact } from "../../facts.ts";
import { answer, type Context, derived, open, SIGNALS } from "../context.ts";
import type { Block, Measure } from "../report.ts";
import { sentence, shown } from "../sentence.ts";

export function measuresOf({ model, m }: Context): readonly Measure[] {
  const done: readonly string[] = ["no-claims-leave", "scoped-nullifiers", "bound-session"];
  const fromCode = model.measures.map((id): Measure => {
    const { title, text } = m.measures[id];
    return {
      title,
      // What the code does follows from it; what somebody still has to do is open until the descriptor says so.
      sentence: done.includes(id)
        ? derived(m.s.declaredMeasure(title, text), SIGNALS)
        : open(m.s.declaredMeasure(title, text), "security"),
    };
  });
  const declared = (model.deployment.security ?? []).map(
    ({ title, text }, i): Measure => ({
      title: shown(title),
      sentence: sentence("declared", m.s.declaredMeasure(title, text), `security[${i}]`),
    }),
  );
  const titles = new Set(declared.map(({ title }) => title));
  return [...fromCode.filter(({ title }) => !titles.has(title)), ...declared];
}

export function measuresBlocks(context: Context): readonly Block[] {
  return measuresOf(context).map(({ sentence: each }) => each);
}

export function securityBlocks({ model, m, n }: Context): readonly Block[] {
  const { artifact, deployment } = model;
  const { decision } = deployment;
  return [
    derived(
      artifact.setup === "development"
        ? m.s.setupDevelopment(artifact.circuit)
        : m.s.setupCeremony(artifact.circuit, n(artifact.contributions)),
      "artifacts/manifest.json",
    ),
    ...originOf(artifact, m),
    derived(m.s.setupPrivacy, "Fuchsbauer, eprint 2017/587"),
    derived(m.s.strength, "SECURITY.md"),
    answer(decision.lostPhone, m.s.lostPhone, m.s.lostPhoneOpen, "decision.lostPhone"),
    derived(m.s.claimsFrom, "docs/protocol.md P-23"),
    answer(decision.coercion, m.s.coercion, m.s.coercionOpen, "decision.coercion"),
    derived(m.s.coercionDerived, "SECURITY.md"),
  ];
}

/** Which ceremony the key comes from. */
function originOf({ setup, ceremony }: Artifact, m: Context["m"]): readonly Block[] {
  if (setup === "development") return [];
  const said =
    ceremony === undefined
      ? m.s.ceremonyWithoutTranscript
      : m.s.ceremonyTranscript(ceremony.name, ceremony.beacon, ceremony.transcriptSha256);
  return [derived(said, "artifacts/manifest.json")];
}
