import { type Bound, type Cost, doesOf, measures, type StepCost, stepSpans } from '../../disruption/index.ts';
import { type Entry, events, type Kind } from '../../evidence/index.ts';
import type { Lane, Span } from '../timeline/data.ts';
import type { Clock } from './clock.ts';
import { packed, union } from './lanes.ts';

/** One replaced agent of a rehearsal, with what it cost. Times in milliseconds. */
export interface StepReport {
  name: string;
  /** Of its node, or `all`. */
  role: string;
  /** `upgrade`, `reboot`, `pause`, `migrate`, `fault` or `put-back`. */
  does: string;
  /** What the agent is that it replaces: `follower`, `leader`, `canary` or `client`. */
  part: string | undefined;
  /** Whether its client was drained first. */
  drained: boolean;
  begin: number;
  /** Of the step itself; the probes after it belong to it, too. */
  end: number;
  /** Until the next step. */
  until: number;
  downMs: number | undefined;
  /** In the order in which they are shown. */
  costs: readonly CostReport[];
  /** Exec sessions and log streams that were open and ended. */
  cuts: number;
  drainMs: number | undefined;
  rolloutMs: number | undefined;
  tests: { passed: number; failed: number } | undefined;
  /** Changes to running tasks that were not planned. */
  changes: readonly string[];
  error: string | undefined;
}

/** One of the times that a step cost, in milliseconds. */
export interface CostReport {
  cost: Cost;
  title: string;
  /** The longest; 0 where none was longer than what the rhythm explains in which it is measured, undefined where it was not measured. */
  ms: number | undefined;
  /** When that was. */
  from: number;
  to: number;
  /** What the step may cost. */
  allowedMs: number | undefined;
  /** Where that is from. */
  allowedBy: string;
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

/** The steps of a rehearsal in order; none for a ledger of something else. */
export function stepsOf(entries: readonly Entry[], costs: readonly StepCost[], clock: Clock): StepReport[] {
  const begins = events.stepBegin.of(entries);
  const ofStep = <Data extends { readonly step: string }>(kind: Kind<Data>, step: string) =>
    kind.of(entries).filter((each) => each.step === step);
  const budget = events.plan.of(entries)[0]?.budget ?? [];
  return begins.map(({ step, role, does: begun, part, mono }, at) => {
    const begin = clock.ofMono(mono);
    const [[finished], [failed]] = [ofStep(events.stepEnd, step), ofStep(events.stepFailed, step)];
    const next = begins[at + 1];
    const until = next ? clock.ofMono(next.mono) : probesEnd(entries, clock);
    const end = clock.ofMono((finished ?? failed)?.mono ?? mono);
    const cost = costs[at];
    return {
      ...{ name: step, role, part, does: doesOf({ does: begun }, finished) },
      drained: finished?.drained ?? false,
      ...{ begin, end, until, downMs: finished?.downMs, error: failed?.error },
      ...{ costs: cost ? costsOf(cost, budget, clock) : [], cuts: cost?.cuts ?? 0 },
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

function costsOf({ does, costs }: StepCost, budget: readonly Bound[], clock: Clock): CostReport[] {
  return measures.map(({ cost, title, rhythmMs }) => {
    const { ms, from = 0, to = 0 } = costs[cost] ?? {};
    const [bound] = budget
      .filter((each) => each.cost === cost && (each.does === undefined || each.does === does))
      .sort((a, b) => a.ms - b.ms);
    return {
      ...{ cost, title, ms: ms !== undefined && ms <= rhythmMs ? 0 : ms },
      ...{ from: clock.ofMono(from), to: clock.ofMono(to) },
      ...{ allowedMs: bound?.ms, allowedBy: bound?.from ?? '' },
    };
  });
}

/** What a step cost, of what is shown; undefined where it was not measured. */
export const costMs = ({ costs }: StepReport, cost: Cost): number | undefined =>
  costs.find((each) => each.cost === cost)?.ms;

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
    ...costLanes(entries, clock),
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

/** What was spent by the API and by streams; stalls of writers are lanes of their volume. */
function costLanes(entries: readonly Entry[], clock: Clock): Lane[] {
  const spans = stepSpans(entries);
  return measures
    .filter(({ cost }) => cost !== 'writer-stall')
    .flatMap(({ title, rhythmMs, what, spent }) =>
      packed(
        'costs',
        title,
        spent(entries, spans).flatMap(({ ms, from, to, who = '' }): Span[] => {
          if (ms <= rhythmMs) return [];
          const [begin, end] = [clock.ofMono(from), clock.ofMono(to)];
          return [{ from: begin, to: end, label: `${what(who)} for ${ms} ms`, tone: 'bad' }];
        }),
      ),
    );
}

/** Answers that are closer than this are one time in which the server answers. */
const joinedMs = 500;

/** For each server when it answered, and when it did not. */
function apiLanes(entries: readonly Entry[], clock: Clock): Lane[] {
  const reused = events.api.of(entries).filter(({ connection }) => connection !== 'new');
  const byServer = Map.groupBy(reused, ({ server }) => server);
  return [...byServer].sort().map(([server, probes]) => ({
    group: 'API',
    name: server,
    spans: [true, false]
      .flatMap((ok) => {
        const asked = probes.flatMap(({ ok: answered, mono, ms }) => {
          const to = clock.ofMono(mono);
          return answered === ok ? [{ from: to - ms, to }] : [];
        });
        return union(asked, joinedMs).map(({ from, to }): Span => {
          const label = ok ? 'answers' : `no answer for ${Math.round(to - from)} ms`;
          return { from, to, label, tone: ok ? 'ok' : 'bad', detail: server };
        });
      })
      .sort((a, b) => a.from - b.from),
  }));
}
