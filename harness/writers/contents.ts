import { volumeFree } from '../csi/index.ts';
import { withDeadline } from '../deadline.ts';
import { BehaviourError, HarnessError } from '../errors.ts';
import type { WriteRecord, WriterSpan, WritersSeen } from '../evidence/index.ts';
import { NomadApiError, type NomadClient } from '../nomad/index.ts';
import { fileHashes, missingRecords, parseRecords, writerSpans } from './records.ts';

/** Longer than a client takes to answer on a busy machine. */
const askedWithinMs = 5_000;

/** Where the task of `jobs/csi/writer.nomad.hcl` keeps the number of the last record that it has acknowledged. */
export const acknowledgedFile = 'write/local/acknowledged';

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
  const [spans, holes] = [writerSpans(records), missingRecords(records)];
  const acknowledged = await acknowledgedBy(nomad, spans, scope.signal);
  scope.noteWriters({ volume: volumeId, mode: access_mode, spans, holes, acknowledged });
  return records;
}

/** What writers had acknowledged. A client that is gone, or cut off, cannot be asked: of its writers nothing is known. */
async function acknowledgedBy(
  nomad: NomadClient,
  writers: readonly WriterSpan[],
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const found = await Promise.all(
    writers.map(async ({ allocation }): Promise<[string, number][]> => {
      const limit = { what: `what writer ${allocation} has acknowledged`, ms: askedWithinMs, signal };
      try {
        const ask = (signal: AbortSignal) =>
          nomad.allocations.fs.cat(allocation, acknowledgedFile, { signal });
        const count = Number(await withDeadline({ ...limit, lastSeen: async () => 'no answer' }, ask));
        return Number.isInteger(count) ? [[allocation, count]] : [];
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof HarnessError) return [];
        throw error;
      }
    }),
  );
  return Object.fromEntries(found.flat());
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
