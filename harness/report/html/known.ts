import { bugName } from '../../evidence/index.ts';
import type { Report } from '../model/report.ts';
import { listHint, rowsListed } from './cut.ts';
import { type Html, html } from './escape.ts';

/** The bugs that the version is known to have and that tests showed, each with its test. Nothing when there is none. */
export function knownSection({ tests }: Report): Html {
  const known = tests.flatMap(({ known, number, title }) => (known ? [{ known, number, title }] : []));
  if (known.length === 0) return html``;
  return html`<section id="known" aria-labelledby="known-title">
<h2 id="known-title">Known bugs</h2>
<ul class="findings">${known.slice(0, rowsListed).map(
    ({ known: bug, number, title }) => html`<li><span class="tag">known</span> <code>${bugName(bug)}</code>
<span class="message">${bug.what}: <a href="#test-${number}" data-opens="${number}">${title}</a></span></li>`,
  )}</ul>
${listHint(known, rowsListed, 'junit.xml')}
</section>`;
}
