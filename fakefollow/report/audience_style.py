"""The style sheets of an audit: the page, light and dark, narrow and wide, screen and paper; and the notebook form."""

from typing import Final

from fakefollow.report.style import FONT, NOTEBOOK_COLOURS, page_variables

MARKS: Final = """
.bar { display: block; width: 100%; height: 1rem; margin-top: .25rem; }
.whole { fill: var(--panel); }
.interval { fill: var(--text); }
.kind-genuine { fill: var(--genuine); }
.kind-purchased { fill: var(--purchased); }
.kind-bot { fill: var(--bot); }
.event { fill: var(--purchased); fill-opacity: .16; stroke: var(--purchased); stroke-width: .8; }
.fact { display: inline-block; padding-right: .4em; }
""".strip()
"""What page and notebook form share, one rule a line: the notebook form puts its own class before each."""

CHARTS: Final = """
.scroll { overflow-x: auto; }
.scroll:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid var(--text); outline-offset: 2px; }
.chart { display: block; width: 100%; min-width: 36rem; height: auto; font-size: 12px; }
.chart text { fill: var(--text); }
.frame { fill: none; stroke: var(--line); } .tick { stroke: var(--quiet); } .grid { stroke: var(--line); }
.tick-y { text-anchor: end; } .tick-x, .label, .on-bar { text-anchor: middle; }
.chart .on-bar { font-size: 10.5px; } .chart .strong { font-weight: 600; }
.event-edge { stroke: var(--purchased); }
.follow-line { fill: none; stroke: var(--text); stroke-width: 1.4; stroke-dasharray: 5 3; }
.authenticity-line { fill: none; stroke: var(--genuine); stroke-width: 1.8; }
.growth-line { fill: none; stroke: var(--accent); stroke-width: 2; }
.bounds { fill: var(--accent); fill-opacity: .25; stroke: var(--accent); stroke-width: .6; }
.series-profile { fill: var(--bot); } .series-fused { fill: var(--accent); }
.chart image { image-rendering: pixelated; }
.on-dark { display: none; }
@media (prefers-color-scheme: dark) { .on-dark { display: inline; } .on-light { display: none; } }
""".strip()

TEXT: Final = f"""
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; max-width: 58rem; padding: 1.5rem 1rem 3rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 {FONT}; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }}
h2 {{ font-size: 1.15rem; line-height: 1.3; margin: 2.5rem 0 .5rem; padding-top: .8rem;
  border-top: 1px solid var(--line); }}
header h2 {{ font-size: 1rem; margin: 1.2rem 0 0; padding: 0; border: 0; }}
h3 {{ font-size: 1rem; margin: 1rem 0 0; }}
p, ul, ol {{ margin: .5rem 0; }}
.finding {{ font-size: 1.2rem; line-height: 1.45; }}
.quiet, figcaption, caption, footer, td.note {{ color: var(--quiet); font-size: .92rem; }}
.warning {{ background: var(--warn); border-left: 4px solid var(--purchased); padding: .6rem .9rem; }}
footer {{ margin-top: 2.5rem; padding-top: .8rem; border-top: 1px solid var(--line); }}
a {{ color: inherit; }} time, data {{ white-space: nowrap; }}
nav ul {{ display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; margin: 1.6rem 0 0; padding: .7rem 0 0;
  border-top: 1px solid var(--line); }}
nav li {{ white-space: nowrap; }}
.headline {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: .8rem; margin: 1.2rem 0; }}
.headline div {{ background: var(--panel); padding: .7rem 1rem; }}
.headline dt {{ font-weight: 600; }} .headline dd {{ margin: 0; }}
.headline .big {{ font-size: 1.9rem; line-height: 1.25; font-variant-numeric: tabular-nums; }}
.headline div:nth-child(2) {{ border-bottom: 4px solid var(--genuine); }}
figure {{ margin: 1rem 0; }}
figcaption {{ margin-top: .6rem; }} figcaption p {{ margin: .3rem 0; }} figcaption b {{ color: var(--text); }}
details {{ margin: .6rem 0; }} summary {{ cursor: pointer; font-size: .92rem; }}
.events > li, .cohorts > li {{ margin: .9rem 0; break-inside: avoid; }}
.events p, .cohorts p {{ margin: .15rem 0; }} .events h3 {{ margin: 0; }}
""".strip()

TABLES: Final = """
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; margin: .8rem 0; }
caption { text-align: left; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { font-weight: 600; color: var(--quiet); font-size: .92rem; }
tbody th { font-weight: 600; min-width: 7.5rem; }
thead th, .speaks-for, .verdict { overflow-wrap: normal; }
.figures, .nowrap { white-space: nowrap; }
td.count, th.count { text-align: right; } td.count { white-space: nowrap; }
td.drawn { width: 34%; min-width: 5rem; }
table.narrow { max-width: 30rem; }
.shares tbody th { width: 7.5rem; }
.reasons tbody th { font-weight: 400; min-width: 12rem; }
.sample tbody th { min-width: 11.5rem; }
.sample .first-reason { width: 34%; }
.sample th .quiet { display: block; font-weight: 400; }
.sample .group th { padding-top: 1.1rem; }
.sample { font-size: .92rem; }
""".strip()

PHONE: Final = """
@media (max-width: 34rem) {
  .finding { font-size: 1.1rem; }
  .headline { grid-template-columns: 1fr; gap: .5rem; }
  .figures, td.count { white-space: normal; }
  .shares thead { display: none; }
  .shares tr { display: grid; grid-template-columns: 1fr auto; border-bottom: 1px solid var(--line);
    padding: .4rem 0; }
  .shares th, .shares td { border: 0; padding: .1rem 0; }
  .shares td.drawn { grid-column: 1 / -1; grid-row: 2; width: auto; }
  .shares td.accounts { grid-column: 1 / -1; }
  .shares td.accounts::after { content: " accounts"; }
  .stacked thead { display: none; }
  .stacked tr { display: grid; grid-template-columns: 1fr auto; column-gap: 1rem; padding: .4rem 0;
    border-bottom: 1px solid var(--line); }
  .stacked th, .stacked td { border: 0; padding: .1rem 0; }
  .stacked td:nth-child(3) { grid-column: 1 / -1; color: var(--quiet); font-size: .92rem; }
  .cards, .cards caption, .cards tbody, .cards tr, .cards th, .cards td { display: block; }
  .cards thead { display: none; }
  .cards tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .cards th, .cards td, .cards td.count { border: 0; padding: .05rem 0; text-align: left; white-space: normal; }
  .cards td { display: inline-block; margin-right: 1.1rem; } .cards td.first-reason { display: block; width: auto; }
  .cards td::before { content: attr(data-label) ": "; color: var(--quiet); }
}
""".strip()

PAPER: Final = """
@page { size: A4; margin: 16mm; }
@media print {
  .on-light { display: inline !important; } .on-dark { display: none !important; }
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; }
  nav, details { display: none; }
  .chart { min-width: 0; max-width: 155mm; }
  .sample { font-size: .88rem; } .sample .first-reason { width: auto; }
  .scroll { overflow: visible; }
  h1, h2, h3, caption, thead, .group { break-after: avoid; }
  figure, table, .headline, tr, li { break-inside: avoid; } table.sample { break-inside: auto; }
  p { orphans: 3; widows: 3; }
  thead { display: table-header-group; }
  .headline div, .whole, .event, .bounds, rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
""".strip()

STYLE: Final = "\n".join([page_variables(), TEXT, TABLES, MARKS, CHARTS, PHONE, PAPER])

FRAGMENT_STYLE: Final = (
    f"""
.fakefollow-audit {{ {NOTEBOOK_COLOURS} max-width: 46rem; font-size: .92em; line-height: 1.45; }}
.fakefollow-audit p {{ margin: .4em 0; }}
.fakefollow-audit table {{ border-collapse: collapse; table-layout: auto; width: 100%; margin: .6em 0;
  font-size: inherit; }}
.fakefollow-audit caption {{ text-align: left; color: var(--quiet); padding: 0 0 .2em; }}
.fakefollow-audit tr {{ background: none !important; }}
.fakefollow-audit th, .fakefollow-audit td {{ text-align: left !important; vertical-align: top; white-space: normal;
  max-width: none; padding: .2em .8em .2em 0; border-bottom: 1px solid var(--line); }}
.fakefollow-audit td.figures {{ white-space: nowrap; }} .fakefollow-audit td.drawn {{ width: 30%; }}
.fakefollow-audit td.note, .fakefollow-audit .quiet {{ color: var(--quiet); }}
.fakefollow-audit .warning {{ border-left: 4px solid var(--purchased); padding-left: .7em; }}
.fakefollow-audit > svg {{ display: block; width: 100%; max-width: 36rem; height: auto; border: 1px solid var(--line);
  image-rendering: pixelated; }}
""".strip()
    + "".join(f"\n.fakefollow-audit {line}" for line in MARKS.splitlines())
)
