import { z } from 'zod';
import { drawnFrom, seededRandom } from '../seeded-random.ts';
import { type FaultKey, faultKeys, isFaultKey, needsStop } from './menu.ts';

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
      fault: z.string().refine(isFaultKey, 'there is no such fault'),
      node: z.int().min(0),
      holdMs: z.number().min(0),
      stopDuring: z.boolean(),
    }),
  )
  .min(1);

/** A schedule that a run has saved. @throws Error naming what is wrong with it */
export function parseSchedule(text: string): ChaosStep[] {
  const { data, error } = schedule.safeParse(JSON.parse(text));
  if (error) throw new Error(z.prettifyError(error));
  return data as ChaosStep[];
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
