import type { CsiVolumeSpec } from '../csi/index.ts';
import type { Job, Service, Task, TaskGroup } from '../nomad/index.ts';
import type { ObtainedImage } from './images.ts';
import { nodes } from './nodes.ts';

/** The job as the rehearsal's cluster can run it, and a line for each change that its operator should know of: placed there, with images that its nodes hold, without Consul. */
export function adjustJob(job: Job, images: readonly ObtainedImage[]): { job: Job; changes: string[] } {
  const changes: string[] = [];
  const change = (text: string) => void changes.push(`job ${job.ID}: ${text}`);
  const adjusted: Job = { ...job };
  const { Region, Datacenters, NodePool } = job;
  if (Region && Region !== nodes.region) {
    adjusted.Region = nodes.region;
    change(`region ${Region} -> ${nodes.region}`);
  }
  // Nomad before 1.5 takes no patterns, so a name it has to be.
  if (Datacenters?.length && !Datacenters.some((name) => name === '*' || name === nodes.datacenter)) {
    adjusted.Datacenters = [nodes.datacenter];
    change(`datacenters ${Datacenters.join(', ')} -> ${nodes.datacenter}`);
  }
  if (NodePool && NodePool !== nodes.pool && NodePool !== 'all') {
    adjusted.NodePool = nodes.pool;
    change(`node_pool ${NodePool} -> ${nodes.pool}`);
  }
  adjusted.TaskGroups = (job.TaskGroups ?? []).map((group) => adjustGroup(group, images, change));
  // Several tasks often run one image: that is one change.
  return { job: adjusted, changes: [...new Set(changes)] };
}

type Change = (text: string) => void;

function adjustGroup(group: TaskGroup, images: readonly ObtainedImage[], change: Change): TaskGroup {
  return {
    ...group,
    ...(group.Services && { Services: group.Services.map((each) => adjustService(each, change)) }),
    Tasks: (group.Tasks ?? []).map((task) => adjustTask(task, images, change)),
  };
}

function adjustTask(task: Task, images: readonly ObtainedImage[], change: Change): Task {
  const services = task.Services && { Services: task.Services.map((each) => adjustService(each, change)) };
  if (task.Driver !== 'docker') return { ...task, ...services };
  const config = { ...task.Config };
  const carried = images.find(({ reference }) => reference === config.image);
  if (carried && carried.name !== carried.reference) {
    config.image = carried.name;
    change(`image ${carried.reference} -> ${carried.name}, else the node would ask a registry`);
  }
  if (carried && config.force_pull) {
    config.force_pull = false;
    change(`force_pull of ${carried.reference} left out, the nodes have no registry`);
  }
  return { ...task, ...services, Config: config };
}

/** Nomad's own service discovery has checks of type http and tcp only (Nomad docs, `check` block). */
function adjustService(service: Service, change: Change): Service {
  if (service.Provider === 'nomad') return service;
  const checks = (service.Checks ?? []).filter(({ Type }) => Type === 'http' || Type === 'tcp');
  const left = (service.Checks ?? []).length - checks.length;
  const without = left > 0 ? `, without ${left} check${left > 1 ? 's' : ''} that only Consul has` : '';
  change(`service ${service.Name ?? ''}: provider consul -> nomad, since no Consul runs here${without}`);
  return { ...service, Provider: 'nomad', Checks: checks };
}

/** The volume as the hostpath driver can make it: anew, without what belongs to the real driver. */
export function adjustVolume(
  spec: CsiVolumeSpec,
  pluginId: string,
  namespace: string,
): { spec: CsiVolumeSpec; changes: string[] } {
  const { ExternalID, CloneID, SnapshotID, Parameters, Secrets, Context, MountOptions, ...kept } = spec;
  const { RequestedTopologies, RequestedCapabilities = [], ...rest } = kept;
  // A driver with block storage may serve a volume as either; a folder is a file system.
  const asFiles = RequestedCapabilities.filter(({ AttachmentMode }) => AttachmentMode === 'file-system');
  const capabilities = asFiles.length > 0 ? asFiles : RequestedCapabilities;
  const left = Object.entries({
    external_id: ExternalID,
    clone_id: CloneID,
    snapshot_id: SnapshotID,
    parameters: Parameters,
    secrets: Secrets,
    context: Context,
    mount_options: MountOptions,
    topology_request: RequestedTopologies,
  }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const changes = [
    ...(spec.PluginID === pluginId ? [] : [`plugin_id ${spec.PluginID} -> ${pluginId}`]),
    ...(left.length > 0 ? [`${left.join(', ')} left out, they belong to the real driver`] : []),
    ...(capabilities.length < RequestedCapabilities.length
      ? ['capability block-device left out, the hostpath driver has file systems']
      : []),
    ...(ExternalID ? ['a new, empty volume stands in for the registered one'] : []),
    ...((spec.Namespace ?? namespace) === namespace ? [] : [`namespace ${spec.Namespace} -> ${namespace}`]),
  ];
  return {
    spec: { ...rest, RequestedCapabilities: capabilities, PluginID: pluginId, Namespace: namespace },
    changes: changes.map((text) => `volume ${spec.ID}: ${text}`),
  };
}
