import type { Readable } from 'node:stream';
import type {
  AclPolicy,
  AclToken,
  AgentMember,
  AgentSelf,
  AutopilotHealth,
  NamespaceInfo,
  RaftConfiguration,
  Variable,
} from './cluster-types.ts';
import { type CallOptions, path, type Transport } from './transport.ts';

/** Calls of Nomad's Namespaces HTTP API. */
export function namespacesApi(http: Transport) {
  return {
    list: (call: CallOptions = {}) => http.json<NamespaceInfo[]>('GET', '/v1/namespaces', call),
    read: (name: string, call: CallOptions = {}) =>
      http.json<NamespaceInfo>('GET', path`/v1/namespace/${name}`, call),
    create: (namespace: NamespaceInfo, call: CallOptions = {}) =>
      http.done('PUT', path`/v1/namespace/${namespace.Name}`, { ...call, body: namespace }),
    delete: (name: string, call: CallOptions = {}) => http.done('DELETE', path`/v1/namespace/${name}`, call),
  };
}

/** Calls of Nomad's ACL HTTP API. */
export function aclApi(http: Transport) {
  return {
    /** The first management token. Nomad gives it once. */
    bootstrap: (call: CallOptions = {}) => http.json<AclToken>('POST', '/v1/acl/bootstrap', call),
    /** The token of this client. */
    self: (call: CallOptions = {}) => http.json<AclToken>('GET', '/v1/acl/token/self', call),
    createToken: (
      token: { Name: string; Type: 'client' | 'management'; Policies?: string[] },
      call: CallOptions = {},
    ) => http.json<AclToken>('PUT', '/v1/acl/token', { ...call, body: token }),
    tokens: (call: CallOptions = {}) =>
      http.json<Omit<AclToken, 'SecretID'>[]>('GET', '/v1/acl/tokens', call),
    policies: (call: CallOptions = {}) =>
      http.json<{ Name: string; Description?: string }[]>('GET', '/v1/acl/policies', call),
    /** A policy of this client's token, or any policy for a management token. */
    policy: (name: string, call: CallOptions = {}) =>
      http.json<AclPolicy>('GET', path`/v1/acl/policy/${name}`, call),
    /** A role and the names of its policies (Nomad 1.4). */
    role: (id: string, call: CallOptions = {}) =>
      http.json<{ Policies: { Name: string }[] | null }>('GET', path`/v1/acl/role/${id}`, call),
    deleteToken: (accessorId: string, call: CallOptions = {}) =>
      http.done('DELETE', path`/v1/acl/token/${accessorId}`, call),
    putPolicy: (
      policy: {
        Name: string;
        Rules: string;
        Description?: string;
        /** Gives it to the job's workload identity. */
        JobACL?: { Namespace: string; JobID: string };
      },
      call: CallOptions = {},
    ) => http.done('PUT', path`/v1/acl/policy/${policy.Name}`, { ...call, body: policy }),
    deletePolicy: (name: string, call: CallOptions = {}) =>
      http.done('DELETE', path`/v1/acl/policy/${name}`, call),
    /** A token by which a new client may join (Nomad 1.11): https://developer.hashicorp.com/nomad/commands/node/intro/create */
    introductionToken: (client: { NodeName?: string; NodePool?: string } = {}, call: CallOptions = {}) =>
      http.json<{ JWT: string }>('PUT', '/v1/acl/identity/client-introduction-token', {
        ...call,
        body: client,
      }),
  };
}

/** Calls of Nomad's Variables HTTP API. A variable's path may hold slashes. */
export function variablesApi(http: Transport) {
  const at = (name: string) => `/v1/var/${name.split('/').map(encodeURIComponent).join('/')}`;
  return {
    list: (prefix = '', call: CallOptions = {}) =>
      http.json<Omit<Variable, 'Items'>[]>('GET', '/v1/vars', { ...call, query: { prefix } }),
    read: (name: string, call: CallOptions = {}) => http.json<Variable>('GET', at(name), call),
    put: (variable: Variable, call: CallOptions = {}) =>
      http.json<Variable>('PUT', at(variable.Path), { ...call, body: variable }),
    delete: (name: string, call: CallOptions = {}) => http.done('DELETE', at(name), call),
  };
}

/** Calls of Nomad's Operator HTTP API. */
export function operatorApi(http: Transport) {
  return {
    /** Makes a new key for identities and variables; earlier keys stay valid for what they have signed. */
    rotateKeyring: (call: CallOptions = {}) => http.done('PUT', '/v1/operator/keyring/rotate', call),
    /** The snapshot archive. The caller reads it to its end or destroys it. */
    snapshotSave: (call: CallOptions = {}): Promise<Readable> =>
      http.stream('GET', '/v1/operator/snapshot', call),
    /** Replaces the servers' whole state, tokens too, by that of a snapshot archive. */
    snapshotRestore: (archive: Buffer, call: CallOptions = {}) =>
      http.done('PUT', '/v1/operator/snapshot', { ...call, body: archive }),
    /** `stale`: as the asked server itself knows it, which also answers while there is no leader. */
    raftConfiguration: ({ stale, ...call }: CallOptions & { stale?: true } = {}) =>
      http.json<RaftConfiguration>('GET', '/v1/operator/raft/configuration', { ...call, query: { stale } }),
    /** Hands the leadership to the server with this raft id (Nomad 1.7). */
    transferLeadership: (id: string, call: CallOptions = {}) =>
      http.done('PUT', '/v1/operator/raft/transfer-leadership', { ...call, query: { id } }),
    schedulerConfig: {
      read: async (call: CallOptions = {}) => {
        type Answer = { SchedulerConfig: Record<string, unknown> };
        return (await http.json<Answer>('GET', '/v1/operator/scheduler/configuration', call)).SchedulerConfig;
      },
      /** Replaces the whole configuration: read it, change it, put it back. */
      put: (config: Record<string, unknown>, call: CallOptions = {}) =>
        http.done('PUT', '/v1/operator/scheduler/configuration', { ...call, body: config }),
    },
    /** Counts the allocations in each job's summary anew: a write that leaves a sound cluster as it is. */
    reconcileSummaries: (call: CallOptions = {}) => http.done('PUT', '/v1/system/reconcile/summaries', call),
    autopilotHealth: (call: CallOptions = {}) =>
      http.json<AutopilotHealth>('GET', '/v1/operator/autopilot/health', call),
  };
}

/** Calls of Nomad's Agent HTTP API: the agent of this client's address. */
export function agentApi(http: Transport) {
  return {
    self: (call: CallOptions = {}) => http.json<AgentSelf>('GET', '/v1/agent/self', call),
    members: async (call: CallOptions = {}) =>
      (await http.json<{ Members: AgentMember[] }>('GET', '/v1/agent/members', call)).Members,
    /** Whether the agent has a web UI: one compiled from the Go module has a page that says it has none. */
    hasUi: async (call: CallOptions = {}) =>
      !(await http.text('GET', '/ui/', call)).includes('UI is not available in this binary'),
  };
}

/** Calls of Nomad's Status HTTP API. */
export function statusApi(http: Transport) {
  return {
    /** RPC address of the leader. @throws NomadApiError 500 while there is none */
    leader: (call: CallOptions = {}) => http.json<string>('GET', '/v1/status/leader', call),
    regions: (call: CallOptions = {}) => http.json<string[]>('GET', '/v1/regions', call),
  };
}
