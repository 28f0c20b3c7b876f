import { type Entry, events } from '../../evidence/index.ts';
import type { Lane, Span, Timeline } from '../timeline/data.ts';
import type { Clock } from './clock.ts';
import { extent, packed } from './lanes.ts';
import { latestAllocations, scopeIn } from './owners.ts';
import { runsOf, shortened } from './tasks.ts';
import { testSpan } from './test-timeline.ts';
import type { TestReport } from './tests.ts';
import { type StepReport, upgradeLanes } from './upgrade.ts';
import { type VolumeReport, volumeLanes } from './volumes.ts';

/** What the timeline of a run is made of. */
export interface RunGround {
  entries: readonly Entry[];
  tests: readonly TestReport[];
  steps: readonly StepReport[];
  volumes: readonly VolumeReport[];
  troubles: readonly Lane[];
  clock: Clock;
}

/** The whole run on one clock: phases, steps, tests, faults, agents, volumes and the nodes' allocations. */
export function runTimeline({ entries, tests, steps, volumes, troubles, clock }: RunGround): Timeline {
  const own = volumes.filter(
    ({ volume, twoWriters }) => !scopeIn(volume) || twoWriters.some(({ tone }) => tone === 'bad'),
  );
  return {
    title: 'the run',
    from: 0,
    to: Math.max(clock.ended, 1),
    lanes: [
      ...packed('cluster', 'start', phaseSpans(entries, clock)),
      ...chaosLanes(entries, clock),
      ...(steps.length > 0 ? upgradeLanes(steps, entries, clock) : []),
      ...troubles,
      ...packed('tests', 'tests', tests.map(testSpan)),
      ...own.flatMap((report) => volumeLanes(report, report.volume)),
      ...nodeLanes(entries, tests, clock),
    ],
  };
}

function phaseSpans(entries: readonly Entry[], clock: Clock): Span[] {
  return events.phase.of(entries).map(({ name, ms, mono }) => {
    const to = clock.ofMono(mono);
    return { from: to - ms, to, label: name, tone: 'step' };
  });
}

function chaosLanes(entries: readonly Entry[], clock: Clock): Lane[] {
  const steps = events.chaosStep.of(entries);
  const key = ({ id, round }: { id: string; round: number }) => `${round} ${id}`;
  const ends = Map.groupBy([...events.chaosRound.of(entries), ...events.chaosStuck.of(entries)], key);
  const spans = steps.map(({ round, fault, id, mono }): Span => {
    const [end] = ends.get(key({ id, round })) ?? [];
    const to = end ? clock.ofMono(end.mono) : clock.ended;
    const tone = end && events.chaosRound.is(end) ? 'step' : 'bad';
    return { from: clock.ofMono(mono), to, label: `${round}. ${fault}`, tone, detail: id };
  });
  return packed('chaos', 'rounds', spans);
}

/** The allocations of each node while their tasks ran. */
function nodeLanes(entries: readonly Entry[], tests: readonly TestReport[], clock: Clock): Lane[] {
  const numbers = new Map(tests.map(({ scope, number }) => [scope, number]));
  const byNode = Map.groupBy(latestAllocations(entries), ({ node }) => node);
  return [...byNode].sort().flatMap(([node, histories]) => {
    const spans = histories.flatMap((history): Span[] => {
      const runs = history.tasks.flatMap((task) => runsOf(task, history, clock));
      if (runs.length === 0) return [];
      const scope = scopeIn(history.job) ?? '';
      const test = numbers.get(scope);
      return [
        {
          ...extent(runs),
          label: `${shortened(history.job, scope)} ${history.allocation.slice(0, 8)}`,
          tone: history.status === 'failed' || history.status === 'lost' ? 'died' : 'placed',
          detail: `${history.job}: ${history.status}`,
          ...(test !== undefined && { test }),
        },
      ];
    });
    return packed(`allocations on ${node}`, node, spans);
  });
}
