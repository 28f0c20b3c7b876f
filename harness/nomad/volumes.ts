import { BehaviourError } from '../errors.ts';
import { hide } from '../secrets/index.ts';
import type {
  CsiPlugin,
  CsiPluginListStub,
  CsiSnapshot,
  CsiVolume,
  CsiVolumeInput,
  CsiVolumeListStub,
  HostVolume,
  HostVolumeInput,
} from './cluster-types.ts';
import { type CallOptions, path, type Transport } from './transport.ts';

/** Calls of Nomad's Volumes HTTP API. Ids are those of CSI volumes, but in `host`. */
export function volumesApi(http: Transport) {
  const remove = async (where: string, query: object, call: CallOptions, headers = {}) => {
    await http.text('DELETE', where, { ...call, query: { ...query }, headers });
  };
  return {
    list: ({ type, pluginId }: { type?: 'csi' | 'host'; pluginId?: string } = {}, call: CallOptions = {}) =>
      http.json<CsiVolumeListStub[]>('GET', '/v1/volumes', { ...call, query: { type, plugin_id: pluginId } }),

    read: (id: string, call: CallOptions = {}) =>
      http.json<CsiVolume>('GET', path`/v1/volume/csi/${id}`, call),

    /** Makes a volume that exists in the storage known to Nomad. */
    register: async (volume: CsiVolumeInput, call: CallOptions = {}): Promise<void> => {
      const body = { Volumes: [volume] };
      await http.text('PUT', path`/v1/volume/csi/${volume.ID}`, { ...inVolume(volume, call), body });
    },

    /** Creates the volume in the storage, or expands it when it exists and the capacity asked for is larger. */
    create: async (volume: CsiVolumeInput, call: CallOptions = {}): Promise<CsiVolume> => {
      const body = { Volumes: [volume] };
      const where = path`/v1/volume/csi/${volume.ID}/create`;
      const answer = await http.json<{ Volumes: CsiVolume[] | null }>('PUT', where, {
        ...inVolume(volume, call),
        body,
      });
      return only(answer.Volumes, `creating volume ${volume.ID}`);
    },

    /** Forgets the volume and leaves the storage alone. `force` also drops claims of ended allocations. */
    deregister: (id: string, { force = false }: { force?: boolean } = {}, call: CallOptions = {}) =>
      remove(path`/v1/volume/csi/${id}`, force ? { force } : {}, call),

    /** Deletes the volume in the storage and forgets it. */
    delete: (
      id: string,
      { secrets = {} }: { secrets?: Record<string, string> } = {},
      call: CallOptions = {},
    ) => remove(path`/v1/volume/csi/${id}/delete`, {}, call, secretsHeader(secrets)),

    /** Detaches the volume from a node whose claim is stuck. */
    detach: (id: string, nodeId: string, call: CallOptions = {}) =>
      remove(path`/v1/volume/csi/${id}/detach`, { node: nodeId }, call),

    /** Volumes that the plugin itself lists (CSI ListVolumes), known to Nomad or not. */
    listExternal: async (pluginId: string, call: CallOptions = {}) => {
      const query = { plugin_id: pluginId };
      const answer = await http.json<{ Volumes: { ExternalID: string; CapacityBytes: number }[] | null }>(
        'GET',
        '/v1/volumes/external',
        { ...call, query },
      );
      return answer.Volumes ?? [];
    },

    snapshots: snapshotsApi(http),
    host: hostVolumesApi(http),
  };
}

function snapshotsApi(http: Transport) {
  return {
    create: async (
      snapshot: {
        SourceVolumeID: string;
        PluginID?: string;
        Name?: string;
        Secrets?: Record<string, string>;
        Parameters?: Record<string, string>;
      },
      call: CallOptions = {},
    ): Promise<CsiSnapshot[]> => {
      const answer = await http.json<{ Snapshots: CsiSnapshot[] | null }>('PUT', '/v1/volumes/snapshot', {
        ...call,
        body: { Snapshots: [snapshot] },
      });
      return answer.Snapshots ?? [];
    },

    /** Every snapshot that the plugin lists; it asks page after page. */
    list: async (
      pluginId: string,
      { secrets = {} }: { secrets?: Record<string, string> } = {},
      call: CallOptions = {},
    ): Promise<CsiSnapshot[]> => {
      const found: CsiSnapshot[] = [];
      let next: string | undefined;
      do {
        const answer = await http.json<{ Snapshots: CsiSnapshot[] | null; NextToken?: string }>(
          'GET',
          '/v1/volumes/snapshot',
          {
            ...call,
            query: { plugin_id: pluginId, next_token: next },
            headers: secretsHeader(secrets),
          },
        );
        found.push(...(answer.Snapshots ?? []));
        next = answer.NextToken || undefined;
      } while (next !== undefined);
      return found;
    },

    delete: async (
      {
        pluginId,
        snapshotId,
        secrets = {},
      }: { pluginId: string; snapshotId: string; secrets?: Record<string, string> },
      call: CallOptions = {},
    ): Promise<void> => {
      const query = { plugin_id: pluginId, snapshot_id: snapshotId };
      await http.text('DELETE', '/v1/volumes/snapshot', { ...call, query, headers: secretsHeader(secrets) });
    },
  };
}

/** Dynamic host volumes, Nomad 1.10. */
function hostVolumesApi(http: Transport) {
  const create = async (where: string, volume: HostVolumeInput, call: CallOptions): Promise<HostVolume> => {
    const body = { Volume: volume };
    return (await http.json<{ Volume: HostVolume }>('PUT', where, { ...inVolume(volume, call), body }))
      .Volume;
  };
  return {
    create: (volume: HostVolumeInput, call: CallOptions = {}) =>
      create('/v1/volume/host/create', volume, call),
    register: (volume: HostVolumeInput & { HostPath: string }, call: CallOptions = {}) =>
      create('/v1/volume/host/register', volume, call),
    read: (id: string, call: CallOptions = {}) =>
      http.json<HostVolume>('GET', path`/v1/volume/host/${id}`, call),
    /** `force` forgets a volume whose node does not answer any more. */
    delete: async (
      id: string,
      { force = false }: { force?: boolean } = {},
      call: CallOptions = {},
    ): Promise<void> => {
      const query = force ? { force } : {};
      await http.text('DELETE', path`/v1/volume/host/${id}/delete`, { ...call, query });
    },
  };
}

/** Calls of Nomad's Plugins HTTP API. Nomad forgets a plugin that has no instance left: then `read` throws 404. */
export function pluginsApi(http: Transport) {
  return {
    list: (call: CallOptions = {}) =>
      http.json<CsiPluginListStub[]>('GET', '/v1/plugins', { ...call, query: { type: 'csi' } }),
    read: (id: string, call: CallOptions = {}) =>
      http.json<CsiPlugin>('GET', path`/v1/plugin/csi/${id}`, call),
  };
}

function inVolume(volume: { Namespace?: string }, call: CallOptions): CallOptions {
  return { ...call, namespace: call.namespace ?? volume.Namespace };
}

/** Nomad takes the secrets of calls without a body as `key=value,…` in a header. */
function secretsHeader(secrets: Record<string, string>): Record<string, string> {
  hide(Object.values(secrets));
  const pairs = Object.entries(secrets).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? {} : { 'X-Nomad-CSI-Secrets': pairs.join(',') };
}

function only<T>(list: T[] | null, what: string): T {
  const [first] = list ?? [];
  if (first !== undefined) return first;
  throw new BehaviourError('NOMAD_ANSWER_EMPTY', `Nomad returned an empty response to ${what}`);
}
