import type { Advice, Proof } from '../model/decision.ts';
import type { Report } from '../model/report.ts';
import { listHint, rowsListed } from './cut.ts';
import { type Html, html } from './escape.ts';

/** What a rehearsal advises, with what says so. Nothing for a run of something else. */
export function decisionSection({ decision }: Report): Html {
  if (!decision) return html``;
  return html`<section id="decision" aria-labelledby="decision-title">
<h2 id="decision-title">What to do</h2>
<p class="hint">The steps with their commands, what has to hold between them, and when to stop: <a href="runbook.md">runbook.md</a></p>
${adviceList('Before the upgrade', decision.before)}
${adviceList('During the upgrade', decision.during)}
${adviceList('After the upgrade', decision.after)}
${adviceList('The way back', decision.back)}
</section>`;
}

function adviceList(title: string, advice: readonly Advice[]): Html {
  if (advice.length === 0) return html``;
  return html`<h3>${title}</h3>
<ul class="findings">${advice.slice(0, rowsListed).map(item)}</ul>${listHint(advice, rowsListed, 'summary.md')}`;
}

/** Those that keep the upgrade from going ahead look alike. */
const looks: Partial<Record<Advice['tag'], string>> = { stop: 'stop', break: 'stop', unknown: 'unknown' };

function item({ tag, rule, what, proofs }: Advice): Html {
  const name = looks[tag] === undefined ? tag : tag.toUpperCase();
  return html`<li class="is-${looks[tag] ?? tag}"><span class="tag">${name}</span>
<span>${rule !== undefined && html`<code>${rule}</code>`}</span>
<span class="message">${what}<small class="proof">${proofs.map((each) => html` ${proof(each)}`)}</small></span></li>`;
}

const proof = ({ text, href }: Proof): Html =>
  href === undefined ? html`<code>${text}</code>` : html`<a href="${href}">${text}</a>`;
