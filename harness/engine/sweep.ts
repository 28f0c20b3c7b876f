import { EnvironmentError, messageOf } from '../errors.ts';
import type { Engine } from './engine.ts';
import { statusOf } from './errors.ts';
import type { SweepScope } from './labels.ts';
import { isKept, isSwept, labelNames, ownerLife } from './labels.ts';
import { releaseLoopFiles } from './loop-files.ts';

/** Names of what a sweep removed. */
export interface Swept {
  containers: string[];
  networks: string[];
  volumes: string[];
  /** The runs that these were of. */
  runs: string[];
  /** What a sweep of the dead has left, since nothing proves that its owner is gone. */
  unjudged: string[];
}

type SweptEngine = Pick<Engine, 'docker' | 'local' | 'isPrivate'>;
interface Thing {
  name: string;
  labels: Record<string, string>;
  remove: () => Promise<unknown>;
}

const ours = { filters: { label: [`${labelNames.ours}=true`] } };

/**
 * Removes containers (with their anonymous volumes), networks and volumes of nomad-e2e, in that order, and nothing else.
 * Goes on after a failure and throws ENGINE_SWEEP at the end with all of them.
 */
export async function sweep(engine: SweptEngine, scope: SweepScope = 'dead'): Promise<Swept> {
  const lifeOfOwner = (found: Record<string, string>) => ownerLife(found, engine);
  const wanted = ({ labels }: Thing) => isSwept(labels, scope, lifeOfOwner);
  const isUnjudged = ({ labels }: Thing) => !isKept(labels) && lifeOfOwner(labels) === 'unknown';
  const failures: Error[] = [];
  const unjudged: string[] = [];
  const runs = new Set<string>();
  const removeAll = async (kind: string, things: Thing[]) => {
    if (scope === 'dead') unjudged.push(...things.filter(isUnjudged).map(({ name }) => name));
    const removed = await Promise.all(
      things.filter(wanted).map(async (thing) => {
        const error = await removeOne(kind, thing);
        if (error) failures.push(error);
        else runs.add(thing.labels[labelNames.run] ?? '');
        return error ? [] : [thing.name];
      }),
    );
    return removed.flat();
  };
  const containers = await removeAll('container', await listContainers(engine));
  const networks = await removeAll('network', await listNetworks(engine));
  const volumes = await removeAll('volume', await listVolumes(engine));
  if (failures.length > 0) throw sweepFailed(failures);
  return { containers, networks, volumes, runs: [...runs], unjudged };
}

async function listContainers({ docker }: SweptEngine): Promise<Thing[]> {
  const found = await docker.listContainers({ all: true, ...ours });
  return found.map((each) => ({
    name: each.Names[0]?.replace(/^\//, '') ?? each.Id.slice(0, 12),
    labels: each.Labels,
    remove: async () => {
      const container = docker.getContainer(each.Id);
      await container.remove({ force: true, v: true }).catch(async (error: unknown) => {
        if (statusOf(error) !== 409) throw error;
        // 409: a removal is under way already; networks and volumes are free at its end.
        await container.wait({ condition: 'removed' });
      });
    },
  }));
}

async function listNetworks({ docker }: SweptEngine): Promise<Thing[]> {
  const found = await docker.listNetworks(ours);
  return found.map((each) => ({
    name: each.Name,
    labels: each.Labels ?? {},
    remove: () => docker.getNetwork(each.Id).remove(),
  }));
}

async function listVolumes(engine: SweptEngine): Promise<Thing[]> {
  const { docker } = engine;
  const { Volumes } = await docker.listVolumes(ours);
  return (Volumes ?? []).map((each) => ({
    name: each.Name,
    labels: each.Labels ?? {},
    remove: async () => {
      await releaseLoopFiles(engine, each.Name, each.Labels ?? {});
      await docker.getVolume(each.Name).remove({ force: true });
    },
  }));
}

/** Gone already (404) is as good as removed: another sweep was faster. */
async function removeOne(kind: string, thing: Thing): Promise<Error | undefined> {
  try {
    await thing.remove();
    return undefined;
  } catch (cause) {
    if (statusOf(cause) === 404) return undefined;
    return new Error(`${kind} ${thing.name}: ${messageOf(cause)}`, { cause });
  }
}

function sweepFailed(failures: Error[]): EnvironmentError {
  return new EnvironmentError('ENGINE_SWEEP', `${failures.length} leftovers could not be removed`, {
    observed: failures.map((each) => each.message).join('\n'),
    next: 'remove what holds them (another container on our network or volume), then run `nomad-e2e down --all`',
    cause: new AggregateError(failures),
  });
}
