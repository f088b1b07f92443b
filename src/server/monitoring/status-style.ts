/** The looks of the status page: quiet and dense, hairlines, one accent, state told by shape as well as by colour. */
export const statusStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f8f9, #11171a);
  --surface: light-dark(#ffffff, #182024);
  --line: light-dark(#dde4e7, #2a353a);
  --text: light-dark(#172126, #e4ebee);
  --faint: light-dark(#566870, #93a5ad);
  --live: light-dark(#00708f, #5cc3e0);
  --warn: light-dark(#9a4a00, #f0ad5c);
}
* { box-sizing: border-box; margin: 0; padding: 0; }
body { background: var(--ground); color: var(--text); font: 14px/20px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; padding: 12px 24px; background: var(--surface); border-bottom: 1px solid var(--line); }
h1 { font-size: 16px; font-weight: 600; overflow-wrap: anywhere; }
.status { color: var(--live); font-weight: 600; }
.status:not([data-status=ok]) { color: var(--warn); }
.since { margin-inline-start: auto; color: var(--faint); }
main { display: grid; gap: 16px; max-width: 1040px; margin: 0 auto; padding: 24px; }
.figures { display: grid; grid-template-columns: repeat(6, 1fr); gap: 1px; overflow: hidden; background: var(--line); border: 1px solid var(--line); border-radius: 8px; }
.figures div { padding: 12px 16px; background: var(--surface); }
dt, .note, h2 { color: var(--faint); font-size: 13px; font-weight: 400; }
.value { font-size: 24px; line-height: 32px; letter-spacing: -0.01em; white-space: nowrap; }
[data-warns] .value { color: var(--warn); }
[data-warns] .value::before { content: "▲ "; font-size: 14px; line-height: 1; vertical-align: 2px; }
.tables { columns: 3 272px; column-gap: 16px; }
section { break-inside: avoid; margin-bottom: 16px; padding: 12px 16px; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
h2 { padding-bottom: 4px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 4px 0; border-top: 1px solid var(--line); font-weight: 400; text-align: start; overflow-wrap: anywhere; }
tr:first-child > * { border-top: 0; }
td { padding-inline-start: 16px; text-align: end; white-space: nowrap; }
.empty { color: var(--faint); }
@media (max-width: 960px) { .figures { grid-template-columns: repeat(3, 1fr); } }
@media (max-width: 520px) { header { padding: 12px 16px; } main { padding: 16px; } .figures { grid-template-columns: 1fr 1fr; } .since { margin-inline-start: 0; } }
`;
