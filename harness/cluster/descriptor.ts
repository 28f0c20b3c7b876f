import { z } from 'zod';
import { readJsonFile } from '../json-file.ts';
import type { ClusterDescriptor } from './cluster.ts';

/** As much of it as tells a descriptor from what is cut, or something else. */
const schema = z.looseObject({
  runId: z.string(),
  nodes: z.array(z.looseObject({ nomadAddress: z.string() })),
});

/**
 * The descriptor of a started cluster, from its file.
 * @throws EnvironmentError CLUSTER_UNREADABLE when the file is not there or is none
 */
export function readDescriptor(file: string): ClusterDescriptor {
  return readJsonFile(file, {
    parse: (value) => schema.parse(value) as unknown as ClusterDescriptor,
    as: { what: 'cluster descriptor', code: 'CLUSTER_UNREADABLE' },
    next: 'start a cluster again: its file is written when all nodes are ready',
  });
}
