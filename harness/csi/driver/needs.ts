import { defined } from '../../defined.ts';
import type { CsiVolumeSpec } from '../spec/volume-spec.ts';
import { controllersOf } from './jobs.ts';
import { type DriverProfile, devicesOf } from './schema.ts';

/** What a suite needs of the driver. */
export interface DriverNeeds {
  can?: 'create' | 'expand' | 'snapshot' | 'list';
  attach?: 'exclusive' | 'shared';
  /** A node takes a limited number of volumes. */
  attachLimit?: true;
  /** A detach takes a while. */
  slowDetach?: true;
  /**
   * A detach takes no time. Nomad evaluates a waiting job when an allocation ends, and not again when its claim is
   * released, so on other drivers it waits until something else ends (suites/csi/detach-slow).
   */
  promptDetach?: true;
  /** A volume that was used on one node can be used on another. */
  otherNodes?: true;
  /** A volume is bound to the node that made it. */
  ownNode?: true;
  /** Whose mounts are: `kernel`, so that they outlive a restart of the driver, or `driver`, so that they end with it. */
  mounts?: 'kernel' | 'driver';
  /** A volume is a file system of its own, and this is one that it may have. */
  fsType?: string;
  /** A volume that is attached as a block device is a device, which tasks in these nodes may be given. */
  devices?: true;
  /** Both services in one task, or in two. */
  shape?: 'monolith' | 'split';
  /** Our own driver, whose parameters or words the suite knows. */
  own?: true;
  /** Volumes this small, in bytes. */
  bytes?: number;
}

/** Why a suite with these needs cannot run on the driver; undefined when it can. */
export function unmet(driver: DriverProfile, needs: DriverNeeds): string | undefined {
  const { capabilities, volume, name } = driver;
  const profile = `driver profile ${name}`;
  const { can, attach, bytes = Number.POSITIVE_INFINITY } = needs;
  if (can && !capabilities[can]) return `${profile} cannot ${words[can]}`;
  if (needs.own && driver.image !== undefined) return `${profile} is not of our own driver`;
  if (attach && capabilities.attach !== attach) return `${profile} has no ${attach} attach`;
  if (needs.attachLimit && capabilities.attach_limit === 0) return `${profile} has no attach limit`;
  if (needs.slowDetach && capabilities.detach_ms === 0) return `${profile} states no least time of a detach`;
  if (needs.promptDetach && capabilities.detach_ms > 0) {
    return `${profile} detaches in ${capabilities.detach_ms} ms, and Nomad wakes a waiting job before that is over`;
  }
  if (needs.otherNodes && capabilities.topology === 'node') return `${profile} binds a volume to its node`;
  if (needs.ownNode && capabilities.topology !== 'node') return `${profile} binds no volume to a node`;
  if (needs.mounts && capabilities.mounts !== needs.mounts)
    return `${profile} ${mountsOf[capabilities.mounts]}`;
  const { fsType } = needs;
  if (fsType && !capabilities.fs_types.includes(fsType)) return `${profile} has no volumes with ${fsType}`;
  if (needs.devices && !devicesOf(driver).includes('loop')) return `${profile} gives a task no block device`;
  if (needs.shape && !hasShape(driver, needs.shape))
    return `${profile} does not run as ${shapes[needs.shape]}`;
  const least = volume.capacity_min ?? 0;
  if (least > bytes) return `${profile} has no volume below ${least} bytes, and this needs one of ${bytes}`;
  return undefined;
}

/**
 * Why Nomad may ask a controller of the driver for what another one has made; undefined when it cannot. Of several healthy ones
 * it asked any until 1.10.5, which asks the first by node id (nomad#26640).
 */
export function askedOfAny(driver: DriverProfile, { can }: DriverNeeds, clients: number): string | undefined {
  const asks = can !== undefined && can !== 'create';
  if (!asks || driver.capabilities.topology !== 'node' || controllersOf(driver, clients) < 2)
    return undefined;
  return `driver profile ${driver.name} has a controller for each node's volumes, and before 1.10.5 Nomad asks any of them to ${words[can]}`;
}

const words = {
  create: 'create volumes',
  expand: 'expand volumes',
  snapshot: 'make snapshots',
  list: 'list volumes',
};

const mountsOf = {
  kernel: 'has mounts that outlive a restart of the driver',
  driver: 'has mounts that end when the driver is restarted (nomad#27666)',
};

const shapes = { monolith: 'one task for both services', split: 'a controller and node plugins' };

function hasShape({ monolith, controller, node }: DriverProfile, shape: 'monolith' | 'split'): boolean {
  return shape === 'monolith' ? monolith !== undefined : controller !== undefined && node !== undefined;
}

/** Why the driver cannot have this volume; undefined when it can. */
export function unfitVolume(
  { capabilities, name }: DriverProfile,
  { RequestedCapabilities }: CsiVolumeSpec,
): string | undefined {
  for (const { AccessMode, AttachmentMode } of RequestedCapabilities) {
    const other = [
      !capabilities.access_modes.some((mode) => mode === AccessMode) && `access mode ${AccessMode}`,
      !capabilities.attachment_modes.some((mode) => mode === AttachmentMode) &&
        `attachment mode ${AttachmentMode}`,
    ].find(Boolean);
    if (other) return `driver profile ${name} has no ${other}`;
  }
  return undefined;
}

/**
 * The volume of a suite as the driver needs it. Parameters, secrets and context in the file are our own driver's, so
 * another driver gets the profile's instead of them.
 */
export function fitVolume({ image, volume }: DriverProfile, spec: CsiVolumeSpec): CsiVolumeSpec {
  const { Parameters, Secrets, Context, ...rest } = spec;
  const own = image === undefined ? { Parameters, Secrets, Context } : {};
  const merged = defined({
    Parameters: joined(own.Parameters, volume.parameters),
    Secrets: joined(own.Secrets, volume.secrets),
    Context: joined(own.Context, volume.context),
    RequestedCapacityMin: larger(volume.capacity_min, spec.RequestedCapacityMin),
    RequestedCapacityMax: volume.capacity_max ?? spec.RequestedCapacityMax,
    MountOptions: volume.mount_options ? mountOptions(volume.mount_options) : spec.MountOptions,
  });
  return { ...rest, ...merged };
}

function larger(least: number | undefined, asked: number | undefined) {
  return least === undefined ? asked : Math.max(least, asked ?? 0);
}

function joined(file: Record<string, string> | undefined, profile: Record<string, string> | undefined) {
  return file || profile ? { ...file, ...profile } : undefined;
}

function mountOptions({ fs_type, mount_flags }: NonNullable<DriverProfile['volume']['mount_options']>) {
  return defined({ FSType: fs_type, MountFlags: mount_flags });
}
