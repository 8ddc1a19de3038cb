"""The style sheet of an audit's page: light and dark, narrow and wide, screen and paper. Loads nothing."""

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --page: #ffffff; --text: #1b1d20; --quiet: #565b61; --line: #c9ced4;
  --panel: #f4f6f8; --genuine: #009e73; --purchased: #d55e00; --bot: #6b6b6b; --warn: #fff3e0; }
@media (prefers-color-scheme: dark) { :root { --page: #14171a; --text: #e9ebed; --quiet: #a9b0b7;
  --line: #434a51; --panel: #1e2327; --genuine: #2bbd92; --purchased: #f0833a; --bot: #a0a0a0; --warn: #3a2b16; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 54rem; padding: 1.5rem 1rem 4rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 2.5rem 0 .5rem; padding-top: .8rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0; }
p, ul, ol { margin: .5rem 0; }
.finding { font-size: 1.2rem; line-height: 1.45; max-width: 42rem; }
.quiet, figcaption, caption, .note { color: var(--quiet); font-size: .92rem; }
.warning { background: var(--warn); border-left: 4px solid var(--purchased); padding: .6rem .9rem; }
figure { margin: 1rem 0; }
figcaption p { margin: .3rem 0; }
figcaption b { color: var(--text); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; margin: .8rem 0; }
caption { text-align: left; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
thead th { font-weight: 600; color: var(--quiet); font-size: .92rem; }
th { min-width: 7.5rem; }
tbody th { font-weight: 600; }
.figures { white-space: nowrap; }
td.drawn { width: 34%; min-width: 5rem; }
.bar { display: block; width: 100%; height: 1rem; margin-top: .25rem; }
.whole { fill: var(--panel); } .interval { fill: var(--text); }
.kind-genuine { fill: var(--genuine); } .kind-purchased { fill: var(--purchased); } .kind-bot { fill: var(--bot); }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--text); outline-offset: 2px; }
.timeline { display: block; width: 100%; min-width: 36rem; height: auto; font-size: 12px; }
.timeline text { fill: var(--text); }
.frame { fill: none; stroke: var(--line); } .tick { stroke: var(--quiet); }
.tick-y { text-anchor: end; } .tick-x, .label { text-anchor: middle; }
.event { fill: var(--purchased); fill-opacity: .16; stroke: var(--purchased); stroke-width: .8; }
.event-edge { stroke: var(--purchased); }
.follow-line { fill: none; stroke: var(--text); stroke-width: 1.4; stroke-dasharray: 5 3; }
.authenticity-line { fill: none; stroke: var(--genuine); stroke-width: 1.8; }
.timeline image { image-rendering: pixelated; }
.on-dark { display: none; }
@media (prefers-color-scheme: dark) { .on-dark { display: inline; } .on-light { display: none; } }
.events > li, .cohorts > li { margin: .9rem 0; break-inside: avoid; }
.events p, .cohorts p { margin: .15rem 0; }
.fact { display: inline-block; padding-right: .4em; }
@media (max-width: 34rem) {
  .finding { font-size: 1.1rem; }
  .figures { white-space: normal; }
  .shares thead { display: none; }
  .shares tr { display: grid; grid-template-columns: 1fr auto; border-bottom: 1px solid var(--line);
    padding: .4rem 0; }
  .shares th, .shares td { border: 0; padding: .1rem 0; }
  .shares td.drawn { grid-column: 1 / -1; grid-row: 2; width: auto; }
  .shares td.accounts { grid-column: 1 / -1; }
  .shares td.accounts::after { content: " accounts"; }
}
@media print {
  :root { color-scheme: light; --page: #ffffff; --text: #000000; --quiet: #444444; --line: #bbbbbb;
    --panel: #f0f0f0; --genuine: #009e73; --purchased: #d55e00; --bot: #6b6b6b; --warn: #ffffff; }
  .on-light { display: inline !important; } .on-dark { display: none !important; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .timeline { min-width: 0; }
  .scroll { overflow: visible; }
  h2 { break-after: avoid; } figure, table { break-inside: avoid; }
}
""".strip()
