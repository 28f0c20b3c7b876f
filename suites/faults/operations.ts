import { join } from 'node:path';
import { type NomadClient, readVolumeSpec, type Scope, sharedPluginId } from '../../harness/index.ts';

const file = 'csi/volume.volume.hcl';
const path = join(import.meta.dirname, '../../jobs', file);
const mebibyte = 1024 * 1024;

/** Where an operation on volumes is tried. */
interface Place {
  nomad: NomadClient;
  scope: Scope;
  /** A volume that has a file and is not in use. */
  volumeId: string;
  externalId: string;
}

export interface Operation {
  /** What the driver's rule is about: CSI's id of a volume, or a name; undefined where the call names none. */
  volume?: string;
  act: () => Promise<unknown>;
}

/** What an operator does by hand, by the call of CSI that it comes to. Each can be tried again after a failure. */
export const operations = {
  createVolume: async ({ scope }) => {
    const volume_id = scope.name('new');
    return { volume: volume_id, act: () => scope.volume(file, { volume_id }) };
  },
  deleteVolume: async ({ nomad, scope }) => {
    const { ID, ExternalID = '' } = await scope.volume(file, { volume_id: scope.name('old') });
    return { volume: ExternalID, act: () => nomad.volumes.delete(ID) };
  },
  listVolumes: async ({ nomad }) => ({ act: () => nomad.volumes.listExternal(sharedPluginId) }),
  createSnapshot: async (place) => ({ volume: place.externalId, act: () => snapshotOf(place) }),
  deleteSnapshot: async (place) => {
    const snapshotId = await snapshotOf(place);
    return { act: () => place.nomad.volumes.snapshots.delete({ pluginId: sharedPluginId, snapshotId }) };
  },
  listSnapshots: async ({ nomad }) => ({ act: () => nomad.volumes.snapshots.list(sharedPluginId) }),
  controllerExpandVolume: async (place) => ({ volume: place.externalId, act: () => expand(place) }),
  validateVolumeCapabilities: async ({ nomad, volumeId, externalId }) => {
    await nomad.volumes.deregister(volumeId);
    const spec = await readVolumeSpec(path, { volume_id: volumeId });
    return {
      volume: externalId,
      act: () => nomad.volumes.register({ ...spec, ExternalID: externalId }),
    };
  },
} satisfies Record<string, (place: Place) => Promise<Operation>>;

async function snapshotOf({ nomad, scope, volumeId }: Place): Promise<string> {
  const [made] = await nomad.volumes.snapshots.create({
    Name: scope.name('snapshot'),
    SourceVolumeID: volumeId,
    PluginID: sharedPluginId,
  });
  const snapshotId = made?.ID ?? '';
  // What is gone already may be deleted again (CSI spec, DeleteSnapshot).
  scope.defer('delete the snapshot', () =>
    nomad.volumes.snapshots.delete({ pluginId: sharedPluginId, snapshotId }),
  );
  return snapshotId;
}

async function expand({ nomad, volumeId }: Place): Promise<void> {
  const spec = await readVolumeSpec(path, { volume_id: volumeId });
  await nomad.volumes.create({ ...spec, RequestedCapacityMin: 32 * mebibyte });
}
