import { deviceFiles } from '../../cluster/index.ts';
import { defined } from '../../defined.ts';
import type { HclVariables } from '../../nomad/index.ts';
import type { DriverProfile, PluginTask } from './schema.ts';

/** A job of a driver: its file under jobs/, and the variables that the profile and the caller give it. */
export interface DriverJob {
  shape: 'monolith' | 'controller' | 'node';
  file: string;
  vars: HclVariables;
}

const files = {
  monolith: 'csi/plugin.nomad.hcl',
  controller: 'csi/plugin-controller.nomad.hcl',
  node: 'csi/plugin-node.nomad.hcl',
} as const;

export interface DriverJobOptions {
  pluginId: string;
  /** Our own driver's image, for a profile without one. */
  ownImage: string;
  /** `split` for a controller and node plugins though the profile has a monolith, too. */
  shape?: 'monolith' | 'split';
}

/** The jobs that make the driver run: one for both services where the profile has that, else one for each. */
export function driverJobs(
  { monolith, controller, node, image }: DriverProfile,
  { pluginId, ownImage, shape = monolith ? 'monolith' : 'split' }: DriverJobOptions,
): DriverJob[] {
  const tasks = shape === 'monolith' ? { monolith } : { controller, node };
  return Object.entries(tasks).flatMap(([each, task]) => {
    if (!task) return [];
    const of = each as DriverJob['shape'];
    return [
      { shape: of, file: files[of], vars: { plugin_id: pluginId, image: image ?? ownImage, ...vars(task) } },
    ];
  });
}

/** How many controller instances a healthy driver has on a cluster of so many clients. */
export function controllersOf({ monolith, controller }: DriverProfile, clients: number): number {
  if (monolith) return clients;
  return controller ? 1 : 0;
}

function vars({ privileged, memory, devices, ...lists }: PluginTask): HclVariables {
  const files = devices && deviceFiles(devices);
  return defined({
    ...lists,
    devices: files,
    privileged: privileged?.toString(),
    memory: memory?.toString(),
  });
}
