import type { Entry } from '../evidence/index.ts';

/** Later attempts fail on purpose: they are the search for the shortest schedule. */
export function firstAttempt(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ id }) => id === undefined || id === 'chaos-0');
}
