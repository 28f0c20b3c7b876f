import { measures } from '../../disruption/index.ts';
import type { Report } from '../model/report.ts';
import type { AnewReport, CostReport, LeaderReport, StepReport } from '../model/upgrade.ts';
import { duration } from '../words.ts';
import { type Html, html } from './escape.ts';

/** A rehearsal step by step: what each cost the API, the writers and the tasks. */
export function upgradeSection({ steps, leaders, anew }: Report): Html {
  if (steps.length === 0) return html``;
  const most = (of: (step: StepReport) => number | undefined) =>
    Math.max(1, ...steps.map((step) => of(step) ?? 0));
  const down = most((s) => s.downMs);
  return html`<section id="upgrade" aria-labelledby="upgrade-title">
<h2 id="upgrade-title">The upgrade, step by step</h2>
<div class="wide" tabindex="0" role="region" aria-labelledby="upgrade-title"><table class="steps">
<thead><tr><th scope="col">Step</th><th scope="col">Agent away</th>${measures.map(({ title }) => html`<th scope="col">${title}</th>`)}<th scope="col">Streams cut</th><th scope="col">A drain</th><th scope="col">A rollout</th><th scope="col">Suites</th><th scope="col">Tasks</th></tr></thead>
<tbody>${steps.map(
    (step) => html`<tr${step.error !== undefined && html` class="is-bad"`}>
<th scope="row">${step.name}<small>${step.role}</small></th>
<td class="cost">${bar(step.downMs, down, 'agent')}</td>${step.costs.map(costCell)}<td>${step.cuts}</td>
<td class="cost">${took(step.drainMs)}</td><td class="cost">${took(step.rolloutMs)}</td><td class="cost">${suites(step)}</td><td>${tasks(step)}</td></tr>`,
  )}</tbody></table></div>
<p class="hint">The longest of each within the step and the probes after it; a bar is full at what the step may cost. None is shown where none was longer than what a probe's own rhythm explains (0.5 s between two answers, 0.25 s between two records, 1.5 s in a stream).</p>
${leaderTable(leaders)}${anewTable(anew)}</section>`;
}

/** Each server as the leader. */
function leaderTable(leaders: readonly LeaderReport[]): Html {
  const rows = leaders.map(({ server, answers }) => ({
    name: server,
    cells: answers.map(({ question, ...answer }) => ({ column: question, ...answer })),
  }));
  return answerTable({ id: 'leaders-title', title: 'Each server as the leader', head: 'Server', rows });
}

/** Each job on the new version. */
function anewTable(jobs: readonly AnewReport[]): Html {
  const rows = jobs.map(({ job, ways }) => ({
    name: job,
    cells: ways.map(({ way, ...answer }) => ({ column: way, ...answer })),
  }));
  return answerTable({ id: 'anew-title', title: 'Each job on the new version', head: 'Job', rows });
}

interface Rows {
  id: string;
  title: string;
  head: string;
  rows: readonly {
    name: string;
    cells: readonly { column: string; ms: number; refused?: string | undefined }[];
  }[];
}

/** How long each took, or what was refused. */
function answerTable({ id, title, head, rows }: Rows): Html {
  if (rows.length === 0) return html``;
  const columns = [...new Set(rows.flatMap(({ cells }) => cells.map(({ column }) => column)))];
  return html`<h3 id="${id}">${title}</h3>
<div class="wide" tabindex="0" role="region" aria-labelledby="${id}"><table class="steps">
<thead><tr><th scope="col">${head}</th>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ name, cells }) =>
      html`<tr><th scope="row">${name}</th>${columns.map((column) => {
        const cell = cells.find((each) => each.column === column);
        return cell?.refused === undefined
          ? html`<td>${took(cell?.ms)}</td>`
          : html`<td><b class="red-text">${cell.refused}</b></td>`;
      })}</tr>`,
  )}</tbody></table></div>
`;
}

/** How much of what it may cost a step has cost. */
function costCell({ cost, ms, allowedMs, allowedBy }: CostReport): Html {
  if (ms === undefined) return html`<td class="cost"><span class="none">not measured</span></td>`;
  const over = allowedMs !== undefined && ms > allowedMs;
  const tone = over ? 'bad' : cost === 'writer-stall' ? 'stall' : 'agent';
  const allowed = allowedMs === undefined ? '' : `of ${duration(allowedMs)}: ${allowedBy}`;
  return html`<td class="cost" title="${allowed}">${bar(ms, Math.max(ms, allowedMs ?? ms), tone)}</td>`;
}

function bar(ms: number | undefined, most: number, tone: string): Html {
  if (ms === undefined || ms === 0) return html`<span class="none">none</span>`;
  const width = ((100 * ms) / most).toFixed(1);
  return html`<span class="measure"><i style="width:${width}%;background:var(--${tone})"></i></span>${duration(ms)}`;
}

function took(ms: number | undefined): Html {
  return ms === undefined ? html`<span class="none">–</span>` : html`${duration(ms)}`;
}

function suites({ tests }: StepReport): Html {
  if (!tests) return html`<span class="none">not run</span>`;
  const { passed, failed } = tests;
  return failed > 0
    ? html`<b class="red-text">${failed} of ${passed + failed} failed</b>`
    : html`${passed} passed`;
}

function tasks({ changes, error }: StepReport): Html {
  if (error !== undefined) return html`<b class="red-text">${error}</b>`;
  if (changes.length === 0) return html`all went on`;
  return html`<details><summary class="red-text">${changes.length} changed</summary><ul>${changes.map(
    (change) => html`<li>${change}</li>`,
  )}</ul></details>`;
}
