import { BehaviourError } from '../errors.ts';
import type { WriteRecord, WritersSeen } from '../evidence/index.ts';
import { NomadApiError, type NomadClient } from '../nomad/index.ts';
import { fileHashes, missingRecords, parseRecords, writerSpans } from './records.ts';
import { volumeFree } from './release.ts';

/** What this needs of a test's scope. */
export interface JobRunner {
  signal: AbortSignal;
  run(file: string, vars: Record<string, string>): Promise<{ ended(): Promise<{ ID: string }> }>;
  /** Records who wrote to a volume when. */
  noteWriters(seen: WritersSeen): void;
}

/**
 * Every record that writers left in a volume, read by a job of its own. Waits until the volume is free first. The
 * ledger gets who wrote when, and what is missing (kind `writer-spans`).
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
  const holes = missingRecords(records);
  scope.noteWriters({ volume: volumeId, mode: access_mode, spans: writerSpans(records), holes });
  return records;
}

/** Name → SHA-256 of each file, as the task of a put-file or get-file job wrote them down. */
export async function hashesFrom(
  nomad: NomadClient,
  allocation: { ID: string },
): Promise<Record<string, string>> {
  return fileHashes(await outputOf(nomad, allocation.ID));
}

/**
 * What a short task of `jobs/csi` had to say. A file rather than its log: Nomad's docker driver loses the log of a
 * task that has ended before log collection is attached.
 *
 * @throws BehaviourError OUTPUT_MISSING with what became of the allocation
 */
async function outputOf(nomad: NomadClient, allocationId: string): Promise<string> {
  try {
    return await nomad.allocations.fs.cat(allocationId, 'alloc/output');
  } catch (cause) {
    if (!(cause instanceof NomadApiError) || cause.status !== 404) throw cause;
    const allocation = await nomad.allocations.read(allocationId);
    const events = Object.values(allocation.TaskStates ?? {}).flatMap(({ Events }) => Events ?? []);
    const told = events.map(({ Type, DisplayMessage = '' }) => `${Type}: ${DisplayMessage}`).join(' | ');
    const what = `allocation ${allocationId} is ${allocation.ClientStatus} and has left no output: ${told}`;
    throw new BehaviourError('OUTPUT_MISSING', what, { cause });
  }
}

/** Why the scheduler left nodes out, as `nomad job status` prints it: the reasons of every group. */
export function placementReasons(answer: {
  FailedTGAllocs?: Record<string, { ConstraintFiltered?: Record<string, number> | null }> | null;
}): string[] {
  const groups = Object.values(answer.FailedTGAllocs ?? {});
  return [...new Set(groups.flatMap((group) => Object.keys(group.ConstraintFiltered ?? {})))];
}
