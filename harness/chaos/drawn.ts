import { type Entry, events } from '../evidence/index.ts';
import { type Finding, note, unknown } from '../judge/index.ts';

/** A fault that is not available here, and how often it was passed over. */
export interface PassedOver {
  fault: string;
  reason: string;
  times: number;
}

/** The faults that were passed over, by kind. */
export function passedOver(entries: readonly Entry[]): PassedOver[] {
  const byFault = Map.groupBy(events.chaosSkipped.of(entries), ({ fault }) => fault);
  return [...byFault].map(([fault, all]) => ({ fault, reason: all[0]?.reason ?? '', times: all.length }));
}

export const timesInWords = (times: number) => (times === 1 ? 'once' : `${times} times`);

/** What was not tried: a step that was given is due, one that was drawn is worth a note. */
export function untried(entries: readonly Entry[]): Finding[] {
  const [plan] = events.chaosPlan.of(entries);
  const skipped = passedOver(entries);
  const severity = plan?.steps === undefined ? note : unknown;
  return [
    ...skipped.map(({ fault, reason, times }) =>
      severity('fault-unavailable', events.chaosSkipped, `${fault} (${timesInWords(times)}): ${reason}`),
    ),
    ...undrawn(entries),
    ...events.chaosUnwatched
      .of(entries)
      .map(({ error }) =>
        note('unwatched', events.chaosUnwatched, `a record could no longer be read: ${error}`),
      ),
  ];
}

function undrawn(entries: readonly Entry[]): Finding[] {
  const [plan] = events.chaosPlan.of(entries);
  if (!plan || plan.steps !== undefined) return [];
  const drawn = new Set(
    [...events.chaosStep.of(entries), ...events.chaosSkipped.of(entries)].map(({ fault }) => fault),
  );
  const never = plan.menu.filter((fault) => !drawn.has(fault));
  if (never.length === 0) return [];
  return [note('faults-undrawn', events.chaosPlan, `never drawn: ${never.join(', ')}`)];
}
