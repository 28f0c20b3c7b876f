import { z } from 'zod';
import { readJsonFile } from '../json-file.ts';
import { drawnFrom, seededRandom } from '../seeded-random.ts';
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
  const draw = seededRandom(seed);
  const keys = faultKeys({ servers });
  for (;;) {
    const fault = drawnFrom(draw, keys);
    if (!fault) return;
    const [node, holdMs] = [Math.floor(draw() * 1000), 500 + Math.floor(draw() * 5500)];
    const stopDuring = draw() < 0.5 || needsStop(fault);
    yield { fault, node, holdMs, stopDuring };
  }
}
