/** Write a rule and see at once what it says, what it costs and what it reveals; then prove it. */
import manifest from "../../../artifacts/manifest.json" with { type: "json" };
import { failureOf } from "../../../src/browser/components/index.ts";
import { createProverWorker, type PresentationProgress } from "../../../src/browser/worker/index.ts";
import { INTEGER_OFFSET } from "../../../src/credentials/credential/index.ts";
import { explainPolicy, generateHolderSecret, holderCommitment } from "../../../src/holder.ts";
import {
  type ClaimRecord,
  createStatusRegistry,
  derivePublicKey,
  generatePrivateKey,
  issueCredential,
  parseSchema,
  proveIssuerKey,
  schemaId,
} from "../../../src/issuer.ts";
import {
  CIRCUIT_SHAPES,
  type CompiledPolicy,
  compilePolicy,
  evaluatePolicy,
  type LintFinding,
  lintPolicy,
  type Policy,
  parsePolicy,
} from "../../../src/statement/policy/index.ts";
import { createRequest } from "../../../src/verifier.ts";
import cityPass from "../../policies/city-pass.json" with { type: "json" };
import petition from "../../policies/city-petition.json" with { type: "json" };
import energyCap from "../../policies/energy-cost-cap.json" with { type: "json" };
import schemaJson from "../../policies/schema.json" with { type: "json" };
import seniorPass from "../../policies/senior-annual-pass.json" with { type: "json" };
import { districtName } from "./claims.ts";
import { TEXTS as SCREENS } from "./messages/index.ts";
import {
  button,
  failureTexts,
  good,
  h,
  h1,
  h2,
  inset,
  lead,
  list,
  locale,
  p,
  policyMessages,
  show,
  startApp,
  summary,
  svg,
  t,
  table,
  titleIn,
  warn,
} from "./ui.ts";

const TEXTS = SCREENS.playground;

const SCHEMA = parseSchema(schemaJson);
const EXAMPLES = [cityPass, seniorPass, energyCap, petition];
const now = new Date();
const TODAY = { year: now.getUTCFullYear(), month: now.getUTCMonth() + 1, day: now.getUTCDate() };

let text = pretty(cityPass);
let chosen = 0;
/** Each change of the text starts a new turn; what belongs to an older one is dropped. */
let turn = 0;
let population: readonly ClaimRecord[] | undefined;

/** Without the parts that only say where the rule comes from. */
function pretty({ source: _source, $schema: _schema, ...policy }: Record<string, unknown>): string {
  return JSON.stringify(policy, null, 2);
}

function draw(): void {
  const editor = h(
    "textarea",
    {
      class: "app-textarea app-editor",
      id: "policy",
      rows: 24,
      spellcheck: "false",
      oninput() {
        text = editor.value;
        turn++;
        const own = turn;
        setTimeout(() => own === turn && refresh(), 200);
      },
    },
    text,
  );
  const select = h(
    "select",
    {
      class: "app-select",
      id: "example",
      onchange() {
        chosen = select.selectedIndex;
        text = pretty(EXAMPLES[chosen]!);
        draw();
      },
    },
    ...EXAMPLES.map(({ title }, i) => h("option", { value: i, selected: i === chosen }, titleIn(title))),
  );
  show(
    h1(t(TEXTS.title)),
    lead(t(TEXTS.lead)),
    h(
      "div",
      { class: "app-form-group" },
      h("label", { class: "app-label app-label--s", for: "example" }, t(TEXTS.example)),
      select,
    ),
    h(
      "div",
      { class: "app-form-group" },
      h("label", { class: "app-label app-label--s", for: "policy" }, t(TEXTS.policy)),
      editor,
    ),
    h("div", { id: "analysis", "aria-live": "polite" }),
    h("div", { id: "proof" }),
  );
  void refresh();
}

async function refresh(): Promise<void> {
  const own = ++turn;
  const area = document.getElementById("analysis")!;
  document.getElementById("proof")!.replaceChildren();
  let policy: Policy;
  let compiled: CompiledPolicy;
  let findings: readonly LintFinding[];
  try {
    policy = parsePolicy(text, SCHEMA);
    compiled = compilePolicy(policy, SCHEMA);
    findings = lintPolicy(policy, SCHEMA);
  } catch (error) {
    area.replaceChildren(warn(h2(t(TEXTS.fault)), p(error instanceof Error ? error.message : "")));
    return;
  }
  const { proves, claims, hidden, learns } = explainPolicy(policy, SCHEMA, { messages: await policyMessages() });
  const crowd = h("div", { id: "crowd" }, p(t(TEXTS.counting)));
  const advice = findings.map(({ message, path }) => `${message} (${path})`);
  area.replaceChildren(
    h2(t(TEXTS.says)),
    good(p(proves), p(claims)),
    h2(t(TEXTS.crowd)),
    crowd,
    h2(t(TEXTS.hidden)),
    list(hidden),
    table(
      t(TEXTS.who),
      [t(TEXTS.party), t(TEXTS.learns)],
      [
        [t(TEXTS.portal), h("div", {}, p(t(TEXTS.portalLearns)), list(learns))],
        [t(TEXTS.office), t(TEXTS.nothing)],
        [t(TEXTS.others), t(TEXTS.nothing)],
      ],
    ),
    h2(t(TEXTS.cost)),
    costs(compiled),
    table(t(TEXTS.slots), [t(TEXTS.slot), t(TEXTS.claim), t(TEXTS.test)], slots(compiled)),
    h2(t(TEXTS.advice)),
    advice.length === 0 ? p(t(TEXTS.noAdvice)) : list(advice),
    h(
      "div",
      { class: "app-actions" },
      button(t(TEXTS.prove), () => prove(policy, compiled)),
    ),
  );
  await drawCrowd(policy, crowd, () => own !== turn);
}

function costs({ circuit, clauses }: CompiledPolicy) {
  const { rangeSlots, setSlots } = CIRCUIT_SHAPES[circuit];
  return summary([
    [t(TEXTS.circuit), `${circuit} (${rangeSlots} + ${setSlots})`],
    [t(TEXTS.constraints), new Intl.NumberFormat(locale()).format(manifest.circuits[circuit].constraints)],
    [t(TEXTS.alternatives), String(new Set(clauses).size)],
  ]);
}

function slots({ rangeSlots, setSlots, schema }: CompiledPolicy) {
  const used = [...rangeSlots, ...setSlots].filter(({ enabled }) => enabled);
  return used.map((slot, i) => {
    const name = schema.claims[slot.claimIndex]!.name;
    const not = slot.negate ? "not " : "";
    if (!("lo" in slot)) return [String(i + 1), name, `${not}in a set`];
    const value = slot.relative === "years" ? "years since" : slot.relative === "days" ? "days since" : "value";
    return [String(i + 1), name, `${not}${bounds(slot, value, schema.claims[slot.claimIndex]!.type)}`];
  });
}

/** `value ≥ 6`: as it was written, without the ends of the field's range. */
function bounds({ lo, hi }: { readonly lo: bigint; readonly hi: bigint }, value: string, type: string): string {
  const isShifted = value === "value" && (type === "integer" || type === "money");
  const shown = (bound: bigint): string => String(isShifted ? bound - INTEGER_OFFSET : bound);
  const hasEnd = hi < 2n ** 63n - 1n || (isShifted && hi < 2n ** 64n - 1n);
  const hasStart = lo > 0n && !(isShifted && lo <= 1n);
  if (lo === hi) return `${value} = ${shown(lo)}`;
  if (hasStart && hasEnd) return `${shown(lo)} ≤ ${value} ≤ ${shown(hi)}`;
  return hasStart ? `${value} ≥ ${shown(lo)}` : hasEnd ? `${value} ≤ ${shown(hi)}` : `any ${value}`;
}

// ---- the crowd ----

async function loadPopulation(): Promise<readonly ClaimRecord[]> {
  const rows = (await (await fetch("/population.csv")).text()).trim().split("\n").slice(1);
  return rows.map((row) => {
    const [, , birthDate, district, residentSince, size, income, disabled, student] = row.split(",");
    return {
      birthDate: birthDate!,
      district: district!,
      residentSince: residentSince!,
      householdSize: Number(size),
      annualIncome: Math.round(Number(income) * 100),
      disabled: disabled === "true",
      student: student === "true",
    };
  });
}

/** Everybody who qualifies; the page gets a turn after every 500 people. Undefined when the text has changed meanwhile. */
async function qualifying(policy: Policy, isStale: () => boolean): Promise<readonly ClaimRecord[] | undefined> {
  population ??= await loadPopulation();
  const found: ClaimRecord[] = [];
  for (let start = 0; start < population.length; start += 500) {
    if (isStale()) return undefined;
    found.push(
      ...population
        .slice(start, start + 500)
        .filter((claims) => evaluatePolicy(policy, { schema: SCHEMA, claims, today: TODAY })),
    );
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return found;
}

async function drawCrowd(policy: Policy, area: HTMLElement, isStale: () => boolean): Promise<void> {
  const found = await qualifying(policy, isStale);
  if (found === undefined) return;
  const numbers = new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 });
  if (found.length === 0) return area.replaceChildren(warn(p(t(TEXTS.nobody))));
  const counts = new Map<string, number>();
  for (const { district } of population!) counts.set(String(district), 0);
  for (const { district } of found) counts.set(String(district), counts.get(String(district))! + 1);
  const rows = [...counts].sort();
  const occupied = rows.filter(([, count]) => count > 0);
  const [worst, fewest] = occupied.reduce((least, row) => (row[1] < least[1] ? row : least));
  const bits = -Math.log2(found.length / population!.length);
  fillArea(
    area,
    inset(
      p(t(TEXTS.crowdText, numbers.format(found.length), numbers.format(Math.max(0, bits)))),
      p(t(TEXTS.smallest, districtName(worst), fewest)),
    ),
    found.length < SMALL_CROWD && warn(p(t(TEXTS.small))),
    bars(t(TEXTS.byDistrict), rows),
    dataTable(t(TEXTS.byDistrict), [t(TEXTS.district), t(TEXTS.people)], rows),
  );
}

/** Fewer than this, and a neighbour can guess who it was. */
const SMALL_CROWD = 100;

function fillArea(area: HTMLElement, ...children: readonly (Node | false)[]): void {
  area.replaceChildren(...children.filter((child) => child !== false));
}

/** A bar chart; the table under it says the same. */
function bars(title: string, rows: readonly (readonly [label: string, value: number])[]) {
  const height = 26;
  const most = Math.max(1, ...rows.map(([, value]) => value));
  return svg(
    "svg",
    { class: "app-chart", viewBox: `0 0 640 ${rows.length * height}`, role: "img", "aria-label": title },
    ...rows.flatMap(([label, value], i) => [
      svg("text", { x: 84, y: i * height + 18, "text-anchor": "end", "font-size": 14, fill: "currentColor" }, label),
      svg("rect", {
        x: 92,
        y: i * height + 4,
        width: Math.round((460 * value) / most),
        height: height - 8,
        class: "app-bar",
      }),
      svg(
        "text",
        { x: 98 + Math.round((460 * value) / most), y: i * height + 18, "font-size": 14, fill: "currentColor" },
        String(value),
      ),
    ]),
  );
}

function dataTable(title: string, head: readonly string[], rows: readonly (readonly [string, number])[]) {
  return h(
    "details",
    { class: "app-details" },
    h("summary", { class: "app-details__summary" }, h("span", { class: "app-details__summary-text" }, title)),
    h(
      "div",
      { class: "app-details__text" },
      table(
        title,
        head,
        rows.map(([label, value]) => [label, String(value)]),
      ),
    ),
  );
}

// ---- proving ----

const prover = createProverWorker({ worker: () => new Worker("/assets/prover.worker.js", { type: "module" }) });

async function prove(policy: Policy, compiled: CompiledPolicy): Promise<void> {
  const area = document.getElementById("proof")!;
  const bar = h("progress", { class: "app-progress", max: 100, value: 0, "aria-label": t(TEXTS.proving) });
  area.replaceChildren(p(t(TEXTS.proving)), bar);
  const claims = (await qualifying(policy, () => false))![0];
  if (claims === undefined) return area.replaceChildren(warn(p(t(TEXTS.nobody))));
  const starts: [stage: PresentationProgress["stage"], at: number][] = [];
  const started = performance.now();
  try {
    const { request, nowSeconds, ...held } = issueAndAsk(claims, compiled);
    await prover.createPresentation({
      ...held,
      request: await prover.openRequest(request, { askedBy: location.origin, clock: () => nowSeconds }),
      artifacts: { manifest, baseUrl: new URL("/artifacts/", location.href).href, allowDevelopmentKeys: true },
      onProgress({ stage, fraction }) {
        bar.value = Math.round(100 * fraction);
        if (starts.at(-1)?.[0] !== stage) starts.push([stage, starts.length === 0 ? started : performance.now()]);
      },
    });
  } catch (error) {
    const { title, text } = failureTexts()[failureOf(error).kind];
    return area.replaceChildren(warn(p(title), p(text)));
  }
  const rows = starts.slice(0, -1).map(([stage, at], i) => [stage, Math.round(starts[i + 1]![1] - at)] as const);
  area.replaceChildren(
    h2(t(TEXTS.timings)),
    bars(t(TEXTS.timings), rows),
    dataTable(t(TEXTS.timings), [t(TEXTS.stage), t(TEXTS.milliseconds)], rows),
  );
}

/** A credential from an office that exists for this moment, and a request of a portal that does. */
function issueAndAsk(claims: ClaimRecord, policy: CompiledPolicy) {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const issuerKey = generatePrivateKey();
  const registry = createStatusRegistry({ id: "0".repeat(64) });
  const reason = { timeSeconds: nowSeconds - 10, actor: "playground", reasonCode: "issuer-added" } as const;
  const possession = proveIssuerKey({ issuerKey, registry: registry.id, index: 0 });
  const trust = { schemas: [schemaId(SCHEMA)], possession };
  const issuerIndex = registry.addIssuer(derivePublicKey(issuerKey), trust, reason);
  const holderSecret = generateHolderSecret();
  const credential = issueCredential({
    issuerKey,
    schema: SCHEMA,
    claims,
    holderCommitment: holderCommitment(holderSecret),
    registry: registry.id,
    statusIndex: registry.allocateStatusIndex(issuerIndex),
    validFrom: `${TODAY.year}-01-01`,
    validUntil: `${TODAY.year + 1}-12-31`,
    claimsFrom: 0,
  });
  const scope = { verifier: location.hostname };
  const request = createRequest({
    policy,
    scope,
    registry: registry.id,
    grid: `year/${TODAY.year}-01-01/0`,
    origin: location.origin,
    nowSeconds,
  });
  return { credential, holderSecret, request, registry: registry.view(credential.schemaId), nowSeconds };
}

void startApp({ name: TEXTS.name, draw });
