import { z } from 'zod';
import { parseCapacity } from './capacity.ts';

/** Access modes of Nomad's volume specification, `capability` block. */
export const accessModes = [
  'single-node-reader-only',
  'single-node-writer',
  'multi-node-reader-only',
  'multi-node-single-writer',
  'multi-node-multi-writer',
] as const;

/** Attachment modes of Nomad's volume specification, `capability` block. */
export const attachmentModes = ['file-system', 'block-device'] as const;

/** The parser gives a block as an array of bodies, and `name = {…}` as the body itself. */
export function singleBlock<T extends z.ZodType>(body: T) {
  return z.preprocess((value) => (Array.isArray(value) && value.length === 1 ? value[0] : value), body);
}

export const text = z.string().min(1);
export const stringMap = singleBlock(
  z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)),
);

export const capacity = z.union([z.string(), z.number()]).transform((value, context) => {
  const bytes = parseCapacity(value);
  if (bytes !== undefined) return bytes;
  context.addIssue({
    code: 'custom',
    message: `"${value}" is not a capacity; write bytes or a unit, as in 10MiB or 1GB`,
  });
  return z.NEVER;
});

const capability = z.strictObject({
  access_mode: z.enum(accessModes),
  attachment_mode: z.enum(attachmentModes),
});

export const mountOptions = z.strictObject({
  fs_type: text.optional(),
  mount_flags: z.array(z.string()).optional(),
});

const topologies = singleBlock(
  z.strictObject({
    topology: z.array(z.strictObject({ segments: singleBlock(z.record(z.string(), z.string())) })),
  }),
);

const topologyRequest = z.strictObject({ required: topologies.optional(), preferred: topologies.optional() });

/** A volume specification as written, with the rules that Nomad checks on the server. */
export const volumeFields = z
  .strictObject({
    type: z.literal('csi').optional(),
    id: text,
    name: text,
    namespace: text.optional(),
    external_id: text.optional(),
    plugin_id: text,
    clone_id: text.optional(),
    snapshot_id: text.optional(),
    capacity_min: capacity.optional(),
    capacity_max: capacity.optional(),
    access_mode: z.enum(accessModes).optional(),
    attachment_mode: z.enum(attachmentModes).optional(),
    capability: z.array(capability).optional(),
    mount_options: singleBlock(mountOptions).optional(),
    topology_request: singleBlock(topologyRequest).optional(),
    secrets: stringMap.optional(),
    parameters: stringMap.optional(),
    context: stringMap.optional(),
  })
  .check(({ value, issues }) => {
    const refuse = (path: string, message: string) =>
      issues.push({ code: 'custom', path: [path], message, input: value });
    if (!value.capability?.length) {
      const outside = (['access_mode', 'attachment_mode'] as const).find((name) => value[name] !== undefined);
      const needed = 'at least one capability block with access_mode and attachment_mode';
      if (outside)
        refuse(
          outside,
          `since 1.1 Nomad refuses a file with it outside of a capability block: write ${needed}`,
        );
      else refuse('capability', `${needed} is needed`);
    }
    if (value.clone_id && value.snapshot_id)
      refuse('clone_id', 'only one of snapshot_id and clone_id is allowed');
    if (value.capacity_max !== undefined && value.capacity_max < (value.capacity_min ?? 0)) {
      refuse('capacity_max', 'must not be less than capacity_min');
    }
  });

export type VolumeFields = z.infer<typeof volumeFields>;
