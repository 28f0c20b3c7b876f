import { type Entry, events, type StorageKind, type StorageProperty } from '../evidence/index.ts';
import { markdownTable } from '../text.ts';
import { skipReasons } from './skipped.ts';

/**
 * A markdown table of what tests observed, by the entries of a ledger. Only passed tests count; a cell that none of them
 * filled says `not observed`, one that they filled differently holds each value. Below it is what was not run, and why.
 */
export function storageTable(entries: readonly Entry[], { version }: { version: string }): string {
  const observed = observations(entries);
  const cell = (storage: StorageKind, property: StorageProperty) => {
    const own = observed.filter((each) => each.storage === storage && each.property === property);
    return [...new Set(own.map(({ value }) => value))].sort().join('; ') || 'not observed';
  };
  const rows = [
    [`Nomad ${version}`, ...events.storageProperties],
    ...events.storageKinds.map((kind) => [
      kind,
      ...events.storageProperties.map((property) => cell(kind, property)),
    ]),
  ];
  const notes = skipReasons(entries).map((note) => `- ${note}`);
  return `${[...markdownTable(rows), ...(notes.length > 0 ? ['', 'Not run:', ...notes] : [])].join('\n')}\n`;
}

function observations(entries: readonly Entry[]) {
  const ended = events.testEnded.of(entries).filter(({ passed }) => passed);
  const passed = new Set(ended.map(({ scope }) => scope));
  return events.storageObserved.of(entries).filter(({ scope }) => passed.has(scope));
}
