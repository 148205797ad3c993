/** What the model answers of the Dutch form, by the ids of its questions. */
import { chainOf } from "../../descriptor.ts";
import { type Place, RULE } from "../../places.ts";
import { measuresOf } from "../../report/chapters/measures.ts";
import { answer, open } from "../../report/context.ts";
import { type Sentence, sentence, shown } from "../../report/sentence.ts";
import { minimised, recordFields, specialOption } from "../edpb/fill-description.ts";
import { surrounding } from "../edpb/fill-sheet.ts";
import { type DataItem, dataItems, risksIn, saidBy } from "../edpb/items.ts";
import { type FormContext, quoted } from "../form.ts";
import { type Processing, processingsOf } from "./processings.ts";
import { type ParValue, textOf } from "./text.ts";

type Single = Readonly<Record<string, ParValue | undefined>>;
type Repeated = Readonly<Record<string, readonly (ParValue | undefined)[]>>;

const YES = "true";

export function parAnswers(c: FormContext): { readonly single: Single; readonly repeated: Repeated } {
  const { deployment } = c.model;
  const items = dataItems(c);
  const processings = processingsOf(c, items);
  const subjects = shown(deployment.dataSubjects.description);
  const text = (...said: readonly Sentence[]): string | undefined => (said.length === 0 ? undefined : textOf(c, said));
  const risks = risksIn(c);
  const repeated: Repeated = {
    ...dataAnswers(c, items, subjects),
    ...processingAnswers(c, processings, items, subjects),
    "16.1.1": risks.map((risk) => text(saidBy(risk, `${risk.threat} ${risk.impact}`))),
    "16.1.2": risks.map((risk) => text(saidBy(risk, risk.source))),
    ...measureAnswers(c, (risk) => text(saidBy(risk, `${risk.threat} ${risk.impact}`))!),
    "19.1.1": [shown(`${deployment.name} ${deployment.date}`)],
    "19.1.2": [deployment.date],
    "19.1.3": [c.m.words.author],
    "20.1.1": deployment.parties.flatMap(({ name, role }) =>
      /controller$/.test(role) && role !== "independent-controller" ? [shown(name)] : [],
    ),
  };
  return { single: { ...singleAnswers(c, text), ...rightsAnswers(c, text) }, repeated };
}

function singleAnswers(c: FormContext, text: (...said: readonly Sentence[]) => string | undefined): Single {
  const { deployment, leakage, findings, artifact } = c.model;
  const { f, m, n } = c;
  const chain = chainOf(deployment);
  const [controller] = deployment.parties.filter(({ role }) => role === "controller" || role === "joint-controller");
  const special = deployment.specialCategories ?? [];
  const { decision, governance, rights, records, enrolment } = deployment;
  return {
    "0": c.f.howToRead,
    "1.1": text(
      sentence(c.title, ["title"]),
      ...quoted(deployment.population.note, "population.note"),
      ...deployment.purposes.map((purpose, i) => sentence(purpose, [`purposes[${i}]`])),
      sentence(m.s.oneWay, ["docs/protocol.md P-23"]),
      chain === undefined ? sentence(m.s.noChain, ["chain"]) : answer(chain.why, m.s.why, m.s.whyOpen, "chain.why"),
    ),
    "2.3": text(
      ...dataItems(c).map(({ name, claim, stores, places }) =>
        sentence(
          `${name}: ${claim === undefined ? f.heldIn(m.list(stores.map(({ title, party }) => f.storeOf(title, party)))) : c.model.pinned.includes(claim) ? f.claimSeen : f.claimStays}`,
          claim === undefined
            ? ["stores[*].holds", "stores[*].title", "stores[*].party", "parties[*].name", "chain"]
            : places,
        ),
      ),
      ...quoted(deployment.dataSubjects.vulnerable, "dataSubjects.vulnerable"),
      ...special.map(({ claim, category }, i) =>
        sentence(`${m.claim(claim)} (${category})`, [`specialCategories[${i}]`]),
      ),
      ...recordFields(c),
    ),
    "3.2": text(
      ...(enrolment === undefined ? [] : [sentence(m.s.enrolment(enrolment.authority, enrolment.note), ["enrolment"])]),
      ...(records === undefined ? [] : [sentence(f.anchoredOn(records.anchoredOn), ["records.anchoredOn"])]),
      ...surrounding(c),
    ),
    "4": text(
      sentence(m.s.oneWay, ["docs/protocol.md P-23"]),
      sentence(m.s.strength, ["SECURITY.md"]),
      sentence(
        artifact.setup === "development"
          ? m.s.setupDevelopment(artifact.circuit)
          : m.s.setupCeremony(artifact.circuit, n(artifact.contributions)),
        ["artifacts/manifest.json: setup", RULE],
      ),
      sentence(m.s.automated(decision.automated), ["decision.automated"]),
      ...told(governance?.vulnerabilities, m.s.vulnerabilities, "governance.vulnerabilities"),
      ...told(governance?.changes, m.s.changes, "governance.changes"),
      ...told(governance?.algorithmFailure, m.s.algorithm, "governance.algorithmFailure"),
      ...told(governance?.trust, m.s.trust, "governance.trust"),
      ...(deployment.evidence ?? []).map((run, i) =>
        sentence(m.s.evidence(m.evidence[run.what], run), [`evidence[${i}]`]),
      ),
    ),
    "6.2": text(
      ...deployment.parties.flatMap(({ name, contact, note }, i) =>
        [contact, note].flatMap((said, k) =>
          told(said, (each) => f.storeHolds(name, each), `parties[${i}].${k === 0 ? "contact" : "note"}`),
        ),
      ),
    ),
    "7.2": text(answer(deployment.dataSubjects.consulted, m.s.consulted, m.s.consultedOpen, "dataSubjects.consulted")),
    "8.2":
      deployment.transfers === undefined
        ? undefined
        : text(
            ...deployment.transfers.map(({ to, what, safeguard }, i) =>
              sentence(f.transfer(to, what, safeguard ?? m.s.safeguardOpen), [`transfers[${i}]`], {
                isOpen: safeguard === undefined,
              }),
            ),
          ),
    "9.2": text(...(deployment.standards ?? []).flatMap((name, i) => quoted(name, `standards[${i}]`))),
    "10.2": text(
      ...quoted(records?.erasure, "records.erasure"),
      ...quoted(records?.rectification, "records.rectification"),
    ),
    "11.2": text(...told(rights?.consent, (each) => m.s.rightText(m.s.right.consent, each), "rights.consent")),
    "12.1.1": special.length === 0 ? undefined : YES,
    "14.1": text(sentence(minimised(c), [RULE]), open(f.necessityOpen, ["14.1"])),
    "14.2": text(
      leakage === undefined
        ? open(m.s.leakageUnknown, ["population"])
        : sentence(
            leakage.policy.anonymitySet === 0
              ? m.s.leakageNobody
              : m.s.leakage(n(leakage.policy.anonymitySet), n(leakage.policy.population), c.bits(leakage.policy.bits)),
            leakage.places,
          ),
      open(f.proportionalityOpen, ["14.2"]),
    ),
    "16.2": text(
      sentence(f.method, ["docs/dpia-guide.md"]),
      open(m.s.likelihood, ["16.1.3"]),
      open(m.s.severity, ["16.1.5"]),
    ),
    "17.2": text(
      ...(deployment.security ?? []).map((each, i) =>
        sentence(m.s.declaredMeasure(each.title, each.text), [`security[${i}]`]),
      ),
      ...told(rights?.accuracy, (each) => m.s.rightText(m.s.right.accuracy, each), "rights.accuracy"),
      ...told(decision.effect, m.s.effect, "decision.effect"),
      ...told(decision.paperRoute, m.s.paper, "decision.paperRoute"),
      ...told(decision.lostPhone, m.s.lostPhone, "decision.lostPhone"),
      ...told(decision.coercion, m.s.coercion, "decision.coercion"),
    ),
    "18": text(sentence(f.par.findings(n(findings.length)), ["16.1"]), open(m.s.signOff, ["sign-off"])),
    "19.2": "concept",
    "19.4.1": controller === undefined ? undefined : shown(controller.name),
  };
}

/** What the descriptor says; nothing where it says nothing. */
function told(said: string | undefined, say: (text: string) => string, place: Place): readonly Sentence[] {
  return said === undefined ? [] : [sentence(say(said), [place])];
}

/** Rights of the form, by ours; a procedure is there when the descriptor tells of one. */
function rightsAnswers(c: FormContext, text: (...said: readonly Sentence[]) => string | undefined): Single {
  const { rights, decision } = c.model.deployment;
  const rows: readonly (readonly [number, string | undefined, Place])[] = [
    [1, rights?.access, "rights.access"],
    [2, rights?.rectification, "rights.rectification"],
    [3, rights?.erasure, "rights.erasure"],
    [4, rights?.restriction, "rights.restriction"],
    [6, decision.humanReview, "decision.humanReview"],
    [7, rights?.restriction, "rights.restriction"],
    [8, rights?.information, "rights.information"],
  ];
  return Object.fromEntries(
    rows.flatMap(([right, said, place]) =>
      said === undefined
        ? []
        : [
            [`15.${right}.1`, YES],
            [`15.${right}.2`, text(sentence(said, [place]))],
          ],
    ),
  );
}

function dataAnswers(c: FormContext, items: readonly DataItem[], subjects: string): Repeated {
  const { deployment } = c.model;
  const special = deployment.specialCategories ?? [];
  const issuers = deployment.parties.filter(({ does }) => does.includes("issuer")).map(({ name }) => name);
  const fromIssuer = ({ claim }: DataItem): boolean => claim !== undefined && issuers.length > 0;
  return {
    "2.1.1": items.map(({ name }) => shown(name)),
    "2.1.2": items.map(() => subjects),
    "2.1.3": items.map(({ claim, name }) => (claim === undefined ? shown(name) : shown(c.f.par.claim))),
    "2.1.4": items.map(({ claim }) => (special.some((each) => each.claim === claim) ? "bijzonder" : undefined)),
    "2.1.6": items.map((item) => (fromIssuer(item) ? YES : undefined)),
    "2.1.7": items.map((item) => (fromIssuer(item) ? shown(c.m.list(issuers)) : undefined)),
  };
}

function processingAnswers(
  c: FormContext,
  processings: readonly Processing[],
  items: readonly DataItem[],
  subjects: string,
): Repeated {
  const { deployment } = c.model;
  const { legalBasis, specialCategories = [] } = deployment;
  const text = (said: readonly Sentence[]): string | undefined => (said.length === 0 ? undefined : textOf(c, said));
  const each = <T>(value: (processing: Processing) => T): T[] => processings.map(value);
  const names = (own: readonly DataItem[]): readonly string[] => own.map(({ name }) => shown(name));
  const special = specialCategories.flatMap(({ claim, category, basis }, i) => {
    const item = items.find((one) => one.claim === claim);
    return item === undefined ? [] : [{ item, category, basis, place: `specialCategories[${i}]` }];
  });
  return {
    "3.1.1": each(({ name }) => name),
    "3.1.2": each(({ said }) => text(said)),
    "3.1.3": each(({ data }) => names(data)),
    "5.1.1": each(() => text(deployment.purposes.map((purpose, i) => sentence(purpose, [`purposes[${i}]`])))),
    "6.1.1.1": each(({ parties }) =>
      parties.length === 0 ? undefined : shown(c.m.list(parties.map(({ name }) => name))),
    ),
    "6.1.1.2": each(({ parties }) => {
      const roles = [...new Set(parties.flatMap(({ role }) => PARTY_ROLES[role] ?? []))];
      return roles.length === 0 ? undefined : roles;
    }),
    "6.1.1.4": each(({ data }) => names(data)),
    "6.1.1.5": each(() => [subjects]),
    "8.1.1.1": each(({ parties }) => {
      const countries = [...new Set(parties.flatMap(({ country }) => country ?? []))];
      return countries.length === 0 ? undefined : countries.join(", ");
    }),
    "9.1.1.2": each(() => legalBasis?.article),
    "9.1.1.1": each(() => (legalBasis === undefined ? undefined : text([sentence(legalBasis.text, ["legalBasis"])]))),
    "10.1.1.2": each(({ days }) => (days === undefined ? undefined : [subjects])),
    "10.1.1.3": each(({ days, data }) => (days === undefined ? undefined : names(data))),
    "10.1.1.4": each(({ days }) => termOf(days)),
    "10.1.1.5": each(({ term }) => text(term)),
    "11.1.1.1": each(() => basisOf(legalBasis?.article)),
    "11.1.1.2": each(() =>
      text([
        legalBasis === undefined
          ? open(c.m.s.basisOpen, ["legalBasis"])
          : sentence(`${legalBasis.article}: ${legalBasis.text}`, ["legalBasis"]),
      ]),
    ),
    ...(special.length === 0
      ? {}
      : {
          "12.1.2.1": special.map(() => processings.filter(({ id }) => id === "presenting").map(({ name }) => name)),
          "12.1.2.2": special.map(() => [subjects]),
          "12.1.2.3": special.map(({ item }) => names([item])),
          "12.1.2.4": special.map(({ category }) =>
            specialOption(category) === "health"
              ? "Type bijzondere persoonsgegevens: Gegevens over gezondheid"
              : undefined,
          ),
          "12.1.2.5": special.map(({ basis, place }) =>
            basis === undefined ? undefined : text([sentence(basis, [place])]),
          ),
        }),
  };
}

function measureAnswers(c: FormContext, riskText: (risk: ReturnType<typeof risksIn>[number]) => string): Repeated {
  const measures = measuresOf(c).flatMap(({ title, sentence: said }) => {
    const against = risksIn(c).filter(({ finding }) => c.m.measures[finding.measure].title === title);
    return against.length === 0 ? [] : [{ said, against }];
  });
  return {
    "17.1.1": measures.map(({ against }) => against.map(riskText)),
    "17.1.2": measures.map(({ against }) =>
      textOf(c, [...new Map(against.map((risk) => [risk.source, saidBy(risk, risk.source)])).values()]),
    ),
    "17.1.3": measures.map(({ said }) => textOf(c, [said])),
  };
}

/** The form's roles; which role somebody has who is undecided is for a person to tick. */
const PARTY_ROLES: Readonly<Record<string, readonly string[]>> = {
  controller: ["Verwerkingsverantwoordelijke"],
  "joint-controller": ["Gezamenlijke verwerkingsverantwoordelijke"],
  processor: ["Verwerker"],
  "independent-controller": ["Verwerkingsverantwoordelijke"],
  recipient: ["Ontvanger"],
};

/** The form's terms; between a month and a year it has none that fits, and the exact term stands in the motivation. */
function termOf(days: number | "permanent" | undefined): string | undefined {
  if (days === undefined || days === "permanent") return undefined;
  if (days < 1) return "Minder dan 24 uur";
  if (days < 7) return "Minder dan 1 week";
  if (days < 28) return "Minder dan 1 maand";
  if (days >= 365 && days < 730) return "Jaar";
  return days >= 730 ? "Aantal jaren" : undefined;
}

const BASES: Readonly<Record<string, string>> = {
  a: "Rechtsgrond toestemming",
  b: "Rechtsgrond noodzakelijk voor de uitvoering van een overeenkoms",
  c: "Rechtsgrond wettelijke verplichting",
  d: "Rechtsgrond vitaal belang",
  e: "Rechtsgrond taak van algemeen belang",
  f: "Rechtsgrond gerechtvaardigd belang",
};

/** Article 6(1), by its letter. */
function basisOf(article: string | undefined): string | undefined {
  const letter = /6\s*\(1\)\s*\(?([a-f])\)?/.exec(article ?? "")?.[1];
  return letter === undefined ? undefined : BASES[letter];
}
