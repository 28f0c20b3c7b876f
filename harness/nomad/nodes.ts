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

    /** Forgets a node pool that has no node and no job. Nomad makes a pool when the first node asks for it (1.6). */
    deletePool: (name: string, call: CallOptions = {}) =>
      http.done('DELETE', path`/v1/node/pool/${name}`, call),

    /** Forgets a node that is down. */
    purge: (id: string, call: CallOptions = {}) => post(path`/v1/node/${id}/purge`, {}, call),
  };
}
