/// The page's style, on screens of any width and on paper.
package let pageStyle = """
  :root {
    --ink: #1c1c1c; --soft: #5a5a5a; --rule: #c9c9c4; --tint: #f4f3ee; --link: #1f4e79;
    --reached: #dcebdd; --exceeded: #fbe3cf;
    --text: Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", "Palatino Linotype",
      Palatino, "Noto Serif", Georgia, serif;
    --figures: "Source Sans 3", "Noto Sans", "Helvetica Neue", Helvetica, Arial, "Liberation Sans",
      sans-serif;
    --code: "Source Code Pro", Consolas, Menlo, "DejaVu Sans Mono", monospace;
  }
  * { box-sizing: border-box; }
  html { font: 100%/1.5 var(--text); color: var(--ink); background: #fff; -webkit-text-size-adjust: 100%; }
  body { max-width: 64rem; margin: 0 auto; padding: 2rem 1rem 4rem; overflow-wrap: break-word; }
  p, dl, ul, h1, h2, h3 { max-width: 42rem; }
  p { margin: 0 0 0.75rem; }
  h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; font-weight: 600; text-wrap: balance; }
  h2 { font-size: 1.35rem; line-height: 1.25; margin: 2.75rem 0 0.9rem; padding-top: 0.6rem; border-top: 1px solid var(--ink);
    max-width: none; font-weight: 600; }
  h3 { font-size: 1.05rem; line-height: 1.3; margin: 1.75rem 0 0.5rem; font-weight: 600; }
  a { color: var(--link); text-underline-offset: 0.15em; }
  code, pre { font-family: var(--code); font-size: 0.85em; }
  ul { margin: 0 0 0.75rem; padding-left: 1.2rem; }
  .kind { font: 0.8rem/1.4 var(--figures); letter-spacing: 0.04em; text-transform: uppercase; color: var(--soft); margin-bottom: 0.4rem; }
  .byline { font: 0.85rem/1.45 var(--figures); color: var(--soft); }
  .remark, .legend p { font: 0.85rem/1.45 var(--figures); color: var(--soft); }
  .legend { margin-top: 2rem; }
  .legend p { margin-bottom: 0.35rem; }
  .warning { padding: 0.5rem 0.75rem; border-left: 4px solid #c4620a; background: var(--exceeded); }
  nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0.6rem 0; margin: 1rem 0 0;
    border: solid var(--rule); border-width: 1px 0; max-width: none; font: 0.9rem/1.4 var(--figures); }

  .frame { overflow-x: auto; margin: 0.5rem 0 1.25rem; }
  .frame:focus-visible, button:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
  table { border-collapse: collapse; font: 0.85rem/1.35 var(--figures); font-variant-numeric: tabular-nums lining-nums;
    border: solid var(--ink); border-width: 1.5px 0; }
  caption { text-align: left; padding: 0 0 0.4rem; font-weight: 600; }
  th, td { padding: 0.15rem 0.7rem; text-align: right; vertical-align: baseline; white-space: nowrap; }
  thead th, thead td { padding-top: 0.3rem; padding-bottom: 0.3rem; }
  thead tr:last-child > * { border-bottom: 1px solid var(--ink); }
  th { font-weight: 400; }
  thead th { font-weight: 600; }
  th[scope=row], th[scope=rowgroup], th.text, td.text { text-align: left; }
  th[scope=colgroup] { text-align: center; border-bottom: 1px solid var(--rule); }
  .sortable th[scope=colgroup] { text-align: left; }
  colgroup + colgroup { border-left: 1px solid var(--rule); }
  th[scope=rowgroup] { font-weight: 600; }
  tbody + tbody > tr:first-child > * { border-top: 1px solid var(--rule); }
  tr.main > * { font-weight: 600; }
  tbody tr:not(.main) > th[scope=row] { color: var(--soft); }
  tbody:only-of-type tr > th[scope=row] { color: inherit; }
  td b { display: inline-block; width: 0; }
  td.reached { background: var(--reached); }
  td.exceeded { background: var(--exceeded); }
  .tall { max-height: 80vh; overflow: auto; border-bottom: 1px solid var(--rule); }
  .tall thead { position: sticky; top: 0; background: #fff; }
  .tall tbody tr:nth-child(even) { background: var(--tint); }
  th button { all: unset; cursor: pointer; font: inherit; }
  th button::after { content: "\\2195"; color: var(--rule); margin-left: 0.3em; }
  th[aria-sort] button::after { color: var(--ink); }
  th[aria-sort=ascending] button::after { content: "\\2191"; }
  th[aria-sort=descending] button::after { content: "\\2193"; }

  figure { margin: 1.5rem 0; }
  .picture svg { display: block; max-width: 100%; height: auto; }
  figcaption { font: 0.85rem/1.45 var(--figures); max-width: 42rem; margin-top: 0.5rem; }

  .formula { margin: 0.5rem 0 1rem; }
  .equation { padding-left: 3.5rem; text-indent: -2rem; line-height: 1.9; }
  .equation, .distributions dd { overflow-x: auto; overflow-y: hidden; padding-bottom: 0.15rem; }
  .equation math { text-indent: 0; }
  math { font-size: 1.08em; }
  dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.3rem 1.25rem; margin: 0 0 0.75rem; }
  dt { font-weight: 600; }
  dd { margin: 0; }
  .distributions dt { font-weight: 400; }
  .distributions dd span { margin-right: 0.75em; display: inline-block; }
  .place { color: var(--soft); }
  .methods { padding: 0.9rem 1.1rem 0.2rem; background: var(--tint); border: 1px solid var(--rule); max-width: 44.4rem; }
  .copy { font: 0.85rem/1 var(--figures); padding: 0.4rem 0.8rem; margin-bottom: 0.5rem; border: 1px solid var(--rule);
    border-radius: 3px; background: #fff; color: var(--ink); cursor: pointer; }
  .references { list-style: none; padding: 0; }
  .references li { padding-left: 1.5rem; text-indent: -1.5rem; margin-bottom: 0.4rem; }
  pre { margin: 0; padding: 0.9rem 1.1rem; background: var(--tint); border: 1px solid var(--rule); line-height: 1.45; }
  footer { margin-top: 3rem; border-top: 1px solid var(--ink); padding-top: 0.6rem; }
  footer p { font: 0.85rem/1.45 var(--figures); color: var(--soft); }

  @media (max-width: 40rem) {
    body { padding-top: 1.25rem; }
    h1 { font-size: 1.5rem; }
    dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
    dd { margin: 0 0 0.6rem; }
    th, td { padding-left: 0.45rem; padding-right: 0.45rem; }
    .equation { padding-left: 1.5rem; text-indent: -1.5rem; }
  }
  @page { size: A4; margin: 18mm 16mm; }
  @page wide { size: A4 landscape; margin: 12mm; }
  @media print {
    html { font-size: 10pt; }
    body { max-width: none; padding: 0; }
    nav, .copy { display: none; }
    a { color: inherit; text-decoration: none; }
    .frame, .tall { overflow: visible; max-height: none; border: 0; }
    pre.frame { white-space: pre-wrap; border: 1px solid var(--rule); }
    h2, h3, caption, .wording { break-after: avoid; }
    figure, dl > *, .warning, table:has(tbody + tbody) tbody { break-inside: avoid; }
    table:not(:has(tr:nth-child(16))):not(:has(tbody:nth-of-type(5))) { break-inside: avoid; }
    .picture svg { max-height: 225mm; width: auto; }
    .leading svg { max-height: 150mm; }
    h2 { margin-top: 1.75rem; }
    tr { break-inside: avoid; }
    thead { display: table-header-group; }
    .tall thead { position: static; }
    .wide { page: wide; }
    .wide table { font-size: 6.5pt; }
    .wide th, .wide td { padding: 1pt 2.5pt; }
    th button::after { content: none; }
    td.reached, td.exceeded, .warning, .methods, pre { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  }

  """
