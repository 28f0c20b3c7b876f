import { z } from 'zod';
import { type DeviceKind, deviceKinds } from '../../cluster/index.ts';
import {
  accessModes,
  attachmentModes,
  capacity,
  mountOptions,
  singleBlock,
  stringMap,
  text,
} from '../spec/schema.ts';

/** A task that serves CSI: what the docker driver of Nomad is to run besides the image. What is left out is hostpath's. */
const pluginTask = z.strictObject({
  args: z.array(z.string()).optional(),
  env: stringMap.optional(),
  /** Texts of files in its /local, by their names, such as the driver's configuration. Nomad's templates work in them. */
  files: stringMap.optional(),
  /** `host:container` binds, as Nomad's docker driver takes them. */
  volumes: z.array(z.string()).optional(),
  cap_add: z.array(z.string()).optional(),
  privileged: z.boolean().optional(),
  /** Kinds of devices that the nodes have for it. */
  devices: z.array(z.enum(deviceKinds)).optional(),
  /** MiB. */
  memory: z.int().positive().optional(),
});

/** What the driver can, in the words of the CSI specification's capabilities. */
const capabilities = z.strictObject({
  /** CREATE_DELETE_VOLUME */
  create: z.boolean().default(false),
  /** EXPAND_VOLUME */
  expand: z.boolean().default(false),
  /** CREATE_DELETE_SNAPSHOT */
  snapshot: z.boolean().default(false),
  /** LIST_SNAPSHOTS, where it makes them. */
  list_snapshots: z.boolean().default(true),
  /** LIST_VOLUMES */
  list: z.boolean().default(false),
  /** VOLUME_ACCESSIBILITY_CONSTRAINTS: what a volume is bound to; `none` is had on every node. */
  topology: z.enum(['none', 'zone', 'node']).default('none'),
  /** NodeStageVolume mounts the volume; false where there is no such call, or it mounts nothing. */
  stage: z.boolean().default(true),
  /** ControllerPublishVolume: to one node at a time, to several, or there is no such call. */
  attach: z.enum(['exclusive', 'shared', 'none']),
  /** Volumes that a node takes (NodeGetInfo, max_volumes_per_node); 0 is no limit. */
  attach_limit: z.int().min(0).default(0),
  /** How long a detach takes at least, in milliseconds. */
  detach_ms: z.int().min(0).default(0),
  /** Whose a mount is: the kernel's, and stays when the driver ends, or a FUSE process's of the driver, and ends with it. */
  mounts: z.enum(['kernel', 'driver']).default('kernel'),
  /** File systems that a volume may have, as `fs_type` names them. Empty where a volume is not a file system of its own. */
  fs_types: z.array(z.string()).default([]),
  access_modes: z.array(z.enum(accessModes)).min(1),
  attachment_modes: z.array(z.enum(attachmentModes)).min(1),
});

/** What every volume of the driver needs, over what the file of a suite's volume says. */
const volume = z.strictObject({
  capacity_min: capacity.optional(),
  capacity_max: capacity.optional(),
  parameters: stringMap.optional(),
  secrets: stringMap.optional(),
  context: stringMap.optional(),
  mount_options: singleBlock(mountOptions).optional(),
});

/** A driver profile as written. */
export const profileFile = z
  .strictObject({
    description: text,
    plugin_id: text,
    /** The driver's image; without it the driver of fixtures/csi-hostpath, which is built here. */
    image: text.optional(),
    monolith: singleBlock(pluginTask).optional(),
    controller: singleBlock(pluginTask).optional(),
    node: singleBlock(pluginTask).optional(),
    capabilities: singleBlock(capabilities),
    volume: singleBlock(volume).default({}),
  })
  .check(({ value, issues }) => {
    if (value.monolith ?? value.node) return;
    const message = 'a monolith block, or a node block (with a controller block, if it has one) is needed';
    issues.push({ code: 'custom', path: [], message, input: value });
  });

export type PluginTask = z.infer<typeof pluginTask>;
type ProfileFile = z.infer<typeof profileFile>;

/** A driver that suites can run on. */
export interface DriverProfile extends ProfileFile {
  /** The name that it was asked for by. */
  name: string;
}

/** A profile as a run writes it for its suites: what had been left out is there, and what was text is a number. */
export const savedProfile = z.looseObject({
  ...{ name: text, plugin_id: text, capabilities },
  volume: z.looseObject({}),
});

/** Kinds of devices that the nodes need for the tasks of a driver. */
export function devicesOf({ monolith, controller, node }: DriverProfile): DeviceKind[] {
  return [...new Set([monolith, controller, node].flatMap((task) => task?.devices ?? []))];
}
