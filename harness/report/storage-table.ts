import type { Entry } from '../evidence/index.ts';
import { aligned } from './aligned.ts';
import { skipReasons } from './skipped.ts';

/** The kinds of storage that are compared: the rows of the table. */
const kinds = [
  'host_volume',
  'docker volumes',
  'ephemeral_disk',
  'ephemeral_disk sticky',
  'ephemeral_disk sticky, migrate',
  'dynamic host volume',
  'CSI volume',
] as const;

/** What becomes of data: the columns of the table. */
const properties = [
  'job end',
  'restart',
  'update',
  'drain',
  'node loss',
  'other nodes',
  'writers at once',
] as const;

export type StorageKind = (typeof kinds)[number];
export type StorageProperty = (typeof properties)[number];

/** What a test has seen of a kind of storage, after the assertion that proves it. */
export interface StorageObservation {
  storage: StorageKind;
  property: StorageProperty;
  /** In a few words, as the table shows it. */
  value: string;
}

/** The kind of the ledger's entries that hold a `StorageObservation`, with the `scope` of their test. */
export const storageObserved = 'storage-observed';

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
    [`Nomad ${version}`, ...properties],
    ...kinds.map((kind) => [kind, ...properties.map((property) => cell(kind, property))]),
  ];
  const notes = skipReasons(entries).map((note) => `- ${note}`);
  return `${[...aligned(rows), ...(notes.length > 0 ? ['', 'Not run:', ...notes] : [])].join('\n')}\n`;
}

function observations(entries: readonly Entry[]): StorageObservation[] {
  const passed = new Set(
    entries.filter(({ kind, passed }) => kind === 'test-ended' && passed === true).map(({ scope }) => scope),
  );
  return entries
    .filter(({ kind, scope }) => kind === storageObserved && passed.has(scope))
    .map((entry) => entry as unknown as StorageObservation);
}
