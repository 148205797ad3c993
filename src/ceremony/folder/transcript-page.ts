/** The transcript as one page for people: no script, nothing from elsewhere, black on white on paper. */
import { escapeHtml } from "../../core/escape.ts";
import { visible } from "../../core/text.ts";
import { describeBeacon } from "./beacon-value.ts";
import { encodeDocument } from "./documents.ts";
import { PATHS } from "./folder.ts";
import { iso } from "./ledger.ts";
import type { Transcript } from "./transcript.ts";

/** transcript.json and the page for people, by path. */
export function transcriptFiles(transcript: Transcript): ReadonlyMap<string, Uint8Array> {
  return new Map([
    [PATHS.transcript, encodeDocument(transcript)],
    [PATHS.page, new TextEncoder().encode(toTranscriptPage(transcript))],
  ]);
}

const STYLE = `:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; font: 1rem/1.55 system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .55rem; border-bottom: 1px solid #8a939c; }
code { overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: 1rem 0; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem; }
@media print { .scroll { overflow: visible; } tr { break-inside: avoid; } }`;

const TURNS = {
  order: "those listed, one after the other",
  listed: "those listed, in any order",
  open: "whoever came",
} as const;

/** Writes the page. Every text of others is escaped. */
export function toTranscriptPage({ ceremony, ceremonyId, isClosed, steps, keys }: Transcript): string {
  const text = (value: string): string => escapeHtml(visible(value));
  const code = (value: string): string => `<code>${text(value)}</code>`;
  const contributions = steps.filter(({ step }) => step.kind === "contribution");
  const beacon = steps.find(({ step }) => step.kind === "beacon");
  const rows = contributions.map(({ number, by, timeSeconds, step, fingerprint, circuits }) => [
    `${number}`,
    `${text(by.name)}<br>key ${code(by.publicKey)}`,
    iso(timeSeconds),
    step.kind === "contribution" ? `${text(step.machine)}<br>${step.entropy.map(text).join(", ")}` : "",
    code(fingerprint),
    Object.entries(circuits)
      .map(([circuit, { contributionHash }]) => `${text(circuit)}: ${code(contributionHash)}`)
      .join("<br>"),
  ]);
  const { phase1, turns, minimumContributions, deadlineSeconds, coordinator } = ceremony;
  const facts: readonly (readonly [string, string])[] = [
    ["State", isClosed ? "finished" : "not finished: these keys must not be used yet"],
    ["Coordinator", `${text(coordinator.name)}, key ${code(coordinator.publicKey)}`],
    ["Who could contribute", `${TURNS[turns]}, before ${iso(deadlineSeconds)}`],
    ["Contributions", `${contributions.length}; at least ${minimumContributions} were asked for`],
    ["Announced beacon", text(describeBeacon(ceremony.beacon))],
    ["Beacon", beacon?.step.kind === "beacon" ? code(beacon.step.value) : "not applied yet"],
    ["Phase 1 file", `power ${phase1.power}, BLAKE2b-512 ${code(phase1.blake2b)}`],
    ["Name of the ceremony among programs", code(ceremonyId)],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(ceremony.name)}: transcript of a ceremony</title>
<style>
${STYLE}
</style>
</head>
<body>
<main>
<h1>${text(ceremony.name)}</h1>
<p>This is the transcript of a ceremony: several people made the keys under which a portal checks proofs. Each mixed in a
secret of their own and kept no copy. The keys are safe if at least one of them was honest.</p>
<dl>
${facts.map(([name, value]) => `<dt>${name}</dt>\n<dd>${value}</dd>`).join("\n")}
</dl>
${table("Who contributed", ["Step", "Who", "When", "Machine and randomness", "Fingerprint", "Contribution hashes"], rows)}
${table(
  "The keys",
  ["Circuit", "SHA-256 of the key", "SHA-256 of the circuit (r1cs)", "Circuit hash"],
  keys.map(({ circuit, sha256, circuitHash }) => {
    const r1cs = ceremony.circuits.find(({ name }) => name === circuit)!.r1csSha256;
    return [text(circuit), code(sha256), code(r1cs), code(circuitHash)];
  }),
)}
<h2>How to check it</h2>
<p>Get the whole folder and the program (it needs Node.js and no network), and run in the folder:</p>
<pre><code>civicproof ceremony verify .</code></pre>
<p>It recomputes everything on this page from the files and says what does not fit. Whoever contributed can also compare
the fingerprint that they wrote down. Anybody can check the same keys with snarkjs: <code>snarkjs zkey verify</code> takes
the circuit, the phase 1 file and the last key.</p>
</main>
</body>
</html>
`;
}

/** @param rows cells as HTML, the first a heading */
function table(caption: string, headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = headers.map((name) => `<th scope="col">${name}</th>`).join("");
  const body = rows.map(([first, ...rest]) => {
    const cells = rest.map((cell) => `<td>${cell}</td>`).join("");
    return `<tr><th scope="row">${first}</th>${cells}</tr>`;
  });
  return [
    `<div class="scroll" role="region" aria-label="${caption}" tabindex="0">`,
    `<table><caption>${caption}</caption><thead><tr>${head}</tr></thead>`,
    `<tbody>${body.join("\n")}</tbody></table></div>`,
  ].join("\n");
}
