import { bugName, type Entry, events } from '../../evidence/index.ts';
import type { Lane, Span, Timeline, Tone } from '../timeline/data.ts';
import type { Clock } from './clock.ts';
import { packed } from './lanes.ts';
import { shortened, taskLanes } from './tasks.ts';
import type { TestReport } from './tests.ts';
import { type VolumeReport, volumeLanes } from './volumes.ts';

/** What a test's timeline is made of. */
export interface TimelineGround {
  entries: readonly Entry[];
  volumes: readonly VolumeReport[];
  /** Faults and what was done to agents: of the cluster, so of every test that ran meanwhile. */
  troubles: readonly Lane[];
  clock: Clock;
}

/** Everything of one test on one clock: itself, faults, agents, its volumes, tasks and waits. */
export function testTimeline(test: TestReport, ground: TimelineGround): Timeline {
  const { volumes, clock } = ground;
  const own = volumes.filter(({ volume }) => test.scope !== '' && volume.startsWith(test.scope));
  const lanes = [
    ...packed('test', 'test', [testSpan(test)]),
    ...packed('test', 'submitted', submitted(test, ground)),
    ...meanwhile(test, ground.troubles),
    ...own.flatMap((report) => volumeLanes(report, shortened(report.volume, test.scope))),
    ...taskLanes(test.allocations, clock, test.scope),
    ...packed('waits for Nomad', 'waits', test.waits.map(waitSpan)),
  ];
  const times = lanes.flatMap(({ spans }) => spans.flatMap(({ from, to }) => [from, to]));
  return {
    title: test.title,
    from: times.reduce((least, each) => Math.min(least, each), test.begin),
    to: times.reduce((most, each) => Math.max(most, each), test.end),
    lanes,
  };
}

const tones: Record<TestReport['status'], Tone> = {
  passed: 'ok',
  known: 'known',
  failed: 'bad',
  skipped: 'plain',
  unfinished: 'bad',
};

/** A test as a span. */
export function testSpan({ title, file, begin, end, status, number, known }: TestReport): Span {
  const tone = tones[status];
  const bug = known && ` bug ${bugName(known)}`;
  return { from: begin, to: end, label: title, tone, detail: `${file}, ${status}${bug ?? ''}`, test: number };
}

function waitSpan({ what, from, to, ok }: TestReport['waits'][number]): Span {
  return { from, to, label: what, tone: ok ? 'wait' : 'bad', ...(!ok && { detail: 'ended without it' }) };
}

function submitted({ scope }: TestReport, { entries, clock }: TimelineGround): Span[] {
  if (scope === '') return [];
  const jobs = events.jobRegistered
    .of(entries)
    .map((each) => ({ ...each, label: `job ${each.job} registered` }));
  const volumes = events.volumeCreated
    .of(entries)
    .map((each) => ({ ...each, label: `volume ${each.volume} created` }));
  return [...jobs, ...volumes]
    .filter((each) => each.scope === scope)
    .map(({ label, mono }) => {
      const at = clock.ofMono(mono);
      return { from: at, to: at, label, tone: 'step' };
    });
}

function meanwhile({ begin, end }: TestReport, troubles: readonly Lane[]): Lane[] {
  return troubles
    .map((lane) => ({ ...lane, spans: lane.spans.filter(({ from, to }) => to >= begin && from <= end) }))
    .filter(({ spans }) => spans.length > 0);
}
