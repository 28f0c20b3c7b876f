import { type DataOf, type Entry, events } from '../evidence/index.ts';
import { type Finding, stop, unknown } from '../judge/index.ts';
import { type Cost, costNames, kindsOf, measures, type Spent, type StepCost } from './costs.ts';
import { longestOf, stepSpans } from './stalls.ts';

/** What a cost may come to, in milliseconds, and where that is from. */
export type Bound = DataOf<typeof events.plan>['budget'][number];

/** What the user states; the rest is derived. */
export type GivenBounds = Partial<Record<Cost, number>>;

/**
 * The bounds over which a rehearsal is a NO-GO. In twice the grace without an answer every client that was late once is
 * given up; a writer may be without an agent for as long as the grace, and 5 s are for its release and start elsewhere. On
 * two busy cores with a grace of 5 s, sound rehearsals have had gaps of up to 2.5 s and stalls of up to 2.7 s. An evaluation
 * that a worker of a replaced server was given is offered again after 60 s (nomad#325). A client that asks its server while nobody leads
 * waits 15 to 30 s before it connects again (`registerRetryIntv`), and until then no stream leads to it.
 */
function derived(graceMs: number): Record<Cost, [ms: number, from: string]> {
  const twice: [number, string] = [2 * graceMs, 'twice heartbeat_grace'];
  const reopened: [number, string] = [
    graceMs + 35_000,
    'heartbeat_grace, the 30 s after which a client that met no leader asks again, and 5 s',
  ];
  return {
    ...{ 'api-gap': twice, 'connect-gap': twice },
    'writer-stall': [graceMs + 5000, 'heartbeat_grace and 5 s'],
    'scheduling-delay': [90_000, 'the 60 s after which Nomad offers an evaluation again, and 30 s'],
    ...{ 'exec-stall': reopened, 'log-stall': reopened },
  };
}

/** The bounds of a rehearsal: what is stated, else what is derived and what an earlier rehearsal had. */
export function budgetOf(
  heartbeatGraceMs: number,
  given: GivenBounds = {},
  history: readonly Bound[] = [],
): Bound[] {
  const usual = derived(heartbeatGraceMs);
  return measures.flatMap(({ cost, flag }): Bound[] => {
    const stated = given[cost];
    if (stated !== undefined) return [{ cost, ms: stated, from: flag }];
    const [ms, from] = usual[cost];
    return [{ cost, ms, from }, ...history.filter((bound) => bound.cost === cost)];
  });
}

/** The bound that holds for every step; undefined where none was stated. */
export const boundOf = (budget: readonly Bound[], cost: Cost): number | undefined =>
  budget.find((bound) => bound.cost === cost && bound.does === undefined)?.ms;

/** An earlier rehearsal by whose costs a later one is bounded. */
export interface Earlier {
  /** As the user named it. */
  name: string;
  steps: readonly Pick<StepCost, 'step' | 'does' | 'costs'>[];
}

/** What a step may cost that cost `ms` in an earlier rehearsal: half as much again, and 1 s more. */
export const allowedAfter = (ms: number): number => Math.round(ms * 1.5) + 1000;

/** For each kind of step that an earlier rehearsal took, what each cost may come to. */
export function historyOf({ name, steps }: Earlier): Bound[] {
  return [...worstByKind(steps)].flatMap(([does, worst]) =>
    [...worst].map(([cost, { ms, step }]) => ({
      ...{ cost, does, ms: allowedAfter(ms) },
      from: `${name} had ${ms} ms (${step}), and half of it and 1 s more are allowed`,
    })),
  );
}

/** Kind of step → cost → the most that one of these steps spent. */
export function worstByKind(steps: Earlier['steps']): Map<string, Map<Cost, Spent>> {
  return new Map(
    [...Map.groupBy(steps, ({ does }) => does)].map(([does, own]) => [
      does,
      new Map(
        costNames.flatMap((cost): [Cost, Spent][] => {
          const most = longestBy(own.flatMap(({ costs }) => costs[cost] ?? []));
          return most ? [[cost, most]] : [];
        }),
      ),
    ]),
  );
}

const longestBy = (spent: readonly Spent[]) => spent.toSorted((a, b) => b.ms - a.ms)[0];

/** Of each step, the time that is over its bound; what its probe did not ask for is not known. */
export function overBudget(entries: readonly Entry[], cost: Cost): Finding[] {
  const measure = measures.find((each) => each.cost === cost);
  const bounds = events.plan.of(entries)[0]?.budget.filter((bound) => bound.cost === cost) ?? [];
  if (!measure || bounds.length === 0) return [];
  const kinds = kindsOf(entries);
  const least = Math.min(...bounds.map(({ ms }) => ms));
  const late = measure.spent(entries, stepSpans(entries)).filter(({ ms, open }) => ms > least && !open);
  const byStep = Map.groupBy(late, ({ who = '', step }) => `${who}\n${step}`);
  return [...byStep.values()].flatMap((all) => {
    const most = longestOf(all);
    if (!most) return [];
    const over = bounds
      .filter(({ ms, does }) => most.ms > ms && (does === undefined || does === kinds.get(most.step)))
      .sort((a, b) => a.ms - b.ms)[0];
    if (!over) return [];
    const message = `${measure.what(most.who ?? '')} for ${inWords(most, over)}`;
    if (measure.isNomads?.(entries, most) ?? true) return [stop(cost, measure.evidence, message)];
    return [unknown(cost, measure.evidence, `${message}; nobody asked meanwhile`)];
  });
}

const inWords = ({ ms, step }: Spent, { ms: allowed, from }: Bound) =>
  `${ms} ms (${step}), ${allowed} ms are allowed${from === '' ? '' : `: ${from}`}`;
