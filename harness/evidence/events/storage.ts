import { z } from 'zod';
import { kind } from './kind.ts';

/** The kinds of storage that are compared: the rows of the table. */
export const storageKinds = [
  'host_volume',
  'docker volumes',
  'ephemeral_disk',
  'ephemeral_disk sticky',
  'ephemeral_disk sticky, migrate',
  'dynamic host volume',
  'dynamic host volume, sticky',
  'CSI volume',
] as const;

/** What happens to a holder of data: the columns of the table. */
export const storageProperties = [
  'job end',
  'restart',
  'update',
  'drain',
  'node loss',
  'other nodes',
  'writers at once',
] as const;

/** Where the data of a job can be. */
export type StorageKind = (typeof storageKinds)[number];
/** What can happen to a holder of data. */
export type StorageProperty = (typeof storageProperties)[number];

/** What a test has seen of a kind of storage, after the assertion that proves it. */
export const storageObserved = kind('storage-observed', {
  scope: z.string(),
  test: z.string(),
  storage: z.enum(storageKinds),
  property: z.enum(storageProperties),
  /** In a few words, as the table shows it. */
  value: z.string(),
});
