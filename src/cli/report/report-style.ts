/** The looks of the report: nothing is fetched, light or dark as the reader's system is, fit to print. */
export const reportStyle: string = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --paper: #ffffff; --tint: #f4f6f8;
  --critical: #8f1239; --high: #c2410c; --medium: #a16207; --low: #1d6fa5; --accent: #0f766e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #97a3b4; --line: #313b48; --paper: #12171e;
  --tint: #1a212a; --critical: #fb7185; --high: #fb923c; --medium: #eab308; --low: #60a5fa; --accent: #2dd4bf; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .25rem 0 .75rem; max-width: 65ch; } a { color: var(--accent); }
.soft { color: var(--soft); } .mono, code, pre { font: 13px/1.45 ui-monospace, SFMono-Regular, Consolas, monospace; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.tiles li { background: var(--tint); border: 1px solid var(--line); border-radius: 8px; padding: .6rem 1rem; min-width: 8rem; }
.tiles b { display: block; font-size: 1.4rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid var(--line); vertical-align: top; } th { color: var(--soft); font-weight: 500; font-size: .85rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 1.5rem; }
.badge { display: inline-block; min-width: 4.6rem; text-align: center; border-radius: 4px; padding: 0 .5rem; font-size: .75rem;
  font-weight: 600; letter-spacing: .03em; text-transform: uppercase; border: 1px solid currentColor; }
.critical { color: var(--critical); } .high { color: var(--high); } .medium { color: var(--medium); } .low { color: var(--low); }
section.rule { border-top: 1px solid var(--line); padding-top: 1.25rem; margin-top: 1.5rem; }
section.rule > header { display: flex; flex-wrap: wrap; gap: .75rem; align-items: baseline; }
details.alert { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; }
details.alert > summary { cursor: pointer; padding: .5rem .9rem; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
details.alert > summary::before { content: "\\25b8"; color: var(--soft); } details.alert[open] > summary::before { content: "\\25be"; }
details.alert > summary:focus-visible { outline: 2px solid var(--accent); border-radius: 8px; }
details.alert[open] > summary { border-bottom: 1px solid var(--line); background: var(--tint); border-radius: 8px 8px 0 0; }
details.alert > div { padding: .75rem .9rem 1rem; } details.more > summary { cursor: pointer; color: var(--soft); margin-top: .75rem; }
ol.timeline { list-style: none; margin: .25rem 0 1rem; padding: 0; }
ol.timeline > li { position: relative; padding: 0 0 1rem 1.5rem; border-left: 2px solid var(--line); margin-left: .4rem; }
ol.timeline > li:last-child { border-left-color: transparent; padding-bottom: 0; }
ol.timeline > li::before { content: ""; position: absolute; left: -7px; top: .35rem; width: 12px; height: 12px;
  border-radius: 50%; background: var(--accent); border: 2px solid var(--paper); }
ol.timeline > li.absent::before { background: var(--paper); border-color: var(--accent); }
ol.timeline .offset { color: var(--accent); font-variant-numeric: tabular-nums; margin-right: .75rem; }
dl.values { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .1rem 1rem; margin: .35rem 0; }
dl.values dt { color: var(--soft); } dl.values dd { margin: 0; } dl.values dt, dl.values dd { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--tint); border: 1px solid var(--line); border-radius: 6px;
  padding: .75rem; max-height: 30rem; overflow: auto; } .guide { white-space: pre-wrap; overflow-wrap: anywhere; }
.tactics { display: flex; flex-wrap: wrap; gap: .75rem; } .tactics > div { background: var(--tint); border: 1px solid var(--line);
  border-radius: 8px; padding: .6rem .9rem; min-width: 13rem; } .tactics ul { margin: .35rem 0 0; padding: 0; list-style: none; }
@media (max-width: 40rem) { main { padding: 1.25rem .75rem 3rem; } dl.values { grid-template-columns: 1fr; } }
@media print { details.alert > summary { break-after: avoid; } pre { max-height: none; } }
`;
