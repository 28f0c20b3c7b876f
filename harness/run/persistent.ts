import { AccessFolder } from '../access/index.ts';
import { type ClusterDescriptor, readDescriptor, StartedNomadCluster } from '../cluster/index.ts';
import { type DriverProfile, readSavedProfile, recordCalls } from '../csi/index.ts';
import { events, RunFolder } from '../evidence/index.ts';
import { hideSecretsOf } from '../secrets/index.ts';
import { notesCalls, writeDriver } from './driver.ts';
import type { RunContext } from './options.ts';
import type { SuiteCluster } from './repetitions.ts';

/** A cluster of `nomad-e2e up`, all of which is ours: machines, agents and jobs. */
export interface PersistentCluster {
  descriptorFile: string;
  descriptor: ClusterDescriptor;
  driverFile: string | undefined;
}

/**
 * The cluster that the lines of `up` name; undefined where they are not there, or `NOMAD_ADDR` names another.
 * @throws EnvironmentError CLUSTER_UNREADABLE when it was removed, PROFILE_UNREADABLE
 */
export function persistentOf(env: NodeJS.ProcessEnv): PersistentCluster | undefined {
  const { NOMAD_E2E_CLUSTER: descriptorFile, NOMAD_ADDR: address, NOMAD_E2E_DRIVER: driverFile } = env;
  if (!descriptorFile) return undefined;
  const descriptor = readDescriptor(descriptorFile);
  const isOther = address && !descriptor.nodes.some(({ nomadAddress }) => nomadAddress === address);
  if (isOther) return undefined;
  // Each suite would say so, after the first ones have failed.
  if (driverFile) readSavedProfile(driverFile);
  return { descriptorFile, descriptor, driverFile: driverFile || undefined };
}

/**
 * Makes a folder for a run of suites on a persistent cluster, which stays as it is afterwards.
 * @throws NomadUnreachableError when none of its agents answers
 */
export async function persistentForSuites(
  { descriptorFile, descriptor, driverFile: kept }: PersistentCluster,
  { flags, progress, signal, driver, onInterrupted }: KeptOptions,
): Promise<SuiteCluster> {
  hideSecretsOf(descriptor);
  const { nodes, runId, version } = descriptor;
  {
    await using cluster = await StartedNomadCluster.connect(descriptor);
    await cluster.nomad.status.leader({ signal });
  }
  progress.line(`using the persistent cluster of run ${runId}, Nomad ${version}`);
  const folder = await RunFolder.next(flags.runs).make();
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => void (signal.aborted && (await onInterrupted(folder))));
  const callsDue = notesCalls(driver ?? (kept === undefined ? undefined : readSavedProfile(kept)));
  const since = Number(process.hrtime.bigint());
  {
    using ledger = await folder.openLedger();
    const count = (role: string) => nodes.filter((node) => node.role === role).length;
    const size = { servers: count('server'), clients: count('client') };
    ledger.append(events.run, { versions: [version], ...size, ...(callsDue && { callsDue }) });
    if (descriptor.nodeEngine) ledger.append(events.nodeEngine, descriptor.nodeEngine);
  }
  stack.defer(async () => {
    if (signal.aborted) return;
    await using cluster = await StartedNomadCluster.connect(descriptor);
    using ledger = await folder.openLedger();
    await recordCalls(cluster, ledger, since);
  });
  const ownDriver = async (own: DriverProfile) =>
    writeDriver(stack.use(await AccessFolder.make(folder.id, { say: progress.line })), own);
  const driverFile = driver ? await ownDriver(driver) : kept;
  const all = stack.move();
  return {
    ...{ owned: { descriptorFile, cluster: { version } }, folder, driverFile },
    pluginHealthy: Promise.resolve(),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

interface KeptOptions extends RunContext {
  /** Instead of the driver that the cluster was started with. */
  driver: DriverProfile | undefined;
  /** Told of the folder of a run that was interrupted. */
  onInterrupted: (folder: RunFolder) => Promise<unknown>;
}
