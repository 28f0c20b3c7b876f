import { measures } from '../../disruption/index.ts';
import type { Report } from '../model/report.ts';
import type { CostReport, StepReport } from '../model/upgrade.ts';
import { duration } from '../words.ts';
import { type Html, html } from './escape.ts';

/** Units of the drawing, which is as wide as the page. */
const [left, width, rowHeight, barHeight, top] = [170, 1100, 30, 12, 26];

/** The steps of a rehearsal on one clock, and below each what it cost. Nothing where no step was taken. */
export function planPicture({ steps }: Report): Html {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return html``;
  const span = Math.max(1, last.until - first.begin);
  const x = (ms: number) => left + ((width - left) * (ms - first.begin)) / span;
  const rows = [...measures.map(({ cost, title }) => ({ title, cost }))];
  const height = top + (rows.length + 2) * rowHeight;
  return html`<section id="plan" aria-labelledby="plan-title">
<h2 id="plan-title">The plan, and what each step cost</h2>
<p class="hint">Dark is the step itself, light what is probed after it. A bar is the longest of its kind in that step, drawn where it was; red is more than it may cost.</p>
<div class="wide" tabindex="0" role="region" aria-labelledby="plan-title"><svg class="plan" viewBox="0 0 ${width} ${height}" role="img" aria-label="${spoken(steps)}">
${steps.map((step) => stepParts(step, x, height))}
${label('Agent away', 1)}${steps.map((step) => awayBar(step, x))}
${rows.map(({ title, cost }, at) => html`${label(title, at + 2)}${steps.map((step) => costBar(step, cost, at + 2, x))}`)}
</svg></div></section>`;
}

type Scale = (ms: number) => number;

const tones: Record<string, string> = {
  reboot: 'fault',
  fault: 'fault',
  pause: 'wait',
  migrate: 'agent',
  'put-back': 'agent',
};
const toneOf = ({ does, role, error }: StepReport) =>
  error === undefined ? (tones[does] ?? (role === 'server' ? 'main' : 'sidecar')) : 'bad';

const fixed = (value: number) => value.toFixed(1);
const yOf = (row: number) => top + row * rowHeight;

const label = (text: string, row: number) =>
  html`<text x="0" y="${fixed(yOf(row) + barHeight)}" class="row">${text}</text>`;

/** A step with its name, and a line down to where the next begins. */
function stepParts(step: StepReport, x: Scale, height: number): Html {
  const { name, begin, end, until } = step;
  const [from, taken, to] = [x(begin), x(end), x(until)];
  const drained = step.drained ? ', drained' : '';
  const [place = '', ...words] = name.split(' ');
  return html`<g><title>${name}${drained}: ${duration(end - begin)}, then ${duration(until - end)} of probes</title>
<line x1="${fixed(from)}" x2="${fixed(from)}" y1="0" y2="${height}" class="edge"/>
<text x="${fixed(from + 3)}" y="10" class="step">${place.split('/')[0]} ${words.join(' ')}${drained}</text>
<rect x="${fixed(taken)}" y="${top - 10}" width="${fixed(Math.max(0, to - taken))}" height="${barHeight}" style="fill:var(--${toneOf(step)})" opacity="0.3"/>
<rect x="${fixed(from)}" y="${top - 10}" width="${fixed(Math.max(1, taken - from))}" height="${barHeight}" style="fill:var(--${toneOf(step)})"/></g>`;
}

function awayBar({ name, end, downMs }: StepReport, x: Scale): Html {
  if (downMs === undefined) return html``;
  return bar(
    { from: end - downMs, to: end, row: 1, tone: 'agent', ms: downMs, says: `${name}: agent away` },
    x,
  );
}

function costBar({ name, begin, costs }: StepReport, cost: CostReport['cost'], row: number, x: Scale): Html {
  const found = costs.find((each) => each.cost === cost);
  if (!found) return html``;
  const { ms, from, to, allowedMs, title } = found;
  if (ms === undefined) {
    return html`<text x="${fixed(x(begin) + 3)}" y="${fixed(yOf(row) + barHeight)}" class="unmeasured">not measured</text>`;
  }
  if (ms === 0) return html``;
  const tone = allowedMs !== undefined && ms > allowedMs ? 'bad' : 'stall';
  const allowed = allowedMs === undefined ? '' : ` of ${duration(allowedMs)}`;
  return bar({ from, to, row, tone, ms, says: `${name}: ${title}${allowed}` }, x);
}

interface Bar {
  from: number;
  to: number;
  row: number;
  tone: string;
  ms: number;
  says: string;
}

function bar({ from, to, row, tone, ms, says }: Bar, x: Scale): Html {
  const begin = Math.max(left, x(from));
  const end = Math.min(width, Math.max(begin + 2, x(to)));
  return html`<g><title>${says}: ${duration(ms)}</title>
<rect x="${fixed(begin)}" y="${yOf(row)}" width="${fixed(end - begin)}" height="${barHeight}" rx="2" style="fill:var(--${tone})"/>
<text x="${fixed(begin)}" y="${fixed(yOf(row) + barHeight + 11)}" class="amount">${duration(ms)}</text></g>`;
}

/** The drawing in a sentence, for who does not see it; the table of the steps has the rest. */
const spoken = (steps: readonly StepReport[]) =>
  steps.map(({ name, begin, until }) => `${name} for ${duration(until - begin)}`).join(', ');
