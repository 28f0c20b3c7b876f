import { createRequire } from 'node:module';
import type { Entry } from './entry.ts';
import * as events from './events/index.ts';

/**
 * The format of the ledgers that this version writes. It is raised by one when a line's fields change their meaning or
 * become required; a ledger without a number is of format 1.
 */
export const currentFormat = 4;

const manifest: { version: string } = createRequire(import.meta.url)('nomad-e2e/package.json');

/** What the first line of a ledger says. */
export const header = { format: currentFormat, harness: manifest.version };

/** How the lines of each older format become those of the next: as many, in the same order. */
const upgrades: Record<number, (entries: readonly Entry[]) => Entry[]> = {
  1: withFaultIds,
  2: withNothingDue,
  3: withBudget,
};

/** The lines of a ledger of any format up to the current one, as this version would have written them. */
export function upgraded(entries: readonly Entry[], format: number): readonly Entry[] {
  let current = entries;
  for (let from = format; from < currentFormat; from++) current = upgrades[from]?.(current) ?? current;
  return current;
}

/**
 * Format 1 knew faults by their names. A fault's begin was noted right after the moment that its end names, and faults that
 * held at the same time had different names: so its begin is the first of this name since that moment.
 */
function withFaultIds(entries: readonly Entry[]): Entry[] {
  const begins = entries.filter((entry) => entry.kind === events.faultBegin.name && entry.id === undefined);
  const ids = new Map(begins.map((entry, at) => [entry, `${String(entry.name)} (${at + 1})`]));
  return entries.map((entry) => {
    if (ids.has(entry)) return { ...entry, id: ids.get(entry) };
    if (entry.kind !== events.fault.name || entry.id !== undefined) return entry;
    const own = begins
      .filter(({ name, mono }) => name === entry.name && mono >= Number(entry.begin))
      .sort((a, b) => a.mono - b.mono)[0];
    return { ...entry, id: (own && ids.get(own)) ?? `${String(entry.name)} (no begin)` };
  });
}

/** Format 2 did not note what a rehearsal owed: nothing that is missing in it can be told. */
function withNothingDue(entries: readonly Entry[]): Entry[] {
  return entries.map((entry) => (entry.kind === events.plan.name ? { due: [], ...entry } : entry));
}

/** Format 3 bounded two costs, each by a field of its own. */
function withBudget(entries: readonly Entry[]): Entry[] {
  return entries.map((entry) => {
    if (entry.kind !== events.plan.name) return entry;
    const { writerStallMs, apiGapMs } = Object(entry.bounds);
    const budget = Object.entries({ 'api-gap': apiGapMs, 'writer-stall': writerStallMs });
    return {
      budget: budget.flatMap(([cost, ms]) => (ms === undefined ? [] : [{ cost, ms, from: '' }])),
      ...entry,
    };
  });
}
