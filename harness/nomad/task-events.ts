import type { TaskEvent } from './job-types.ts';

/** How many of a task's last events a message has: the last one alone seldom holds the cause. */
const last = 3;

/** Events of a task for a message, oldest first: `Received: … | Terminated: …`. */
export function eventsInWords(events: readonly TaskEvent[] | null | undefined): string {
  return (events ?? []).map(({ Type, DisplayMessage = '' }) => `${Type}: ${DisplayMessage}`).join(' | ');
}

/** The last events of a task, for a message; empty for a task without any. */
export function lastEventsInWords(events: readonly TaskEvent[] | null | undefined): string {
  return eventsInWords((events ?? []).slice(-last));
}
