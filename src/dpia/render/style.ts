/** The style of the HTML report: system fonts, contrasts of at least 4.5 to 1 in light and dark, black on paper. */
export const STYLE = `:root {
  color-scheme: light dark;
  --page: #ffffff; --ink: #1b1f24; --quiet: #4c5560; --line: #c9d1d9; --panel: #f4f6f8; --link: #0b4f9e;
  --derived: #e2f0e6; --derived-ink: #14502a; --declared: #e4edf9; --declared-ink: #153e75; --open: #fdeccd; --open-ink: #6b4200;
  --level0: #f4f6f8; --level1: #dde6ef; --level2: #b9cee3; --level3: #5f8fbf; --level4: #123f6d;
  --on0: #4c5560; --on1: #1b1f24; --on2: #1b1f24; --on3: #000000; --on4: #ffffff;
  --bar: #2f6fad; --low: #a83a2a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181d; --ink: #e6eaee; --quiet: #a9b4bf; --line: #39424c; --panel: #1c2229; --link: #8fc1f7;
    --derived: #16351f; --derived-ink: #a9e0ba; --declared: #172f4d; --declared-ink: #b3d2f7; --open: #43300c; --open-ink: #f6d38f;
    --level0: #1c2229; --level1: #2a3440; --level2: #33506e; --level3: #7fb0df; --level4: #d5e8fb;
    --on0: #a9b4bf; --on1: #e6eaee; --on2: #ffffff; --on3: #000000; --on4: #000000;
    --bar: #6ba6de; --low: #f08b7a;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 1.5rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .2rem 0 .6rem; }
h2 { font-size: 1.4rem; margin: 2.6rem 0 .6rem; padding-top: .8rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.15rem; margin: 1.8rem 0 .6rem; }
h1, h2, h3, p, li { overflow-wrap: anywhere; hyphens: auto; }
a { color: var(--link); }
.skip { position: absolute; left: -60rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .3rem .6rem; }
.kind { margin: 0; color: var(--quiet); }
.read { background: var(--panel); border-left: 4px solid var(--line); padding: .7rem 1rem; }
nav h2 { border: 0; margin-top: 1rem; font-size: 1.1rem; }
nav ol { columns: 2; column-gap: 2rem; padding-left: 1.4rem; margin: 0; }
.sentences { list-style: none; padding: 0; margin: .6rem 0; }
.sentences li { margin: 0 0 .8rem; }
.sentences p { margin: 0; }
.origin { font-size: .85rem; color: var(--quiet); }
.origin cite, .source { font-style: normal; overflow-wrap: anywhere; }
.tag { display: inline-block; white-space: nowrap; hyphens: none; border-radius: .3rem; padding: 0 .45rem; font-size: .8rem; font-weight: 600; border: 1px solid currentColor; }
.tag.derived { background: var(--derived); color: var(--derived-ink); }
.tag.declared { background: var(--declared); color: var(--declared-ink); }
.tag.open { background: var(--open); color: var(--open-ink); }
.scroll { overflow-x: auto; margin: .8rem 0 1.2rem; }
.scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .55rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; min-width: 4.5rem; }
thead th { background: var(--panel); }
tbody th { font-weight: 500; }
td.source { color: var(--quiet); font-size: .8rem; min-width: 7rem; }
figure { margin: 1rem 0 .4rem; }
figcaption { color: var(--quiet); font-size: .9rem; }
/* At its least width the smallest label, 13 of 960, has 9 px; below that the figure scrolls. */
.picture { display: block; width: 100%; min-width: 670px; height: auto; font-size: 14px; }
.picture text { fill: var(--ink); }
.picture .note { fill: var(--quiet); font-size: 13px; }
.picture .strong { font-weight: 600; }
.picture .middle { text-anchor: middle; }
.picture .end { text-anchor: end; }
.picture .halo { paint-order: stroke; stroke: var(--page); stroke-width: 5px; stroke-linejoin: round; }
.picture .node { fill: var(--panel); stroke: var(--quiet); stroke-width: 1.2; }
.picture .own { stroke: var(--link); stroke-width: 2.5; }
.picture .edge { fill: none; stroke: var(--quiet); stroke-width: 1.6; }
.picture .head { fill: var(--quiet); }
.picture .bar { fill: var(--bar); }
.picture .low, .picture .endless { fill: var(--low); }
.picture .limit { stroke: var(--ink); stroke-dasharray: 4 3; fill: none; }
.picture .grid { stroke: var(--line); fill: none; }
.picture .level0 { fill: var(--level0); stroke: var(--line); }
.picture .level1 { fill: var(--level1); }
.picture .level2 { fill: var(--level2); }
.picture .level3 { fill: var(--level3); }
.picture .level4 { fill: var(--level4); }
.picture .on0 { fill: var(--on0); }
.picture .on1 { fill: var(--on1); }
.picture .on2 { fill: var(--on2); }
.picture .on3 { fill: var(--on3); }
.picture .on4 { fill: var(--on4); }
@media (max-width: 40rem) {
  body { padding: 1rem; }
  h1 { font-size: 1.5rem; }
  nav ol { columns: 1; }
  /* Tables scroll anyway: columns of a word a line make rows of a screen each. */
  th, td { min-width: 7.5rem; }
  td.source { min-width: 16rem; }
}
@media print {
  :root {
    --page: #ffffff; --ink: #000000; --quiet: #333333; --line: #888888; --panel: #ffffff; --link: #000000;
    --derived: #ffffff; --derived-ink: #000000; --declared: #ffffff; --declared-ink: #000000; --open: #ffffff; --open-ink: #000000;
    --level0: #ffffff; --level1: #eeeeee; --level2: #cccccc; --level3: #999999; --level4: #222222;
    --on0: #333333; --on1: #000000; --on2: #000000; --on3: #000000; --on4: #ffffff;
    --bar: #666666; --low: #000000;
  }
  @page { size: A4; margin: 16mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  .skip, nav { display: none; }
  .scroll { overflow: visible; }
  .picture { min-width: 0; }
  table { font-size: 7.5pt; }
  th, td { min-width: 0; padding: 1mm 1.5mm; hyphens: auto; }
  .origin, figcaption { font-size: 7.5pt; }
  td.source { min-width: 0; font-size: 6.5pt; }
  .tag { font-size: 7pt; padding: 0 1mm; }
  figure, tr, li { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .picture .bar, .picture [class^="level"] { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
