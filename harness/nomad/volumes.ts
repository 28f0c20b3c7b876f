import { BehaviourError } from '../errors.ts';
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
  const sent = (volume: CsiVolumeInput, call: CallOptions) => ({
    ...inVolume(volume, call),
    body: { Volumes: [volume] },
  });
  return {
    list: ({ type }: { type?: 'csi' | 'host' } = {}, call: CallOptions = {}) =>
      http.json<CsiVolumeListStub[]>('GET', '/v1/volumes', { ...call, query: { type } }),

    read: (id: string, call: CallOptions = {}) =>
      http.json<CsiVolume>('GET', path`/v1/volume/csi/${id}`, call),

    /** Makes a volume that exists in the storage known to Nomad. */
    register: (volume: CsiVolumeInput, call: CallOptions = {}) =>
      http.done('PUT', path`/v1/volume/csi/${volume.ID}`, sent(volume, call)),

    /** Creates the volume in the storage, or expands it when it exists and the capacity asked for is larger. */
    create: async (volume: CsiVolumeInput, call: CallOptions = {}): Promise<CsiVolume> => {
      const where = path`/v1/volume/csi/${volume.ID}/create`;
      type Answer = { Volumes: CsiVolume[] | null };
      const { Volumes } = await http.json<Answer>('PUT', where, sent(volume, call));
      const [created] = Volumes ?? [];
      if (created) return created;
      const what = `creating volume ${volume.ID}`;
      throw new BehaviourError('NOMAD_ANSWER_EMPTY', `Nomad returned an empty response to ${what}`);
    },

    /** Forgets the volume and leaves the storage alone. `force` also drops claims of ended allocations. */
    deregister: (id: string, { force = false }: { force?: boolean } = {}, call: CallOptions = {}) =>
      http.done('DELETE', path`/v1/volume/csi/${id}`, { ...call, query: force ? { force } : {} }),

    /** Deletes the volume in the storage and forgets it. */
    delete: (id: string, call: CallOptions = {}) =>
      http.done('DELETE', path`/v1/volume/csi/${id}/delete`, call),

    /** Detaches the volume from a node whose claim is stuck. */
    detach: (id: string, node: string, call: CallOptions = {}) =>
      http.done('DELETE', path`/v1/volume/csi/${id}/detach`, { ...call, query: { node } }),

    /** Volumes that the plugin itself lists (CSI ListVolumes), known to Nomad or not. */
    listExternal: async (plugin_id: string, call: CallOptions = {}) => {
      type Answer = { Volumes: { ExternalID: string }[] | null };
      const answer = await http.json<Answer>('GET', '/v1/volumes/external', {
        ...call,
        query: { plugin_id },
      });
      return answer.Volumes ?? [];
    },

    snapshots: snapshotsApi(http),
    host: hostVolumesApi(http),
  };
}

function snapshotsApi(http: Transport) {
  const url = '/v1/volumes/snapshot';
  type Answer = { Snapshots: CsiSnapshot[] | null; NextToken?: string };
  return {
    create: async (
      snapshot: { SourceVolumeID: string; PluginID?: string; Name?: string },
      call: CallOptions = {},
    ): Promise<CsiSnapshot[]> => {
      const answer = await http.json<Answer>('PUT', url, { ...call, body: { Snapshots: [snapshot] } });
      return answer.Snapshots ?? [];
    },

    /** Every snapshot that the plugin lists; it asks page after page. */
    list: async (plugin_id: string, call: CallOptions = {}): Promise<CsiSnapshot[]> => {
      const found: CsiSnapshot[] = [];
      let next_token: string | undefined;
      do {
        const answer = await http.json<Answer>('GET', url, { ...call, query: { plugin_id, next_token } });
        found.push(...(answer.Snapshots ?? []));
        next_token = answer.NextToken || undefined;
      } while (next_token !== undefined);
      return found;
    },

    delete: (snapshot: { pluginId: string; snapshotId: string }, call: CallOptions = {}) => {
      const query = { plugin_id: snapshot.pluginId, snapshot_id: snapshot.snapshotId };
      return http.done('DELETE', url, { ...call, query });
    },
  };
}

/** Dynamic host volumes, Nomad 1.10. */
function hostVolumesApi(http: Transport) {
  return {
    create: async (volume: HostVolumeInput, call: CallOptions = {}): Promise<HostVolume> => {
      const options = { ...inVolume(volume, call), body: { Volume: volume } };
      return (await http.json<{ Volume: HostVolume }>('PUT', '/v1/volume/host/create', options)).Volume;
    },
    read: (id: string, call: CallOptions = {}) =>
      http.json<HostVolume>('GET', path`/v1/volume/host/${id}`, call),
    /** `force` forgets a volume whose node does not answer any more. */
    delete: (id: string, { force = false }: { force?: boolean } = {}, call: CallOptions = {}) =>
      http.done('DELETE', path`/v1/volume/host/${id}/delete`, { ...call, query: force ? { force } : {} }),
    /** What keeps a job's groups to their sticky volumes. */
    claims: (job_id: string, call: CallOptions = {}) =>
      http.json<{ ID: string; VolumeID: string }[]>('GET', '/v1/volumes/claims', {
        ...call,
        query: { job_id },
      }),
    /** Lets the group have another volume of the name. */
    deleteClaim: (id: string, call: CallOptions = {}) =>
      http.done('DELETE', path`/v1/volumes/claim/${id}`, call),
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
