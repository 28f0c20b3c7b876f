import { volumeFree } from '../csi/index.ts';
import type { WriteRecord, WritersSeen } from '../evidence/index.ts';
import type { NomadClient } from '../nomad/index.ts';
import { acknowledgedBy } from './acknowledged.ts';
import { outputOf } from './output.ts';
import { fileHashes, parseRecords, writtenIn } from './records.ts';

/** Longer than a client takes to answer on a busy machine. */
const askedWithinMs = 5_000;

/** What this needs of a test's scope. */
export interface JobRunner {
  signal: AbortSignal;
  run(file: string, vars: Record<string, string>): Promise<{ ended(): Promise<{ ID: string }> }>;
  /** Records who wrote to a volume when. */
  noteWriters(seen: WritersSeen): void;
}

/**
 * Every record that writers left in a volume, read by a job of its own. Waits until the volume is free first. The
 * ledger gets who wrote when, what is missing and what was acknowledged (kind `writer-spans`).
 *
 * @throws BehaviourError WRITE_RECORD_BROKEN when one is not whole.
 */
export async function recordsIn(
  volumeId: string,
  {
    nomad,
    scope,
    access_mode = 'single-node-writer',
  }: { nomad: NomadClient; scope: JobRunner; access_mode?: string },
): Promise<WriteRecord[]> {
  await volumeFree(nomad, volumeId, { signal: scope.signal });
  const job = await scope.run('csi/records.nomad.hcl', { volume_id: volumeId, access_mode });
  const { ID } = await job.ended();
  const records = parseRecords(await outputOf(nomad, ID));
  const { spans, holes } = writtenIn(records);
  // A test may read a volume while a client is still cut off.
  const asked = { signal: scope.signal, withinMs: askedWithinMs, lenient: true };
  const writers = spans.map(({ allocation }) => allocation);
  const acknowledged = await acknowledgedBy(nomad, writers, asked);
  scope.noteWriters({ volume: volumeId, mode: access_mode, spans, holes, acknowledged });
  return records;
}

/** Name → SHA-256 of each file, as the task of a put-file or get-file job wrote them down. */
export async function hashesFrom(
  nomad: NomadClient,
  allocation: { ID: string },
): Promise<Record<string, string>> {
  return fileHashes(await outputOf(nomad, allocation.ID));
}
