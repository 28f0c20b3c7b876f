import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { deadline } from '../deadline.ts';
import { explain, unfolded } from '../errors.ts';
import { taskEvents } from '../evidence/index.ts';
import { type Allocation, type Evaluation, type NomadClient, placementFailures } from '../nomad/index.ts';
import { writeClean } from '../secrets/index.ts';

const agentLogLines = 400;
/** The end of a log is what explains a failure. */
const logBytes = 1024 * 1024;
/** A dead node or agent must not keep the rest of the bundle from being written. */
const partTimeoutMs = 15_000;

export interface BundleOptions {
  readonly folder: string;
  readonly cluster: StartedNomadCluster;
  readonly nomad: NomadClient;
  readonly jobs: readonly string[];
  readonly volumes: readonly string[];
  readonly errors: readonly unknown[];
}

/**
 * Everything that explains a red test, as files in `folder`: the errors, evaluations, placement failures,
 * allocation and task events, task logs, plugin and volume state, and on machines of our own node mounts, agents' log tails.
 * What cannot be had is written down as such, and secrets are taken out; this function does not throw.
 */
export async function writeBundle(options: BundleOptions): Promise<void> {
  const { folder, cluster, nomad, jobs, volumes } = options;
  const part = partWriter(folder);
  await part('errors.txt', () => options.errors.flatMap(unfolded).map(describeError).join('\n\n'));
  await Promise.all([
    ...jobs.map((id) => writeJob(part, nomad, id)),
    ...volumes.map((id) => part(`volumes/${fileName(id)}.json`, () => nomad.volumes.read(id))),
    part('plugins.json', async () => {
      const plugins = await nomad.plugins.list();
      return await Promise.all(plugins.map((plugin) => nomad.plugins.read(plugin.ID)));
    }),
    part('nodes.json', () => nomad.nodes.list()),
    ...(cluster.attached ? [] : [...cluster.servers, ...cluster.clients]).map((node) =>
      writeNode(part, node),
    ),
  ]);
}

/** Writes what `make` gives; the signal ends it when that takes too long. */
type Part = (name: string, make: (signal: AbortSignal) => unknown) => Promise<void>;

function partWriter(folder: string): Part {
  return async (name, make) => {
    const file = join(folder, name);
    const late = deadline({ what: name, ms: partTimeoutMs, machine: true });
    const content = await Promise.race([attempt(() => make(late)), tooLate()]);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeClean(file, content);
    } catch (error) {
      // The rest of the bundle may have a place; the last resort is what the test prints.
      console.error(`${file} of the bundle could not be written: ${explain(error)}`);
    }
  };
}

/** Longer names than 255 bytes have no place in a folder (NAME_MAX); some is left for an ending. */
const longestName = 200;

/** What somebody has called a thing, as the name of one file: as it is where that can be one, else encoded, and cut to a hash. */
function fileName(id: string): string {
  const encoded = encodeURIComponent(id.toWellFormed()).replace(/^\.+$/, (dots) =>
    dots.replaceAll('.', '%2E'),
  );
  if (encoded.length <= longestName) return encoded;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 12);
  return `${encoded.slice(0, longestName - hash.length - 1)}-${hash}`;
}

async function attempt(make: () => unknown): Promise<unknown> {
  try {
    return await make();
  } catch (error) {
    return `could not be read: ${explain(error)}\n`;
  }
}

async function tooLate(): Promise<string> {
  await after(partTimeoutMs, undefined, { ref: false });
  return `could not be read within ${partTimeoutMs / 1000} s\n`;
}

async function writeJob(part: Part, nomad: NomadClient, id: string): Promise<void> {
  const folder = `jobs/${fileName(id)}`;
  await part(`${folder}/job.json`, () => nomad.jobs.read(id));
  await part(`${folder}/evaluations.json`, () => nomad.jobs.evaluations(id));
  await part(`${folder}/placement-failures.txt`, async () => unplaced(await nomad.jobs.evaluations(id)));
  await part(`${folder}/deployments.json`, () => nomad.jobs.deployments(id));
  const stubs = await nomad.jobs.allocations(id).catch(() => []);
  await Promise.all(stubs.map((stub) => writeAllocation(part, nomad, folder, stub.ID)));
}

async function writeAllocation(part: Part, nomad: NomadClient, jobFolder: string, id: string): Promise<void> {
  const folder = `${jobFolder}/${fileName(id.slice(0, 8))}`;
  const allocation = await nomad.allocations.read(id).catch(() => undefined);
  await part(`${folder}/allocation.json`, () => allocation ?? 'gone\n');
  if (!allocation) return;
  await part(`${folder}/events.txt`, () => timeline(allocation));
  const streams = ['stdout', 'stderr'] as const;
  for (const task of Object.keys(allocation.TaskStates ?? {})) {
    for (const type of streams) {
      await part(`${folder}/${fileName(task)}.${type}`, (signal) =>
        nomad.allocations.logs(id, { task, type, last: logBytes }, { signal }),
      );
    }
  }
}

async function writeNode(part: Part, node: ClusterNode): Promise<void> {
  await Promise.all([
    part(`nodes/${node.name}/agent.log`, () => node.agent.logTail(agentLogLines)),
    part(`nodes/${node.name}/mounts.txt`, async () => (await node.exec(['cat', '/proc/self/mounts'])).stdout),
  ]);
}

function unplaced(evaluations: readonly Evaluation[]): string {
  const lines = evaluations.flatMap((evaluation) =>
    placementFailures(evaluation).map((failure) => `${evaluation.ID} ${evaluation.TriggeredBy} ${failure}`),
  );
  return lines.length === 0 ? 'none\n' : `${lines.join('\n')}\n`;
}

/** All task events of an allocation on one time line, oldest first. */
function timeline(allocation: Pick<Allocation, 'ID' | 'TaskStates'>): string {
  const events = Object.keys(allocation.TaskStates ?? {}).flatMap((task) =>
    taskEvents(allocation, task).map((event) => ({ ...event, task })),
  );
  const lines = events
    .sort((a, b) => a.at - b.at)
    .map((event) => {
      const time = new Date(event.at / 1e6).toISOString();
      return `${time}  ${event.task.padEnd(16)}  ${event.type.padEnd(18)}  ${event.message ?? ''}`;
    });
  return `${lines.join('\n')}\n`;
}

function describeError(error: unknown): string {
  const fields = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
  const extra = ['code', 'observed', 'next'].flatMap((key) =>
    fields[key] ? [`${key}: ${String(fields[key])}`] : [],
  );
  return [String(fields.stack ?? fields.message ?? error), ...extra].join('\n');
}
