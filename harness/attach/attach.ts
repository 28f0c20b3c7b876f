import { type Attached, adopted, type ClusterDescriptor } from '../cluster/index.ts';
import { type DriverProfile, sharedPluginId } from '../csi/index.ts';
import { defined } from '../defined.ts';
import { EnvironmentError, explain } from '../errors.ts';
import { NomadClient } from '../nomad/index.ts';
import { describe, type Facts } from './describe.ts';
import {
  driverMissing,
  lacksOf,
  oldestVersion,
  requireClients,
  type Survey,
  survey as surveyOf,
  type TaskDriver,
  taskDrivers,
} from './detect.ts';
import { requireOwnPlace } from './foreign.ts';
import { idPrefix, recordOf } from './marks.ts';
import { permissionsOf, requirePermissions } from './permissions.ts';
import { type Probed, probe } from './probe.ts';
import { reach } from './reach.ts';
import { sweepPrefix } from './sweep.ts';
import { clientOptionsOf, type Target } from './target.ts';

/** What docker tasks run unless an image is named: the suites' jobs need a shell with busybox's commands. */
export const usualImage = 'busybox:1';

/** A cluster of somebody else that suites can run on. Disposing it removes what this run has put there. */
export interface Attachment extends AsyncDisposable {
  descriptor: ClusterDescriptor;
  facts: Facts;
  /** The capability list, a line each. */
  lines: string[];
}

export interface AttachOptions {
  runId: string;
  driver: DriverProfile;
  onProgress: (line: string) => void;
  signal: AbortSignal;
}

/**
 * Looks at the cluster and makes sure that suites may run there; nothing is put into it before that, and then only small probes.
 * @throws UsageError ATTACH_NAMESPACE, ATTACH_FOREIGN
 * @throws EnvironmentError ATTACH_UNREACHABLE, ATTACH_TLS, ATTACH_TOKEN, ATTACH_REGION, ATTACH_REFUSED, ATTACH_PERMISSIONS,
 * ATTACH_NO_CLIENT, ATTACH_IMAGE, ATTACH_VERSION
 */
export async function attach(target: Target, options: AttachOptions): Promise<Attachment> {
  const { runId, driver, onProgress, signal } = options;
  await using stack = new AsyncDisposableStack();
  const first = stack.use(new NomadClient(clientOptionsOf(target)));
  const identity = await reach(first, target, signal);
  const permissions = await permissionsOf(first, identity, target.namespace);
  requirePermissions(permissions, target.namespace);
  const leftovers = await requireOwnPlace(first, target);
  const survey = await surveyOf(first, target, driver);
  requireClients(survey, target);
  signal.throwIfAborted();

  const nomad = stack.use(first.with({ nodeEvents: permissions.reads.node }));
  const own = placeOf(target, runId);
  stack.defer(() => removeOwn(nomad, own.prefix, onProgress));
  const datacenters = datacentersOf(survey);
  await nomad.jobs.register(adopted(recordOf(own.prefix, datacenters), own));
  const jobImage = target.jobImage ?? usualImage;
  const probes = await probeAll(nomad, own, { survey, datacenters, jobImage, signal });
  requireImage(probes.docker, target);
  const version = oldestVersion(survey, Object.values(probes));
  const image = driver.image ?? (await runningImage(nomad, survey, driver));
  const lacks = lacksOf({ survey, permissions, target, driver, probes, image });
  const missingCommands = commandsMissing(probes);
  const images = { node: '', job: jobImage, csiPlugin: image ?? '' };
  const plugin = survey.plugin && { plugin: survey.plugin.ID };
  const attached: Attached = { ...own, ...plugin, lacks, missingCommands };
  const facts = { target, survey, permissions, driver, version, lacks, missingCommands, jobImage, leftovers };
  const all = stack.move();
  return {
    descriptor: descriptorOf({ runId, version, attached, images }, survey),
    facts,
    lines: describe(facts),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** A cluster that cannot be asked any more takes nothing from what the suites have found. */
async function removeOwn(nomad: NomadClient, prefix: string, say: (line: string) => void): Promise<void> {
  try {
    const { removed, left } = await sweepPrefix(nomad, prefix);
    if (removed.length > 0) say(`removed at the end: ${removed.join(', ')}`);
    for (const each of left) say(`could not be removed: ${each}`);
  } catch (error) {
    say(`could not look for what the run has left (${prefix}…): ${explain(error)}`);
  }
}

/** Where the jobs of a run go, before it is known what they may need. */
function placeOf({ address, namespace, region, nodePool, tls }: Target, runId: string): Attached {
  const prefix = `${idPrefix}${runId}-`;
  return {
    address,
    namespace,
    ...defined({ region, nodePool, tls }),
    prefix,
    lacks: {},
    missingCommands: [],
  };
}

/** Those of the clients; all, where the token may not read nodes. */
function datacentersOf({ clients }: Survey): string[] {
  const named = [...new Set(clients.map(({ Datacenter }) => Datacenter))];
  return named.length > 0 ? named : ['*'];
}

async function probeAll(
  nomad: NomadClient,
  own: Attached,
  options: { survey: Survey; datacenters: string[]; jobImage: string; signal: AbortSignal },
): Promise<Record<TaskDriver, Probed>> {
  const { survey, datacenters, jobImage, signal } = options;
  const each = taskDrivers.map(async (driver): Promise<[TaskDriver, Probed]> => {
    const missing = driverMissing(survey, driver);
    if (missing !== undefined) return [driver, { reason: missing }];
    const image = driver === 'docker' ? { image: jobImage } : {};
    const probed = await probe(nomad, own, { driver, ...image, datacenters, signal });
    const isImage = driver === 'docker' && 'reason' in probed;
    return [
      driver,
      isImage ? { reason: `${probed.reason} (image ${jobImage}: --job-image names another)` } : probed,
    ];
  });
  return Object.fromEntries(await Promise.all(each)) as Record<TaskDriver, Probed>;
}

/** An image that was named must be there; without the usual one docker tasks are only left out. */
function requireImage(docker: Probed, { jobImage }: Target): void {
  if (jobImage === undefined || !('reason' in docker)) return;
  throw new EnvironmentError('ATTACH_IMAGE', `docker tasks cannot run the image ${jobImage} there`, {
    observed: docker.reason,
    next: '--job-image names an image that the nodes have or can pull, with a shell and the commands of busybox',
  });
}

/** Commands that one of the two drivers without images does not find; the other may see more of the machine. */
function commandsMissing(probes: Record<TaskDriver, Probed>): string[] {
  const found = [probes.exec, probes.raw_exec].flatMap((probed) =>
    'missing' in probed ? probed.missing : [],
  );
  return [...new Set(found)];
}

/** The image of our own driver where it runs, as on a cluster of `up`, for profiles without one; only its namespace tells. */
async function runningImage(
  nomad: NomadClient,
  { plugins = [], plugin }: Survey,
  driver: DriverProfile,
): Promise<string | undefined> {
  const isThere = plugins.some(({ id }) => id === sharedPluginId);
  const running = plugin ?? (isThere ? await nomad.plugins.read(sharedPluginId) : undefined);
  if (running?.ID !== sharedPluginId && driver.plugin_id !== running?.ID) return undefined;
  const [stub] = running?.Allocations ?? [];
  if (!stub) return undefined;
  const allocation = await nomad.allocations
    .read(stub.ID, { namespace: stub.Namespace })
    .catch(() => undefined);
  const tasks = allocation?.Job?.TaskGroups?.flatMap(({ Tasks }) => Tasks ?? []) ?? [];
  const image = tasks.find(({ Config }) => typeof Config?.image === 'string')?.Config?.image;
  return typeof image === 'string' ? image : undefined;
}

function descriptorOf(
  known: Pick<ClusterDescriptor, 'runId' | 'version' | 'images'> & { attached: Attached },
  { clients }: Survey,
): ClusterDescriptor {
  const nomadAddress = known.attached.address;
  return {
    ...known,
    ...{ engineHost: '', network: '', sharedVolume: '', missingCapabilities: [] },
    timing: 'production',
    keep: true,
    nodes: clients.map(({ ID, Name, Version }) => ({
      ...{ name: Name, role: 'client', containerId: '', nomadAddress, version: Version, nomadNodeId: ID },
    })),
  };
}
