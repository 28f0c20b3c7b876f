import type { StartedNomadCluster } from '../../cluster/index.ts';
import { type DataOf, events, type Ledger } from '../../evidence/index.ts';
import { NomadApiError, type NomadClient } from '../../nomad/index.ts';
import { waitFor } from '../../wait/index.ts';
import { acknowledgedFile } from '../../writers/index.ts';

/** A volume with the jobs that write to it. */
export interface WrittenVolume {
  id: string;
  writers: readonly { job: string }[];
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
  volumes: readonly WrittenVolume[],
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
          sequence: await lastAcknowledged(nomad, each.allocation, signal),
        })),
      );
      ledger.append(events.writerProgress, { step, writers });
    },
    async stopping() {
      for (const writer of await running()) ledger.append(events.writerStopped, writer);
    },
  };
}

async function runningWriters(nomad: NomadClient, { id, writers }: WrittenVolume): Promise<Writer[]> {
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

const readWithinMs = 60_000;

/**
 * The last sequence that a writer has acknowledged, 0 for none; undefined when what it left is no number. Clients come back
 * to a server that was replaced one by one: until then there is no way to the file.
 * @throws WaitTimeout, WaitFailed
 */
export async function lastAcknowledged(
  nomad: NomadClient,
  allocation: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { text } = await waitFor({
    client: nomad,
    what: `way to what the writer ${allocation} has acknowledged`,
    source: {
      read: async (call) => await fileOf(nomad, allocation, call.signal),
      wakes: ({ Topic }) => Topic === 'Node',
    },
    until: (file) => file,
    timeoutMs: readWithinMs,
    signal,
  });
  return text === undefined ? 0 : sequenceIn(text);
}

/** The file's text, undefined in it for no file; undefined while the servers have no way to the client. */
async function fileOf(nomad: NomadClient, allocation: string, signal: AbortSignal | undefined) {
  try {
    return { text: await nomad.allocations.fs.cat(allocation, acknowledgedFile, { signal }) };
  } catch (error) {
    if (!(error instanceof NomadApiError)) throw error;
    if (/no such file/i.test(error.body)) return { text: undefined };
    if (error.body.includes('No path to node')) return undefined;
    throw error;
  }
}

/** The sequence that a writer's file says; undefined for anything but a whole number above 0. */
export function sequenceIn(text: string): number | undefined {
  const sequence = Number(text.trim());
  return Number.isSafeInteger(sequence) && sequence > 0 ? sequence : undefined;
}
