import { BehaviourError } from '../errors.ts';
import { eventsInWords, NomadApiError, type NomadClient } from '../nomad/index.ts';

/**
 * What a short task of `jobs/csi` had to say. A file rather than its log: Nomad's docker driver loses the log of a
 * task that has ended before log collection is attached.
 *
 * @throws BehaviourError OUTPUT_MISSING with what became of the allocation
 */
export async function outputOf(nomad: NomadClient, allocationId: string): Promise<string> {
  try {
    return await nomad.allocations.fs.cat(allocationId, 'alloc/output');
  } catch (cause) {
    if (!(cause instanceof NomadApiError) || cause.status !== 404) throw cause;
    const allocation = await nomad.allocations.read(allocationId);
    const events = Object.values(allocation.TaskStates ?? {}).flatMap(({ Events }) => Events ?? []);
    const what = `allocation ${allocationId} is ${allocation.ClientStatus} and has left no output: ${eventsInWords(events)}`;
    throw new BehaviourError('OUTPUT_MISSING', what, { cause });
  }
}
