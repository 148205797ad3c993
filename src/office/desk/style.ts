import { FIELD_STYLE } from "../../browser/components/field-style.ts";

/** What the desk looks like beside the look of all components. Distances follow the reading direction. */
export const DESK_STYLE = `
:host { min-block-size: 100vh; }
.band { background: #12344f; color: #fff; }
.wide { max-inline-size: 68rem; margin-inline: auto; padding-inline: clamp(16px, 4vw, 40px); }
.top { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; justify-content: space-between; padding-block: 12px; }
.top .name { font-weight: 700; font-size: 1.25rem; margin: 0; }
.top .who { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; }
.band button, .band select { font: inherit; background: transparent; border: 1px solid #fff; color: #fff; min-height: 44px; padding: 8px 14px; border-radius: var(--_radius); }
.band select option { color: #12181f; background: #fff; }
.band :focus-visible { outline: 3px solid #ffdd33; outline-offset: 2px; }
nav { border-block-end: 1px solid color-mix(in srgb, var(--_line) 45%, transparent); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0 28px; padding: 0; margin: 0; max-width: none; }
nav li { margin: 0; }
nav a { display: inline-block; padding-block: 12px; min-height: 44px; text-decoration: none; border-block-end: 4px solid transparent; }
nav a[aria-current] { color: var(--_ink); font-weight: 700; border-color: var(--_accent); }
main { padding-block: 32px 64px; }
.lead { font-size: 1.25rem; color: var(--_muted); text-wrap: pretty; }
.skip { position: absolute; inset-block-start: -100px; inset-inline-start: 16px; padding: 12px 16px; background: var(--_paper); color: var(--_ink); z-index: 1; }
.skip:focus { inset-block-start: 8px; }
${FIELD_STYLE}
select:focus-visible { outline: 3px solid var(--_focus); outline-offset: 2px; }
.choice { align-items: flex-start; max-width: 38rem; margin-block-end: 12px; }
.choice label { padding-block-start: 8px; }
.choice input { margin: 8px 0 0; }
.choice .hint { margin: 0; }
/* An offer is a long text: its squares are small. */
.qr { width: 340px; }
.cards { display: grid; gap: 24px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); align-items: start; margin-block-end: 24px; }
.cards > .card { margin: 0; max-width: none; }
.cards .card > h2, .cards .card > h3 { margin-block-start: 0; }
.digits { font: 700 2.25rem/1.2 ui-monospace, "DejaVu Sans Mono", monospace; letter-spacing: .18em; margin: 0 0 8px; direction: ltr; unicode-bidi: isolate; min-block-size: 1.2em; }
.scroll { position: relative; overflow-x: auto; margin-block-end: 24px; }
table { border-collapse: collapse; inline-size: 100%; font-size: 1rem; }
th, td { text-align: start; vertical-align: middle; padding-block: 10px; padding-inline: 0 16px; border-block-end: 1px solid color-mix(in srgb, var(--_line) 45%, transparent); }
td .number { font-size: .9rem; }
@media (max-width: 44rem) {
  table, thead, tbody, tr, th, td { display: block; }
  thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding-block: 12px; border-block-end: 1px solid color-mix(in srgb, var(--_line) 45%, transparent); }
  td { display: grid; grid-template-columns: 8rem 1fr; gap: 0 16px; padding: 4px 0; border: 0; align-items: center; overflow-wrap: anywhere; }
  td::before { content: attr(data-head); font-weight: 700; }
  td:empty { display: none; }
  td > button { justify-self: start; }
}
.tag { display: inline-block; border: 1px solid currentColor; border-radius: 999px; padding: 0 12px; font-size: 1rem; font-weight: 600; color: var(--_muted); }
.tag.good { color: var(--_good); } .tag.bad { color: var(--_warn); }
button.danger { background: transparent; border-color: var(--_warn); color: var(--_warn); }
.row-actions { display: flex; flex-wrap: wrap; gap: 12px; }
`;
