import type { NodeRole } from './node.ts';

/** Names of a cluster's nodes of one role: `server-1`, `server-2`, … */
export function nodeNames(role: NodeRole, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${role}-${at + 1}`);
}
