import { sideOf } from '../diff/index.ts';
import { type Counts, RunFolder } from '../evidence/index.ts';
import { type Boot, boot } from './boot.ts';
import type { RunContext } from './options.ts';
import { isRed, runVitest } from './suites-process.ts';

export interface Observation {
  side: ReturnType<typeof sideOf>;
  /** Whether a test failed, or none ran. */
  failed: boolean;
}

export interface ObserveOptions {
  /** How a reader calls this cluster. */
  name: string;
  /** Folder within the run's. */
  folder: string;
  /** Files and folders of suites. */
  suites: string[];
  /** How often each suite runs: what varies within one version shows only when it runs more than once. */
  rounds: number;
  signal: AbortSignal;
}

/**
 * Runs the suites that are made for comparing on a cluster and returns what Nomad did with them. They have a folder of
 * their own in the run's, since what they do belongs to no other judgement of the run.
 */
export async function observe(
  { owned, folder: whole, binaries }: Pick<Boot, 'owned' | 'folder' | 'binaries'>,
  { name, folder, suites, rounds, signal }: ObserveOptions,
): Promise<Observation> {
  const own = await new RunFolder(whole.file('behaviour', folder)).make();
  const env = { NOMAD_E2E_CLUSTER: owned.descriptorFile, NOMAD_E2E_RUN: own.path };
  const results: Counts[] = [];
  for (let round = 0; round < rounds; round++) {
    results.push(await runVitest({ projects: ['suites'], filters: suites, env, signal }));
  }
  // After an upgrade another of them parses jobs: that one is not its release's is enough to leave parsing out.
  const [otherParser] = binaries.flatMap((each) => each.otherParser ?? []);
  const side = sideOf(name, own.entries(), otherParser);
  return { side, failed: results.some(isRed) };
}

/** What one version does on a fresh cluster, which is gone afterwards, and the folder of that cluster's run. */
export async function onVersion(
  { flags, progress, signal }: RunContext,
  how: ObserveOptions,
): Promise<Observation & Pick<Boot, 'folder'>> {
  await using cluster = await boot({ ...flags, binary: { version: how.name } }, { progress, signal });
  const observed = await progress.phase(`suites on ${how.name}`, () => observe(cluster, how), {
    alone: true,
  });
  // The suites have waited for the driver; one that never came is the better message.
  await cluster.pluginHealthy;
  return { ...observed, folder: cluster.folder };
}
