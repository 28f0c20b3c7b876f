import { readFile } from 'node:fs/promises';
import { defined } from '../../defined.ts';
import { UsageError } from '../../errors.ts';
import { checkedBody, type HclFile, parseHcl } from '../../hcl/index.ts';
import type { CsiVolumeInput } from '../../nomad/index.ts';
import { type VolumeFields, volumeFields } from './schema.ts';

/** The body that Nomad's register and create calls take for a CSI volume; the driver validates its capabilities (CSI ValidateVolumeCapabilities). */
export interface CsiVolumeSpec extends CsiVolumeInput {
  RequestedCapabilities: NonNullable<CsiVolumeInput['RequestedCapabilities']>;
}

const invalid = 'VOLUME_SPEC_INVALID';

/** A volume specification, read once. Its variables get their values later. */
export class VolumeFile {
  readonly #hcl: HclFile;

  private constructor(hcl: HclFile) {
    this.#hcl = hcl;
  }

  /** @throws UsageError VOLUME_SPEC_UNREADABLE, and as `parse` does */
  static async read(file: string): Promise<VolumeFile> {
    let source: string;
    try {
      source = await readFile(file, 'utf8');
    } catch (cause) {
      throw new UsageError('VOLUME_SPEC_UNREADABLE', `cannot read the volume file ${file}`, { cause });
    }
    return await VolumeFile.parse(file, source);
  }

  /** `file` is the name that mistakes carry. @throws UsageError VOLUME_SPEC_INVALID when the text is not HCL */
  static async parse(file: string, source: string): Promise<VolumeFile> {
    return new VolumeFile(await parseHcl(file, source, invalid));
  }

  /** Names of the variables that the file declares. */
  get declared(): readonly string[] {
    return this.#hcl.declared;
  }

  /**
   * As Nomad's API takes it, capacities in bytes. A variable has its value of `vars`, else its default.
   * @throws UsageError VOLUME_SPEC_INVALID with one `file:line: reason` for each mistake, naming allowed values
   */
  spec(vars: Record<string, string> = {}): CsiVolumeSpec {
    return toApi(checkedBody(this.#hcl, volumeFields, { code: invalid, vars }));
  }
}

/**
 * Reads a volume specification (`*.volume.hcl`) and returns it as Nomad's API takes it, capacities in bytes.
 *
 * Nomad has no server-side parser for these files and its CLI knows no variables in them. So that one file
 * serves many tests, a file may declare `variable "name" { default = … }` as a job file does, and a value may hold
 * `${var.name}`; it comes from `vars`, else from the default. A file without them is one that
 * `nomad volume create` accepts as it stands.
 *
 * @throws UsageError VOLUME_SPEC_INVALID with one `file:line: reason` for each mistake, naming allowed values
 */
export async function readVolumeSpec(
  file: string,
  vars: Record<string, string> = {},
): Promise<CsiVolumeSpec> {
  return (await VolumeFile.read(file)).spec(vars);
}

function toApi(file: VolumeFields): CsiVolumeSpec {
  return defined({
    ID: file.id,
    Name: file.name,
    Namespace: file.namespace,
    ExternalID: file.external_id,
    PluginID: file.plugin_id,
    CloneID: file.clone_id,
    SnapshotID: file.snapshot_id,
    RequestedCapacityMin: file.capacity_min,
    RequestedCapacityMax: file.capacity_max,
    RequestedCapabilities: (file.capability ?? []).map((each) => ({
      AccessMode: each.access_mode,
      AttachmentMode: each.attachment_mode,
    })),
    AccessMode: file.access_mode,
    AttachmentMode: file.attachment_mode,
    MountOptions:
      file.mount_options &&
      defined({ FSType: file.mount_options.fs_type, MountFlags: file.mount_options.mount_flags }),
    RequestedTopologies: file.topology_request && topologiesToApi(file.topology_request),
    Secrets: file.secrets,
    Parameters: file.parameters,
    Context: file.context,
  });
}

function topologiesToApi(request: NonNullable<VolumeFields['topology_request']>) {
  const list = (side: typeof request.required) =>
    side?.topology.map(({ segments }) => ({ Segments: segments }));
  return defined({ Required: list(request.required), Preferred: list(request.preferred) });
}
