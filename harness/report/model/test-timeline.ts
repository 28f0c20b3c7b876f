import { bugName, type Entry, events } from '../../evidence/index.ts';
import type { Lane, Span, Timeline, Tone } from '../timeline/data.ts';
import type { Clock } from './clock.ts';
import { extent, firstWhere, packed, type Times } from './lanes.ts';
import { shortened, taskLanes } from './tasks.ts';
import type { TestReport } from './tests.ts';
import { type VolumeReport, volumeLanes } from './volumes.ts';

/** What a test's timeline is made of. */
export interface TimelineGround {
  /** What each scope put into the cluster. */
  submitted: ReadonlyMap<string, Span[]>;
  volumes: readonly VolumeReport[];
  /** Faults and what was done to agents: of the cluster, so of every test that ran meanwhile. */
  troubles: readonly Lane[];
  clock: Clock;
}

/** Everything of one test on one clock: itself, faults, agents, its volumes, tasks and waits. */
export function testTimeline(test: TestReport, ground: TimelineGround): Timeline {
  const { volumes, clock } = ground;
  const own = volumesIn(volumes, test.scope);
  const lanes = [
    ...packed('test', 'test', [testSpan(test)]),
    ...packed('test', 'submitted', ground.submitted.get(test.scope) ?? []),
    ...meanwhile(test, ground.troubles),
    ...own.flatMap((report) => volumeLanes(report, shortened(report.volume, test.scope))),
    ...taskLanes(test.allocations, clock, test.scope),
    ...packed('waits for Nomad', 'waits', test.waits.map(waitSpan)),
  ];
  const spans = lanes.flatMap((lane): Times[] => lane.spans);
  return { title: test.title, ...extent([{ from: test.begin, to: test.end }, ...spans]), lanes };
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

/** What each scope put into the cluster, and when. */
export function submittedOf(entries: readonly Entry[], clock: Clock): Map<string, Span[]> {
  const jobs = events.jobRegistered
    .of(entries)
    .map(({ scope, mono, job }) => ({ scope, mono, label: `job ${job} registered` }));
  const volumes = events.volumeCreated
    .of(entries)
    .map(({ scope, mono, volume }) => ({ scope, mono, label: `volume ${volume} created` }));
  const byScope = [...Map.groupBy([...jobs, ...volumes], ({ scope }) => scope)];
  return new Map(
    byScope.map(([scope, own]) => [
      scope,
      own.map(({ label, mono }): Span => {
        const at = clock.ofMono(mono);
        return { from: at, to: at, label, tone: 'step' };
      }),
    ]),
  );
}

/** Volumes come in the order of their ids. */
function volumesIn(volumes: readonly VolumeReport[], scope: string): readonly VolumeReport[] {
  const begin = firstWhere(volumes, ({ volume }) => volume >= scope);
  const end = firstWhere(volumes, ({ volume }) => volume > scope && !volume.startsWith(scope));
  return scope === '' ? [] : volumes.slice(begin, end);
}

/** The spans of a lane do not overlap, so their ends are in order, too. */
function meanwhile({ begin, end }: TestReport, troubles: readonly Lane[]): Lane[] {
  return troubles
    .map((lane) => {
      const first = firstWhere(lane.spans, ({ to }) => to >= begin);
      return {
        ...lane,
        spans: lane.spans.slice(
          first,
          firstWhere(lane.spans, ({ from }) => from > end),
        ),
      };
    })
    .filter(({ spans }) => spans.length > 0);
}
