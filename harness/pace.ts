import { UsageError } from './errors.ts';

/** Sets the pace by hand, and hands it to the processes of a run. */
export const paceVariable = 'NOMAD_E2E_PACE';
const slowest = 50;
/** Processor time of the work below on a machine that the time limits are made for; the one they were set on takes half of it. */
const usualMs = 20;
const rounds = 8;

/**
 * By how much all time limits are longer here, at least 1: what `NOMAD_E2E_PACE` says.
 * @throws UsageError PACE_INVALID
 */
export function pace(env: NodeJS.ProcessEnv = process.env): number {
  const { [paceVariable]: said = '' } = env;
  if (said === '') return 1;
  const factor = Number(said);
  if (factor >= 1 && factor <= slowest) return factor;
  throw new UsageError('PACE_INVALID', `${paceVariable} must be a number from 1 to ${slowest}; got ${said}`, {
    next: `${paceVariable}=4 makes all time limits four times longer; without it the machine is measured`,
  });
}

/** The longest that a timer waits: one of more ends at once (Node docs, setTimeout). */
const longestTimerMs = 2 ** 31 - 1;

/** A time limit at the pace of this machine, no longer than a timer can be. */
export const paced = (ms: number): number => Math.min(longestTimerMs, ms * pace());

/** Whose pace was measured here, which is then there like one that was given. */
const measuredFor = new WeakSet<NodeJS.ProcessEnv>();

/**
 * Measures how fast this machine computes, unless the pace is given, and sets the pace of this process and of those that it starts.
 * Returns what to say of it; undefined for a machine of the usual speed. Load of other programs does not count.
 */
export function setPace(env: NodeJS.ProcessEnv = process.env, measured = leastMs): string | undefined {
  if ((env[paceVariable] ?? '') === '') {
    env[paceVariable] = String(Math.min(slowest, Math.max(1, Math.round(measured() / usualMs))));
    measuredFor.add(env);
  }
  const factor = pace(env);
  if (factor === 1) return undefined;
  const why = measuredFor.has(env)
    ? 'it computes that much slower than the machines they are made for'
    : `${paceVariable} says so`;
  return `time limits on this machine are ${factor} times longer: ${why}`;
}

/** Processor time of some work, in milliseconds, the least of several: the first of them compile the code. */
function leastMs(): number {
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

function work(): void {
  const things = Array.from({ length: 2000 }, (_, n) => ({
    id: `n${n}`,
    tags: ['a', 'b', String(n)],
    half: n / 2,
  }));
  for (let turn = 0; turn < 8; turn++) JSON.parse(JSON.stringify(things));
}
