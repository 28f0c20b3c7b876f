/** Every Nomad from 1.6 on has this pool (https://developer.hashicorp.com/nomad/docs/concepts/node-pools). */
const defaultPool = 'default';

/** The node pool of a client or job. A client older than 1.6 has none, also in the answers of newer servers: it is in the default pool. */
export const poolOf = ({ NodePool }: { NodePool?: string }): string => NodePool || defaultPool;
