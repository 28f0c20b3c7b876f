import { type Entry, events } from '../evidence/index.ts';
import { type Stall, type StepSpan, stallOf } from './stalls.ts';

/** How long each job that was accepted waited until it ran, with the step that it was accepted in. */
export function schedulingDelays(entries: readonly Entry[], spans: readonly StepSpan[]): Stall[] {
  const accepted = new Map(
    events.submit.of(entries).flatMap((each) => (each.ok ? [[each.job, each.mono]] : [])),
  );
  return events.scheduled.of(entries).flatMap(({ jobs }) =>
    jobs.flatMap(({ job, ms }): Stall[] => {
      const from = accepted.get(job);
      if (from === undefined) return [];
      const { step } = stallOf({ from, to: from + 1 }, spans);
      return [{ ms, step, from, to: from + ms * 1e6 }];
    }),
  );
}
