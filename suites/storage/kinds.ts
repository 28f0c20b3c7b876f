import {
  type ClusterNode,
  ensurePlugin,
  type NomadClient,
  type Scope,
  type StartedNomadCluster,
  type StorageKind,
  waitFor,
} from '../../harness/index.ts';

export interface Fixtures {
  cluster: StartedNomadCluster;
  nomad: NomadClient;
  scope: Scope;
}

/** The holding task of these jobs is one; before, a driver without mounts kept a group from having CSI volumes (csi_hook). */
export const besideRawExec = 'CSI volumes beside a task of driver raw_exec';

/** A job file that keeps a file in storage of some kind, and the variables that it takes for it. */
export interface Storage {
  file: string;
  vars: Record<string, string>;
}

/** Makes storage of a kind for this test alone; `node` is where a dynamic host volume is made. */
export async function storageOf(
  kind: StorageKind,
  fixtures: Fixtures,
  node = fixtures.cluster.clients[0],
): Promise<Storage> {
  const { cluster, scope } = fixtures;
  switch (kind) {
    case 'host_volume':
      scope.needsMachines('their host volume, and what jobs leave in it');
      removeAtEnd(`/srv/host-volume/${scope.id}`, fixtures);
      return { file: 'storage/host-volume.nomad.hcl', vars: { source: 'e2e', folder: scope.id } };
    case 'docker volumes': {
      scope.needsMachines('what jobs leave in a folder of the node');
      const path = `/srv/docker-volumes/${scope.id}`;
      removeAtEnd(path, fixtures);
      return { file: 'storage/docker-volumes.nomad.hcl', vars: { path } };
    }
    case 'dynamic host volume': {
      scope.needsCluster('dynamic host volumes');
      const source = await dynamicHostVolume(fixtures, node, 'single-node-multi-writer');
      const modes = { access_mode: 'single-node-multi-writer', attachment_mode: 'file-system' };
      return { file: 'storage/host-volume.nomad.hcl', vars: { source, ...modes } };
    }
    case 'CSI volume': {
      scope.needsNomad('1.3.2', besideRawExec);
      await ensurePlugin(cluster);
      const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl');
      return { file: 'storage/csi-volume.nomad.hcl', vars: { volume_id } };
    }
    default: {
      const has = (word: string) => String(kind.includes(word));
      const vars = { sticky: has('sticky'), migrate: has('migrate') };
      return { file: 'storage/ephemeral-disk.nomad.hcl', vars };
    }
  }
}

/** Makes a dynamic host volume on the node, deleted at the end, and returns its name once jobs can have it. */
export async function dynamicHostVolume(
  { nomad, scope }: Fixtures,
  node: ClusterNode | undefined,
  AccessMode: string,
): Promise<string> {
  scope.needsCluster('dynamic host volumes');
  const name = scope.name('volume');
  const NodeID = node?.nomadNodeId ?? '';
  const { ID } = await nomad.volumes.host.create({
    Name: name,
    PluginID: 'mkdir',
    NodeID,
    RequestedCapabilities: [{ AccessMode, AttachmentMode: 'file-system' }],
  });
  scope.defer(`delete host volume ${name}`, async () =>
    nomad.volumes.host.delete(ID, { force: !(await readyNodes(nomad)).includes(NodeID) }),
  );
  await waitFor({
    timeoutMs: 30_000,
    signal: scope.signal,
    client: nomad,
    what: `host volume ${name} offered by its node`,
    source: {
      read: (call) => nomad.nodes.read(NodeID, call),
      wakes: ({ Topic }) => Topic === 'Node',
    },
    until: ({ HostVolumes }) => HostVolumes?.[name],
  });
  return name;
}

function removeAtEnd(folder: string, { cluster, nomad, scope }: Fixtures): void {
  scope.defer(`remove ${folder} from the nodes`, async () => {
    const ready = await readyNodes(nomad);
    const nodes = cluster.clients.filter(({ nomadNodeId }) => ready.includes(nomadNodeId ?? ''));
    await Promise.all(nodes.map((node) => node.shell(`rm -rf ${folder}`)));
  });
}

async function readyNodes(nomad: NomadClient): Promise<string[]> {
  return (await nomad.nodes.list()).filter(({ Status }) => Status === 'ready').map(({ ID }) => ID);
}
