import {
  type ClusterNode,
  ensurePlugin,
  type NomadClient,
  type Scope,
  type StartedNomadCluster,
  type StorageKind,
  waitFor,
} from '../../harness/index.ts';

/** The job of these suites: it keeps a file in the storage that its variables choose. */
export const keepFile = 'storage/keep-file.nomad.hcl';

/** Its task "hold" is one; before, a driver without mounts kept a group from having CSI volumes (csi_hook). */
export const besideRawExec = 'CSI volumes beside a task of driver raw_exec';

/**
 * Prepares storage of a kind for this test alone, and returns the variables of the job that choose it. A dynamic host volume
 * is created on `node`.
 */
export async function prepareStorage(
  kind: StorageKind,
  scope: Scope,
  cluster: StartedNomadCluster,
  node = cluster.clients[0],
): Promise<Record<string, string>> {
  switch (kind) {
    case 'host_volume':
      scope.needsMachines('their host volume, and what jobs leave in it');
      removeAtEnd(`/srv/host-volume/${scope.id}`, scope, cluster);
      return { volume_type: 'host', source: 'e2e', folder: scope.id };
    case 'docker volumes': {
      scope.needsMachines('what jobs leave in a folder of the node');
      const docker_volume = `/srv/docker-volumes/${scope.id}`;
      removeAtEnd(docker_volume, scope, cluster);
      return { docker_volume };
    }
    case 'dynamic host volume':
    case 'dynamic host volume, sticky':
      return await dynamicHostVolume('single-node-multi-writer', scope, cluster, node);
    case 'CSI volume': {
      scope.needsNomad('1.3.2', besideRawExec);
      await ensurePlugin(cluster);
      const { ID: source } = await scope.volume('csi/volume.volume.hcl');
      return csiVolume(source);
    }
    default:
      return { sticky: String(kind.includes('sticky')), migrate: String(kind.includes('migrate')) };
  }
}

/** The variables of the job for a CSI volume that exists. */
export function csiVolume(source: string): Record<string, string> {
  const modes = { access_mode: 'single-node-writer', attachment_mode: 'file-system' };
  return { volume_type: 'csi', source, ...modes };
}

/**
 * Creates a dynamic host volume on the node, deleted at the end, and waits until the node offers it. Returns the variables of
 * the job for it.
 */
export async function dynamicHostVolume(
  access_mode: string,
  scope: Scope,
  { nomad }: StartedNomadCluster,
  node: ClusterNode | undefined,
  source = scope.name('volume'),
) {
  scope.needsCluster('dynamic host volumes');
  const NodeID = node?.nomadNodeId ?? '';
  const attachment_mode = 'file-system';
  const { ID } = await nomad.volumes.host.create({
    Name: source,
    PluginID: 'mkdir',
    NodeID,
    RequestedCapabilities: [{ AccessMode: access_mode, AttachmentMode: attachment_mode }],
  });
  scope.defer(`delete host volume ${source}`, async () =>
    nomad.volumes.host.delete(ID, { force: !(await readyNodes(nomad)).includes(NodeID) }),
  );
  await waitFor({
    timeoutMs: 30_000,
    signal: scope.signal,
    client: nomad,
    what: `host volume ${source} offered by its node`,
    source: {
      read: (call) => nomad.nodes.read(NodeID, call),
      wakes: ({ Topic }) => Topic === 'Node',
    },
    until: ({ HostVolumes }) => HostVolumes?.[source],
  });
  return { volume_type: 'host', source, access_mode, attachment_mode };
}

function removeAtEnd(folder: string, scope: Scope, cluster: StartedNomadCluster): void {
  scope.defer(`remove ${folder} from the nodes`, async () => {
    const ready = await readyNodes(cluster.nomad);
    const nodes = cluster.clients.filter(({ nomadNodeId }) => ready.includes(nomadNodeId ?? ''));
    await Promise.all(nodes.map((node) => node.shell(`rm -rf ${folder}`)));
  });
}

async function readyNodes(nomad: NomadClient): Promise<string[]> {
  return (await nomad.nodes.list()).filter(({ Status }) => Status === 'ready').map(({ ID }) => ID);
}
