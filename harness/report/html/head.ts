import type { Report } from '../model/report.ts';
import { isRed } from '../model/tests.ts';
import { costMs, type StepReport } from '../model/upgrade.ts';
import { counted, duration, findingsTitle, moment } from '../words.ts';
import { type Html, html } from './escape.ts';

/** The verdict first, then what it is about, then the way around. */
export function headSection(report: Report): Html {
  const { verdict, outcome, subject, began, durationMs, id, counts } = report;
  const look = { good: ['is-good', '✓'], bad: ['is-red', '✕'], unknown: ['is-unknown', '?'] }[outcome];
  return html`<header class="top ${look[0]}">
<div class="line"><span class="brand">nomad-e2e</span><span class="run">run ${id}</span>
<button type="button" id="theme" hidden>Theme: system</button></div>
<h1><span class="verdict"><span aria-hidden="true">${look[1]}</span> ${verdict}</span>
<span class="subject">${subject}</span></h1>
<p class="sentence">${sentence(report)}</p>
<ul class="facts">
${Object.entries(counts).map(
  ([status, count]) => count > 0 && html`<li class="chip is-${status}"><b>${count}</b> ${status}</li>`,
)}
<li class="chip"><b>${duration(durationMs)}</b> on the clock</li>
<li class="chip">${moment(began)}</li>
</ul>
<nav aria-label="Parts of the report">${parts(report).map(
    ([name, title]) => html`<a href="#${name}">${title}</a>`,
  )}</nav>
</header>`;
}

function parts({ outcome, decision, findings, tests, steps, volumes, releases }: Report): [string, string][] {
  const has = (holds: boolean, name: string, title: string): [string, string][] =>
    holds ? [[name, title]] : [];
  const known = tests.some(({ status }) => status === 'known');
  const red = tests.some(isRed);
  return [
    ...has(decision !== undefined, 'decision', 'What to do'),
    ...has(steps.length > 0, 'plan', 'The plan'),
    ...has((findings.length > 0 && !decision) || red, 'findings', findingsTitle(outcome)),
    ...has(known, 'known', 'Known bugs'),
    ...has(steps.length > 0, 'upgrade', 'Upgrade'),
    ...has(true, 'timeline', 'Timeline'),
    ...has(tests.length > 0, 'tests', 'Tests'),
    ...has(volumes.length + releases.length > 0, 'volumes', 'Volumes'),
    ...has(true, 'time', 'Time'),
  ];
}

function sentence(report: Report): string {
  const { kind, counts, findings, outcome, verdict } = report;
  if (verdict === 'interrupted') return 'Interrupted. Partial results only.';
  const stops = findings.filter(({ severity }) => severity === 'stop').length;
  const missing = findings.filter(({ severity }) => severity === 'unknown').length;
  const why = [
    ...(stops > 0 ? [`${counted(stops, 'finding')} against it`] : []),
    ...(counts.failed > 0 ? [`${counted(counts.failed, 'test')} failed`] : []),
    ...(counts.unfinished > 0 ? [`${counted(counts.unfinished, 'test')} without an end`] : []),
    ...(missing > 0 ? [`${counted(missing, 'thing')} that could not be judged`] : []),
  ];
  if (kind === 'upgrade')
    return [...upgradeFigures(report), ...why].join(', ') || 'It did not come to its end';
  if (kind === 'chaos') return [`${counted(report.rounds, 'round')} of faults`, ...why].join(', ');
  if (outcome === 'good') return `Each of ${counted(counts.passed, 'test')} held${knownToo(counts.known)}`;
  return why.join(', ') || 'No test came to its end';
}

const knownToo = (known: number) => (known > 0 ? `, ${known} more showed a known bug` : '');

/** What a rehearsal cost, at most. */
function upgradeFigures({ steps, outcome }: Report): string[] {
  const done = steps.filter(({ error, downMs }) => error === undefined && downMs !== undefined).length;
  const worst = (of: (step: StepReport) => number | undefined) =>
    Math.max(0, ...steps.map((step) => of(step) ?? 0));
  const [gap, stall] = [
    worst((step) => costMs(step, 'api-gap')),
    worst((step) => costMs(step, 'writer-stall')),
  ];
  return [
    `${done} agents replaced`,
    gap > 0 ? `at worst ${duration(gap)} without the API` : 'the API always there',
    ...(stall > 0 ? [`${duration(stall)} without a write`] : []),
    ...(stall === 0 && outcome === 'good' ? ['no writer stood still'] : []),
  ];
}
