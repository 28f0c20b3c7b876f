import { NomadClient } from '../nomad/index.ts';
import { beganAt, idPrefix, Marks, runIn } from './marks.ts';
import { reach } from './reach.ts';
import { jobThing, type Removal, removeAll, type Thing, thingsOf } from './sweep.ts';
import { clientOptionsOf, type Target } from './target.ts';

/** Something of a run that is recorded as ours. */
export interface Leftover {
  what: string;
  run: string;
  /** When the run began, in milliseconds since 1970. */
  began: number;
}

/** What is in the target's namespace under names as ours are. */
export interface Leftovers extends AsyncDisposable {
  /** Of runs that began before the age that was given. */
  found: readonly Leftover[];
  /** Of younger ones, which may go on. */
  young: readonly Leftover[];
  /** What nothing proves to be ours: it stays. */
  unproven: readonly string[];
  /** Removes what was found. */
  remove(): Promise<Removal>;
}

/**
 * Looks for what killed runs have left in the target's namespace and changes nothing. A job is ours by its mark or that of its
 * parent; all else only when the run in its name is that of a job, or of a policy, with our mark.
 * @throws as `reach`
 */
export async function findLeftovers(
  target: Target,
  { olderThanMs }: { olderThanMs: number },
): Promise<Leftovers> {
  await using stack = new AsyncDisposableStack();
  const nomad = stack.use(new NomadClient({ ...clientOptionsOf(target), nodeEvents: false }));
  await reach(nomad, target);
  const { ours, unproven } = await sorted(nomad);
  const limit = Date.now() - olderThanMs;
  const old = ours.filter(({ began }) => began <= limit);
  const open = stack.move();
  return {
    found: old,
    young: ours.filter(({ began }) => began > limit),
    unproven,
    remove: () => removeAll(old.map(({ thing }) => thing)),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function sorted(
  nomad: NomadClient,
): Promise<{ ours: (Leftover & { thing: Thing })[]; unproven: string[] }> {
  const marks = new Marks(nomad);
  const runs = new Set<string>();
  const ours: Thing[] = [];
  const unproven: string[] = [];
  for (const job of await nomad.jobs.list(idPrefix, { meta: true })) {
    const run = await marks.runOf(job);
    if (run !== undefined) runs.add(run);
    if (run === undefined) unproven.push(`job ${job.ID}`);
    else ours.push(jobThing(nomad, job.ID));
  }
  const things = await thingsOf(nomad, idPrefix);
  const elsewhere = await runsElsewhere(nomad, new Set(runs));
  for (const { marked, name } of things) {
    const run = runIn(name);
    if (marked && run !== undefined && !elsewhere.has(run)) runs.add(run);
  }
  for (const thing of things) {
    if (runs.has(runIn(thing.name) ?? '')) ours.push(thing);
    else unproven.push(thing.what);
  }
  const leftovers = ours.map((thing) => {
    const run = runIn(thing.name) ?? '';
    return { what: thing.what, run, began: beganAt(run), thing };
  });
  return { ours: leftovers, unproven };
}

/** Runs that have jobs in other namespaces, by their looks, and none here: their tokens and policies are not this place's. */
async function runsElsewhere(nomad: NomadClient, here: ReadonlySet<string>): Promise<Set<string>> {
  const jobs = await nomad.jobs.list(idPrefix, { namespace: '*' });
  const runs = jobs.flatMap(({ ID }) => runIn(ID) ?? []);
  return new Set(runs.filter((run) => !here.has(run)));
}
