import type { Report } from '../model/report.ts';
import { isRed, type TestReport } from '../model/tests.ts';
import type { PageData, Span, Timeline, Tone } from '../timeline/data.ts';
import { type Html, html } from './escape.ts';

/** What a browser still draws without a stop, and what it still opens: about 8 MB. */
const spansOfTimeline = 20_000;
const spansOfPage = 50_000;

/** So much of a list; no page is read further. */
export const testsListed = 1000;
export const rowsListed = 500;

const troubles = new Set<Tone>(['bad', 'died', 'stall', 'fault', 'known']);
const isTrouble = ({ tone }: Span) => troubles.has(tone);

/** The timelines with as many events as a browser draws: of the run first, then of tests that failed, then of the others. */
export function drawnOf({ page, tests }: Pick<Report, 'page' | 'tests'>): PageData {
  let left = spansOfPage;
  const drawn = (timeline: Timeline) => {
    const cut = cutTo(timeline, Math.min(left, spansOfTimeline));
    left -= cut.cut?.drawn ?? spansIn(cut).length;
    return cut;
  };
  const run = drawn(page.run);
  const timelines = listedOf(tests).flatMap(({ number }): [string, Timeline][] => {
    const timeline = page.tests[number];
    return timeline ? [[String(number), drawn(timeline)]] : [];
  });
  return { ...page, run, tests: Object.fromEntries(timelines) };
}

function cutTo(timeline: Timeline, most: number): Timeline {
  const all = spansIn(timeline);
  if (all.length <= most) return timeline;
  const ranked = all.sort(
    (a, b) => Number(isTrouble(b)) - Number(isTrouble(a)) || b.to - b.from - (a.to - a.from),
  );
  const kept = new Set(ranked.slice(0, most));
  const lanes = timeline.lanes
    .map((lane) => ({ ...lane, spans: lane.spans.filter((span) => kept.has(span)) }))
    .filter(({ spans }) => spans.length > 0);
  return { ...timeline, lanes, cut: { drawn: kept.size, of: all.length } };
}

const spansIn = ({ lanes }: Timeline): Span[] => lanes.flatMap(({ spans }) => spans);

/** The tests that a page lists: those that failed, then the others, each in the order in which they began. */
export function listedOf(tests: readonly TestReport[]): TestReport[] {
  return tests.toSorted((a, b) => Number(isRed(b)) - Number(isRed(a))).slice(0, testsListed);
}

/** Says what a timeline leaves out, and where that is. */
export function cutHint({ cut }: Timeline, id: string): Html {
  if (!cut) return html``;
  return html`<p class="hint">${cut.drawn} of ${cut.of} events are drawn, failures first, then the longest. All are in
<a href="trace.json">trace.json</a> for Perfetto: <code>npx nomad-e2e report ${id} --format trace</code></p>`;
}

/** Says how many of a list are shown, and where the others are; nothing where all are. */
export function listHint(all: readonly unknown[], most: number, file: string): Html {
  if (all.length <= most) return html``;
  return html`<p class="hint">${most} of ${all.length} are listed. All are in <a href="${file}">${file}</a>.</p>`;
}
