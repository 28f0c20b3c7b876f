import { type Entry, events } from '../../evidence/index.ts';
import { type Finding, unknown } from '../../judge/index.ts';

/** Running tasks whose process was not found on their node: whether they were left alone cannot be told. */
export function processFindings(entries: readonly Entry[]): Finding[] {
  const changes = events.continuityChange.of(entries);
  const unseen = events.continuity.of(entries).flatMap(({ step, tasks }) =>
    tasks
      .filter(({ ended, process }) => !ended && process === undefined)
      // That its process was there before and is gone is a finding of its own.
      .filter(
        ({ allocation, task }) =>
          !changes.some((each) => each.step === step && each.allocation === allocation && each.task === task),
      )
      .map(({ job, allocation, task, node }) => ({
        step,
        who: `task ${task} of ${job} (allocation ${allocation.slice(0, 8)}, ${node})`,
      })),
  );
  return [...Map.groupBy(unseen, ({ who }) => who)].map(([who, all]) =>
    unknown(
      'process-unseen',
      events.continuity,
      `no process of ${who} was found at ${all.map(({ step }) => step).join(', ')}: it may have been another one`,
    ),
  );
}
