import { type Entry, events, type Kind } from '../../evidence/index.ts';
import { greatest } from '../../median.ts';
import type { Lane, Span } from '../timeline/data.ts';
import type { Clock } from './clock.ts';
import { packed, union } from './lanes.ts';
import type { VolumeReport } from './volumes.ts';

/** One replaced agent of a rehearsal, with what it cost. Times in milliseconds. */
export interface StepReport {
  name: string;
  role: string;
  begin: number;
  /** Of the step itself; the probes after it belong to it, too. */
  end: number;
  /** Until the next step. */
  until: number;
  downMs: number | undefined;
  /** Longest time without an answer of any server. */
  apiGapMs: number | undefined;
  /** Longest time in which a writer that went on wrote nothing. */
  stallMs: number | undefined;
  drainMs: number | undefined;
  rolloutMs: number | undefined;
  tests: { passed: number; failed: number } | undefined;
  /** Changes to running tasks that were not planned. */
  changes: readonly string[];
  error: string | undefined;
}

/** What one server answered while it led, after the last step. */
export interface LeaderReport {
  server: string;
  answers: readonly { question: string; ms: number; refused?: string | undefined }[];
}

/** The servers in the order in which they led. */
export function leadersOf(entries: readonly Entry[]): LeaderReport[] {
  const byServer = Map.groupBy(events.leaderAsked.of(entries), ({ server }) => server);
  return [...byServer].map(([server, answers]) => ({ server, answers }));
}

/** What the new version did with a job that the old one had placed. */
export interface AnewReport {
  job: string;
  ways: readonly { way: string; ms: number; refused?: string | undefined }[];
}

/** The jobs that were planned, restarted or started anew after the last step. */
export function anewOf(entries: readonly Entry[]): AnewReport[] {
  const byJob = Map.groupBy(events.startedAnew.of(entries), ({ job }) => job);
  return [...byJob].map(([job, ways]) => ({ job, ways }));
}

/** Probes ask every 100 ms, later on a busy machine; what is apart further than this is a gap. */
const apiGapMs = 500;

/** The steps of a rehearsal in order; none for a ledger of something else. */
export function stepsOf(
  entries: readonly Entry[],
  volumes: readonly VolumeReport[],
  clock: Clock,
): StepReport[] {
  const begins = events.stepBegin.of(entries);
  const ofStep = <Data extends { readonly step: string }>(kind: Kind<Data>, step: string) =>
    kind.of(entries).filter((each) => each.step === step);
  const gaps = apiGaps(entries, clock);
  const stalls = volumes.flatMap(({ written }) => written.filter(({ tone }) => tone === 'stall'));
  return begins.map(({ step, role, mono }, at) => {
    const begin = clock.ofMono(mono);
    const [[finished], [failed]] = [ofStep(events.stepEnd, step), ofStep(events.stepFailed, step)];
    const next = begins[at + 1];
    const until = next ? clock.ofMono(next.mono) : probesEnd(entries, clock);
    const end = clock.ofMono((finished ?? failed)?.mono ?? mono);
    const within = (spans: readonly Span[]) => longest(spans, begin, until);
    return {
      ...{ name: step, role, begin, end, until, downMs: finished?.downMs, error: failed?.error },
      ...{ apiGapMs: within(gaps), stallMs: within(stalls) },
      drainMs: ofStep(events.drainProbe, step)[0]?.ms,
      rolloutMs: ofStep(events.rollout, step)[0]?.ms,
      tests: ofStep(events.conformance, step)[0],
      changes: ofStep(events.continuityChange, step).flatMap(({ planned, message }) =>
        planned ? [] : [message],
      ),
    };
  });
}

/** When the last step's probes were over. */
function probesEnd(entries: readonly Entry[], clock: Clock): number {
  const kinds = [events.conformance, events.continuity, events.api];
  const last = entries.findLast((entry) => kinds.some(({ is }) => is(entry)));
  return last ? clock.ofMono(last.mono) : clock.ended;
}

function longest(spans: readonly Span[], begin: number, until: number): number | undefined {
  const own = spans.filter(({ from }) => from >= begin && from < until);
  return own.length === 0 ? undefined : Math.round(greatest(own.map(({ from, to }) => to - from)));
}

/** Steps, API, and what the probes met, as lanes of the run. */
export function upgradeLanes(steps: readonly StepReport[], entries: readonly Entry[], clock: Clock): Lane[] {
  const group = 'upgrade';
  const replaced = steps.map(({ name, begin, end, error, downMs }): Span => {
    const away = downMs === undefined ? '' : `agent away ${downMs} ms`;
    return { from: begin, to: end, label: name, tone: error ? 'bad' : 'step', detail: error ?? away };
  });
  const probes = steps.map(({ name, end, until }): Span => {
    return { from: end, to: Math.max(end, until), label: `probes after ${name}`, tone: 'plain' };
  });
  return [
    ...packed(group, 'steps', [...replaced, ...probes]),
    ...packed(group, 'changes to tasks', changesOf(entries, clock)),
    ...packed(group, 'second writer tried', triesOf(entries, clock)),
    ...packed('API', 'no server answers', apiGaps(entries, clock)),
    ...apiLanes(entries, clock),
  ];
}

function changesOf(entries: readonly Entry[], clock: Clock): Span[] {
  const changes = events.continuityChange.of(entries);
  return changes.map(({ planned, message, change, mono }) => {
    const at = clock.ofMono(mono);
    return { from: at, to: at, label: change, tone: planned ? 'plain' : 'bad', detail: message };
  });
}

function triesOf(entries: readonly Entry[], clock: Clock): Span[] {
  const tries = events.claimProbe.of(entries);
  return tries.map(({ admitted, reasons, volume, mono }) => {
    const at = clock.ofMono(mono);
    const tone = admitted.length > 0 ? 'bad' : 'ok';
    const label = admitted.length > 0 ? `${volume}: ADMITTED` : `${volume}: refused`;
    return { from: at, to: at, label, tone, detail: reasons.join(', ') };
  });
}

/** Times in which no server answered. */
function apiGaps(entries: readonly Entry[], clock: Clock): Span[] {
  const answers = events.api.of(entries).filter(({ ok }) => ok);
  const moments = answers.map(({ mono }) => clock.ofMono(mono));
  return moments.flatMap((to, at): Span[] => {
    const from = moments[at - 1] ?? to;
    if (to <= from + apiGapMs) return [];
    return [{ from, to, label: `no server answers for ${Math.round(to - from)} ms`, tone: 'bad' }];
  });
}

/** For each server when it answered, and when it did not. */
function apiLanes(entries: readonly Entry[], clock: Clock): Lane[] {
  const byServer = Map.groupBy(events.api.of(entries), ({ server }) => server);
  return [...byServer].sort().map(([server, probes]) => ({
    group: 'API',
    name: server,
    spans: [true, false]
      .flatMap((ok) => {
        const asked = probes.flatMap(({ ok: answered, mono, ms }) => {
          const to = clock.ofMono(mono);
          return answered === ok ? [{ from: to - ms, to }] : [];
        });
        return union(asked, apiGapMs).map(({ from, to }): Span => {
          const label = ok ? 'answers' : `no answer for ${Math.round(to - from)} ms`;
          return { from, to, label, tone: ok ? 'ok' : 'bad', detail: server };
        });
      })
      .sort((a, b) => a.from - b.from),
  }));
}
