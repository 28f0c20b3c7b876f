import type { Node, NodeListStub } from './cluster-types.ts';
import type { Allocation } from './job-types.ts';
import { type CallOptions, path, type Transport } from './transport.ts';

/** Calls of Nomad's Nodes HTTP API. */
export function nodesApi(http: Transport) {
  const post = (where: string, body: unknown, call: CallOptions) =>
    http.done('POST', where, { ...call, body });
  return {
    list: (call: CallOptions = {}) => http.json<NodeListStub[]>('GET', '/v1/nodes', call),

    read: (id: string, call: CallOptions = {}) => http.json<Node>('GET', path`/v1/node/${id}`, call),

    /** Starts a drain. `deadlineMs` 0 = no deadline, negative = stop all at once; an hour unless given. */
    drain: (
      id: string,
      options: { deadlineMs?: number; ignoreSystemJobs?: boolean } = {},
      call: CallOptions = {},
    ) => {
      const { deadlineMs = 3_600_000, ignoreSystemJobs = false } = options;
      const spec = { Deadline: deadlineMs * 1_000_000, IgnoreSystemJobs: ignoreSystemJobs };
      return post(path`/v1/node/${id}/drain`, { DrainSpec: spec }, call);
    },

    /** Ends a drain and makes the node eligible. */
    undrain: (id: string, call: CallOptions = {}) =>
      post(path`/v1/node/${id}/drain`, { DrainSpec: null, MarkEligible: true }, call),

    eligibility: (id: string, eligibility: 'eligible' | 'ineligible', call: CallOptions = {}) =>
      post(path`/v1/node/${id}/eligibility`, { Eligibility: eligibility }, call),

    allocations: (id: string, call: CallOptions = {}) =>
      http.json<Allocation[]>('GET', path`/v1/node/${id}/allocations`, call),

    /** Makes a node pool, or changes it (1.6); the lifetime of its clients' identities counts from 1.11 on. */
    putPool: async (pool: { Name: string; NodeIdentityTTL?: string }, call: CallOptions = {}) => {
      await http.text('PUT', path`/v1/node/pool/${pool.Name}`, { ...call, body: pool });
    },

    /** What the identity that the client has now says of itself, in seconds since the epoch (1.11). */
    identity: async (id: string, call: CallOptions = {}) => {
      type Answer = { Claims: { iat: number; exp: number } };
      const query = { node_id: id };
      return (await http.json<Answer>('GET', '/v1/client/identity', { ...call, query })).Claims;
    },

    /** Forgets a node pool that has no node and no job. Nomad makes a pool when the first node asks for it (1.6). */
    deletePool: (name: string, call: CallOptions = {}) =>
      http.done('DELETE', path`/v1/node/pool/${name}`, call),

    /** Forgets a node that is down. */
    purge: (id: string, call: CallOptions = {}) => post(path`/v1/node/${id}/purge`, {}, call),
  };
}
