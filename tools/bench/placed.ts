import type { NomadClient } from '../../harness/nomad/index.ts';
import { waits } from '../../harness/wait/index.ts';
import { mocked } from './jobs.ts';

const groupCount = 100;
const timeoutMs = 600_000;

export interface PlaceOptions {
  /** A multiple of 100. */
  size: number;
  /** How long each runs where its client is not held up, such as `5s`. */
  runFor: string;
  /** Sets the ids of these jobs apart from others in the cluster. */
  name?: string;
  signal: AbortSignal;
}

/** Registers so many allocations, 100 a job, and returns their ids when all are placed. */
export async function place(
  nomad: NomadClient,
  { size, runFor, name = 'bench', signal }: PlaceOptions,
): Promise<string[]> {
  const jobs = Array.from({ length: size / groupCount }, (_, n) => `${name}-${n}`);
  for (const job of jobs) await nomad.jobs.register(mocked(job, { count: groupCount, runFor }));
  const limits = { timeoutMs, signal };
  const isWhole = <T>(all: T[]) => (all.length === groupCount ? all : undefined);
  const placed = await Promise.all(jobs.map((job) => waits.allocationsOf(nomad, job, isWhole, limits)));
  return placed.flat().map(({ ID }) => ID);
}
