/**
 * The look of the components. A page changes it with the custom properties named here; `theme="light"` or `"dark"` on an
 * element overrides what the device prefers. Distances follow the reading direction.
 */
const LIGHT = `
  --_ink: var(--civicproof-ink, #12181f);
  --_muted: var(--civicproof-muted, #4a5561);
  --_paper: var(--civicproof-paper, #ffffff);
  --_surface: var(--civicproof-surface, #f3f6f9);
  --_line: var(--civicproof-line, #7b8794);
  --_accent: var(--civicproof-accent, #17507f);
  --_on-accent: var(--civicproof-on-accent, #ffffff);
  --_good: var(--civicproof-good, #0b6b45);
  --_warn: var(--civicproof-warn, #a3261c);
  --_focus: var(--civicproof-focus, #12181f);
`;
const DARK = `
  --_ink: var(--civicproof-ink-dark, #eef2f6);
  --_muted: var(--civicproof-muted-dark, #b4bfca);
  --_paper: var(--civicproof-paper-dark, #12181f);
  --_surface: var(--civicproof-surface-dark, #1d2630);
  --_line: var(--civicproof-line-dark, #8794a1);
  --_accent: var(--civicproof-accent-dark, #8cc4f2);
  --_on-accent: var(--civicproof-on-accent-dark, #0c141b);
  --_good: var(--civicproof-good-dark, #6fd3a5);
  --_warn: var(--civicproof-warn-dark, #ff9d92);
  --_focus: var(--civicproof-focus-dark, #ffdd33);
`;

export const STYLE = `
:host { ${LIGHT}
  --_space: var(--civicproof-space, 8px);
  --_radius: var(--civicproof-radius, 10px);
  display: block; color: var(--_ink); background: var(--_paper);
  font: 400 1.125rem/1.5 var(--civicproof-font, system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif);
  text-align: start; overflow-wrap: break-word;
}
:host([hidden]) { display: none; }
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${DARK} color-scheme: dark; } }
:host([theme="dark"]) { ${DARK} color-scheme: dark; }
*, *::before, *::after { box-sizing: border-box; }
h1, h2, h3, h4 { line-height: 1.2; margin: 0 0 calc(2 * var(--_space)); text-wrap: balance; }
.title { font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.25rem); font-weight: 700; display: flex; gap: calc(1.5 * var(--_space)); align-items: center; }
.title:focus { outline: none; }
.section { font-size: 1.3125rem; font-weight: 700; margin-block-start: calc(3 * var(--_space)); }
p, ul, dl { margin: 0 0 calc(2 * var(--_space)); max-width: 42rem; }
ul { padding-inline-start: 1.25em; }
li { margin-block-end: calc(.5 * var(--_space)); }
.muted { color: var(--_muted); font-size: 1rem; }
.card { background: var(--_surface); border-radius: var(--_radius); padding: calc(2.5 * var(--_space)); margin: 0 0 calc(3 * var(--_space)); max-width: 44rem; }
.card > :last-child { margin-block-end: 0; }
.note { border-inline-start: 6px solid var(--_accent); padding: var(--_space) calc(2 * var(--_space)); margin: 0 0 calc(3 * var(--_space)); max-width: 42rem; }
.note.warn { border-color: var(--_warn); }
.note.good { border-color: var(--_good); }
.note > :last-child { margin-block-end: 0; }
dl > div { display: grid; grid-template-columns: minmax(9rem, 2fr) 3fr; gap: 0 calc(2 * var(--_space)); padding-block: var(--_space); border-block-end: 1px solid color-mix(in srgb, var(--_line) 40%, transparent); }
dl > div:last-child { border-block-end: 0; }
dt { font-weight: 700; } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 30rem) { dl > div { grid-template-columns: 1fr; } .card { padding: calc(2 * var(--_space)); } }
button, .button { font: inherit; font-weight: 600; display: inline-block; min-height: 44px; padding: calc(1.25 * var(--_space)) calc(2.5 * var(--_space)); border: 2px solid var(--_accent); border-radius: var(--_radius); cursor: pointer; text-decoration: none; text-align: center; background: var(--_accent); color: var(--_on-accent); }
button.quiet, .button.quiet { background: transparent; color: var(--_accent); }
button:hover, .button:hover { filter: brightness(1.12); }
button:focus-visible, .button:focus-visible, a:focus-visible, summary:focus-visible, input:focus-visible { outline: 3px solid var(--_focus); outline-offset: 3px; }
a { color: var(--_accent); }
.actions { display: flex; flex-wrap: wrap; gap: calc(1.5 * var(--_space)); margin: calc(3 * var(--_space)) 0; }
@media (max-width: 30rem) { .actions > * { flex: 1 1 100%; } }
details { margin: 0 0 calc(2 * var(--_space)); max-width: 42rem; }
summary { cursor: pointer; color: var(--_accent); padding-block: calc(1.25 * var(--_space)); min-height: 44px; }
fieldset { border: 0; padding: 0; margin: 0 0 calc(3 * var(--_space)); }
legend { font-weight: 700; padding: 0; }
.choice { display: flex; gap: calc(1.5 * var(--_space)); align-items: center; min-height: 44px; }
.choice input { inline-size: 24px; block-size: 24px; accent-color: var(--_accent); flex: none; }
.side { display: flex; flex-wrap: wrap; gap: calc(2 * var(--_space)) calc(4 * var(--_space)); align-items: center; }
.qr { display: block; width: 232px; max-width: 100%; height: auto; border-radius: var(--_radius); }
.code { font: 700 1.75rem/1.3 ui-monospace, "DejaVu Sans Mono", monospace; letter-spacing: .06em; margin: 0; direction: ltr; unicode-bidi: isolate; }
.number { font: 400 .95rem/1.4 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; direction: ltr; unicode-bidi: isolate; }
.steps { list-style: none; counter-reset: step; display: flex; flex-wrap: wrap; gap: var(--_space) calc(3 * var(--_space)); padding: 0; margin: 0 0 calc(3 * var(--_space)); color: var(--_muted); }
.steps li { counter-increment: step; display: flex; gap: var(--_space); align-items: center; margin: 0; }
.steps li::before { content: counter(step); inline-size: 1.8em; block-size: 1.8em; border-radius: 50%; border: 2px solid currentColor; display: grid; place-items: center; font-size: .9rem; font-weight: 700; }
.steps [aria-current] { color: var(--_ink); font-weight: 700; }
.steps [aria-current]::before { background: var(--_accent); border-color: var(--_accent); color: var(--_on-accent); }
progress { inline-size: 100%; max-width: 42rem; block-size: 16px; accent-color: var(--_accent); margin-block-end: calc(2 * var(--_space)); }
.icon { inline-size: 1.3em; block-size: 1.3em; flex: none; fill: none; stroke: var(--_on-accent); stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; }
.icon circle { fill: var(--_accent); stroke: none; }
.icon-done { stroke: var(--_paper); } .icon-done circle { fill: var(--_good); }
.icon-stop { stroke: var(--_paper); } .icon-stop circle { fill: var(--_warn); }
.sentence { display: flex; gap: var(--_space); align-items: center; }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; margin: 0; }
@media (prefers-reduced-motion: no-preference) { .turning { animation: turn 2.4s linear infinite; } @keyframes turn { to { transform: rotate(1turn); } } }
@media (forced-colors: active) { button, .button { border-color: ButtonText; } }
`;
