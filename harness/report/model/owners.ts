import { type AllocationHistory, type Entry, events } from '../../evidence/index.ts';

/** The last record of each allocation: it has the most events. */
export function latestAllocations(entries: readonly Entry[]): AllocationHistory[] {
  const all = events.allocation.of(entries);
  return [...new Map(all.map((each) => [each.allocation, each])).values()];
}

/** The scope that an id is of: `tasks-c9c9c5c3` of `tasks-c9c9c5c3-three-steps`. */
export function scopeIn(id: string): string | undefined {
  return /^(?:[a-z0-9-]+-)?[0-9a-f]{8}(?=-|\/|$)/.exec(id)?.[0];
}

/**
 * Returns the scope a wait belongs to: the one it names, or that of the job, volume, evaluation or allocation in its text.
 * Undefined where none of them is known.
 */
export function waitOwner(
  entries: readonly Entry[],
): (wait: { what?: unknown; scope?: unknown }) => string | undefined {
  const owners = new Map<string, string>();
  for (const { scope } of events.testStarted.of(entries)) owners.set(scope, scope);
  for (const each of events.jobRegistered.of(entries)) {
    owners.set(each.evaluation, each.scope);
  }
  for (const { allocation, job } of latestAllocations(entries)) owners.set(allocation, scopeIn(job) ?? '');
  return ({ what, scope }) => {
    if (typeof scope === 'string') return scope;
    const words = String(what).split(/[\s"',()]+/);
    return words.map((word) => owners.get(word) ?? owners.get(scopeIn(word) ?? '')).find(Boolean);
  };
}
