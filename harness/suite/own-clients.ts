import type { ClusterNode } from '../cluster/index.ts';
import { type DriverProfile, driverHealthy, readyClients } from '../csi/index.ts';
import type { WriteRecord } from '../evidence/index.ts';
import type { Submitted } from '../jobs/index.ts';
import type { CsiVolume, HclVariables, NomadClient } from '../nomad/index.ts';
import { type JobRunner, recordsIn } from '../writers/index.ts';
import type { Scope } from './scope.ts';

/** Clients that only one test uses, with a driver of their own: whatever happens to them, others may run beside. */
export interface OwnClients extends JobRunner {
  clients: ClusterNode[];
  /** Waits until the driver is healthy on all that are ready, of which `scope.addClient` may have added some. */
  healthy(): Promise<void>;
  /** As `scope.volume`, of this driver. */
  volume(file: string, vars?: Record<string, string>): Promise<CsiVolume>;
  /** As `csi.records`. */
  records(volumeId: string): Promise<WriteRecord[]>;
  /** As `scope.runApart`. */
  run(file: string, vars?: HclVariables): Promise<Submitted>;
}

/**
 * Starts `count` clients in the node pool of the scope, and the driver on them.
 *
 * @throws as `driverHealthy`
 */
export async function ownClients(
  count: number,
  { scope, driver, nomad }: { scope: Scope; driver: DriverProfile; nomad: NomadClient },
): Promise<OwnClients> {
  const pool = scope.id;
  const plugin_id = scope.name('plugin');
  const jobs: string[] = [];
  const healthy = async () => {
    const nodes = await readyClients(nomad, pool);
    await driverHealthy(nomad, { id: plugin_id, driver, nodes, jobs, signal: scope.signal });
  };

  const clients = await Promise.all(Array.from({ length: count }, () => scope.addClient()));
  const shape = driver.monolith ? 'monolith' : 'split';
  for (const job of await scope.driverJobs(plugin_id, shape)) {
    await scope.submit({ ...job, NodePool: pool });
    jobs.push(job.ID);
  }
  await healthy();
  const runner: JobRunner & Pick<OwnClients, 'run'> = {
    signal: scope.signal,
    noteWriters: (seen) => scope.noteWriters(seen),
    run: (file, vars) => scope.runApart(file, vars),
  };
  return {
    ...runner,
    clients,
    healthy,
    records: (volumeId) => recordsIn(volumeId, { nomad, scope: runner }),
    volume: (file, vars) => scope.volume(file, { plugin_id, ...vars }),
  };
}
