import { z } from 'zod';
import { readJsonFile } from '../json-file.ts';
import { everyFault, type FaultKey, faultKeys, needsStop } from './menu.ts';

/** One fault of a schedule, with all that was drawn for it: the same step is the same trouble again. */
export interface ChaosStep {
  fault: FaultKey;
  /** Which of the clients, or of the servers for a fault of servers; counted modulo their number. */
  node: number;
  holdMs: number;
  /** Whether the writers are stopped while the fault holds, or after it. */
  stopDuring: boolean;
}

const schedule = z
  .array(
    z.object({
      fault: z.enum(everyFault),
      node: z.int().min(0),
      holdMs: z.number().min(0).max(3_600_000),
      stopDuring: z.boolean(),
    }),
  )
  .min(1, 'it has no step');

/**
 * A schedule that a run has saved, or that somebody wrote like one.
 * @throws UsageError SCHEDULE_UNREADABLE naming the file and, of each mistake in it, the step and the field
 */
export function readSchedule(file: string): ChaosStep[] {
  return readJsonFile(file, {
    parse: schedule.parse,
    as: { what: 'schedule', code: 'SCHEDULE_UNREADABLE' },
    given: true,
    next: 'name a schedule.json or shortest.json that a chaos run has saved',
  });
}

/** The steps of a seed, without end. Faults that need more servers than there are do not come up. */
export function* stepsOf(seed: number, { servers }: { servers: number }): Generator<ChaosStep> {
  const draw = randomFrom(seed);
  const keys = faultKeys({ servers });
  for (;;) {
    const fault = keys[Math.floor(draw() * keys.length)];
    if (!fault) return;
    const [node, holdMs] = [Math.floor(draw() * 1000), 500 + Math.floor(draw() * 5500)];
    const stopDuring = draw() < 0.5 || needsStop(fault);
    yield { fault, node, holdMs, stopDuring };
  }
}

/** Numbers from 0 to below 1 that depend on the seed alone (mulberry32, public domain). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
