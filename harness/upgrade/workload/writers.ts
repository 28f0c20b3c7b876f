import type { StartedNomadCluster } from '../../cluster/index.ts';
import { type DataOf, events, type Ledger } from '../../evidence/index.ts';
import type { NomadClient } from '../../nomad/index.ts';
import { lastAcknowledged } from '../../writers/index.ts';

/** A volume with the jobs that write to it, and those that read it. */
export interface FollowedVolume {
  id: string;
  writers: readonly { job: string }[];
  readers?: readonly { job: string }[];
}

type Writer = DataOf<typeof events.writerPlaced>;

/** The writers of the workload, by whose windows their silence is measured. */
export interface Writers {
  /** Notes those that run and are not known yet (kind `writer-placed`). */
  placed(): Promise<void>;
  /** Notes what each that runs has acknowledged (kind `writer-progress`). */
  progress(step: string): Promise<void>;
  /** Notes those that run, right before they are stopped or rolled back (kind `writer-stopped`). */
  stopping(): Promise<void>;
}

/** Follows the writers of these volumes. */
export function followWriters(
  { nomad }: StartedNomadCluster,
  volumes: readonly FollowedVolume[],
  { ledger, signal }: { ledger: Ledger; signal: AbortSignal },
): Writers {
  const known = new Set<string>();
  const running = async () => {
    const found = (await Promise.all(volumes.map((volume) => runningWriters(nomad, volume)))).flat();
    for (const writer of found.filter(({ allocation }) => !known.has(allocation))) {
      known.add(writer.allocation);
      ledger.append(events.writerPlaced, writer);
    }
    return found;
  };
  return {
    async placed() {
      await running();
    },
    async progress(step) {
      const found = await running();
      const writers = await Promise.all(
        found.map(async (each) => ({
          ...each,
          sequence: await lastAcknowledged(nomad, each.allocation, { signal }),
        })),
      );
      ledger.append(events.writerProgress, { step, writers });
    },
    async stopping() {
      for (const writer of await running()) ledger.append(events.writerStopped, writer);
    },
  };
}

async function runningWriters(nomad: NomadClient, { id, writers }: FollowedVolume): Promise<Writer[]> {
  const perJob = await Promise.all(
    writers.map(async ({ job }) => {
      const all = await nomad.jobs.allocations(job);
      const running = all.filter(
        ({ ClientStatus, DesiredStatus }) => ClientStatus === 'running' && DesiredStatus === 'run',
      );
      return running.map(({ ID }) => ({ volume: id, job, allocation: ID }));
    }),
  );
  return perJob.flat();
}
