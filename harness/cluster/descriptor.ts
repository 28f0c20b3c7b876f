import { readFileSync } from 'node:fs';
import { EnvironmentError } from '../errors.ts';
import type { ClusterDescriptor } from './cluster.ts';

/**
 * The descriptor of a started cluster, from its file.
 * @throws EnvironmentError CLUSTER_UNREADABLE when the file is not there or is none
 */
export function readDescriptor(file: string): ClusterDescriptor {
  try {
    const descriptor = JSON.parse(readFileSync(file, 'utf8')) as ClusterDescriptor | null;
    if (!Array.isArray(descriptor?.nodes)) throw new TypeError('it names no nodes');
    return descriptor;
  } catch (cause) {
    throw new EnvironmentError('CLUSTER_UNREADABLE', `cannot read the cluster descriptor ${file}`, {
      observed: String(cause),
      next: 'start a cluster again: its file is written when all nodes are ready',
      cause,
    });
  }
}
