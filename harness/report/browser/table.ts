import type { Timeline } from '../timeline/data.ts';
import { duration } from '../timeline/view.ts';

/** All spans of a timeline as a table, for those to whom a picture says nothing. */
export function tableOf({ title, lanes }: Timeline): HTMLTableElement {
  const table = document.createElement('table');
  const caption = table.createCaption();
  caption.textContent = `All events of ${title}, in the order of their begin`;
  const head = table.createTHead().insertRow();
  for (const name of ['begin', 'took', 'lane', 'what', 'more']) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    head.append(cell);
  }
  const rows = lanes
    .flatMap(({ group, name, spans }) =>
      spans.map((span) => ({ lane: name ? `${group}: ${name}` : group, span })),
    )
    .sort((a, b) => a.span.from - b.span.from);
  const body = table.createTBody();
  for (const { lane, span } of rows) {
    const took = span.to === span.from ? '' : duration(span.to - span.from);
    const begin = `${(span.from / 1000).toFixed(3)} s`;
    const row = body.insertRow();
    if (span.tone === 'bad') row.className = 'is-bad';
    for (const text of [begin, took, lane, span.label, span.detail ?? ''])
      row.insertCell().textContent = text;
  }
  return table;
}
