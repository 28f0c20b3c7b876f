import { type Entry, events, type Kind } from '../evidence/index.ts';
import { apiStalls, wasRefused } from './api.ts';
import { schedulingDelays } from './scheduling.ts';
import { longestOf, type Stall, type StepSpan, stepSpans } from './stalls.ts';
import { cutsOf, streamStalls } from './streams.ts';
import { silencesOf } from './writes.ts';

/** One of the times that a step can cost. It is also the name of the rule that its bound is held by. */
export type Cost = (typeof costNames)[number];
export const costNames = [
  'api-gap',
  'connect-gap',
  'writer-stall',
  'scheduling-delay',
  'exec-stall',
  'log-stall',
] as const;

/** A time that was spent. */
export interface Spent extends Stall {
  /** The writer or the client that it was spent by, where there are several. */
  who?: string;
  /** It lasted until nothing was due any more. */
  open?: boolean;
}

/** What a cost is, and how a ledger shows it. */
export interface Measure {
  cost: Cost;
  /** Of a column. */
  title: string;
  /** Of the most that was spent, behind `longest time`. */
  longest: string;
  /** What happened for so many milliseconds, in words; `who` did it. */
  what: (who: string) => string;
  /** The flag that bounds it. */
  flag: string;
  /** What is no longer than this is explained by the rhythm in which it is measured. */
  rhythmMs: number;
  /** The kind of the lines that it is measured by. */
  evidence: Kind<object>;
  spent: (entries: readonly Entry[], spans: readonly StepSpan[]) => Spent[];
  /** Whether that was Nomad's doing and not that of who measured it; it was unless given. */
  isNomads?: (entries: readonly Entry[], stall: Stall) => boolean;
}

/** All that is measured of a step, in the order in which it is shown. */
export const measures: readonly Measure[] = [
  {
    ...{ cost: 'api-gap', title: 'No server answered', flag: '--max-api-gap', rhythmMs: 500 },
    longest: 'without an answer of the API',
    what: () => 'no server answered',
    evidence: events.api,
    spent: (entries, spans) => apiStalls(entries, 'reused', spans),
    isNomads: (entries, stall) => wasRefused(entries, stall, { connection: 'reused' }),
  },
  {
    ...{ cost: 'connect-gap', title: 'No new connection', flag: '--max-connect-gap', rhythmMs: 750 },
    longest: 'without an answer of the API on a new connection',
    what: () => 'no server answered on a new connection',
    evidence: events.api,
    spent: (entries, spans) => apiStalls(entries, 'new', spans),
    isNomads: (entries, stall) => wasRefused(entries, stall, { connection: 'new' }),
  },
  {
    ...{ cost: 'writer-stall', title: 'Writer stood still', flag: '--max-writer-stall', rhythmMs: 250 },
    longest: 'in which a writer wrote nothing',
    what: (who) => `${who} wrote nothing`,
    evidence: events.volumeRecords,
    spent: (entries, spans) =>
      silencesOf(entries, spans).flatMap(({ volume, writer, inside, closing }) => {
        const who = `${writer} of volume ${volume}`;
        return [
          ...inside.map((stall) => ({ ...stall, who })),
          ...(closing ? [{ ...closing, who, open: true }] : []),
        ];
      }),
  },
  {
    ...{ cost: 'scheduling-delay', title: 'New job waited', flag: '--max-scheduling-delay', rhythmMs: 1000 },
    longest: 'until an accepted job ran',
    what: () => 'a job that was accepted did not run',
    evidence: events.scheduled,
    spent: schedulingDelays,
  },
  {
    ...{ cost: 'exec-stall', title: 'Exec session silent', flag: '--max-exec-stall', rhythmMs: 1500 },
    longest: 'in which an exec session was silent',
    what: (who) => `a command in a task on ${who} answered nothing`,
    evidence: events.stream,
    spent: (entries, spans) => streamStalls(entries, 'exec', spans),
  },
  {
    ...{ cost: 'log-stall', title: 'Log stream silent', flag: '--max-log-stall', rhythmMs: 1500 },
    longest: 'in which a log stream was silent',
    what: (who) => `the log of a task on ${who} that writes twice a second said nothing`,
    evidence: events.stream,
    spent: (entries, spans) => streamStalls(entries, 'logs', spans),
  },
];

/** What one step cost: the longest of each. What was not measured in it is missing. */
export interface StepCost {
  step: string;
  /** What it did to what: `upgrade server`, `reboot client`. An earlier rehearsal's steps of this kind bound it. */
  does: string;
  costs: Partial<Record<Cost, Spent>>;
  /** Exec sessions and log streams that were open and ended. */
  cuts: number;
}

/** Each step of a rehearsal with what it cost, in order. */
export function stepCosts(entries: readonly Entry[]): StepCost[] {
  const spans = stepSpans(entries);
  const cuts = cutsOf(entries, spans);
  const kinds = kindsOf(entries);
  const spent = measures.map(({ cost, spent }) => ({ cost, most: longestByStep(spent(entries, spans)) }));
  return spans.map((span) => ({
    ...{ step: span.step, does: kinds.get(span.step) ?? '' },
    costs: Object.fromEntries(
      spent.flatMap(({ cost, most }) => {
        const longest = most.get(span.step) ?? longestReaching(span, [...most.values()]);
        return longest ? [[cost, longest]] : [];
      }),
    ),
    cuts: cuts.get(span.step) ?? 0,
  }));
}

/** Step → its kind. */
export function kindsOf(entries: readonly Entry[]): Map<string, string> {
  const ends = new Map(events.stepEnd.of(entries).map((end) => [end.step, end]));
  return new Map(
    events.stepBegin.of(entries).map((begin) => {
      const { drained = false } = ends.get(begin.step) ?? {};
      const does = doesOf(begin, ends.get(begin.step));
      return [begin.step, `${drained ? 'drain, ' : ''}${does} ${begin.role}`];
    }),
  );
}

/** What a step does: before format 4 it was said at its end, where it was no upgrade. */
export const doesOf = (
  begin: { does?: string | undefined },
  end: { did?: string | undefined } | undefined,
): string => begin.does ?? end?.did ?? 'upgrade';

function longestByStep(stalls: readonly Spent[]): Map<string, Spent> {
  const most = new Map<string, Spent>();
  for (const stall of stalls) if (stall.ms > (most.get(stall.step)?.ms ?? -1)) most.set(stall.step, stall);
  return most;
}

/** Of a step that has none of its own, as much as is in it of a longer one of another step. */
function longestReaching({ begin, end }: StepSpan, stalls: readonly Spent[]): Spent | undefined {
  const reaching = stalls.filter((stall) => stall.from < end && stall.to > begin);
  return longestOf(
    reaching.map((stall) => {
      const [from, to] = [Math.max(stall.from, begin), Math.min(stall.to, end)];
      return { ...stall, from, to, ms: Math.round((to - from) / 1e6) };
    }),
  );
}
