import { withoutOctal } from '../../text.ts';

/** A mount that Nomad's client keeps for a CSI volume on one node. */
export interface VolumeMount {
  node: string;
  volumeId: string;
  /** `stage`: once a node and volume (NodeStageVolume). `publish`: one an allocation (NodePublishVolume). */
  kind: 'stage' | 'publish';
  /** Of a publish mount. */
  allocationId?: string;
  /** The node itself lets nobody write through it. */
  readonly: boolean;
  path: string;
}

/**
 * The CSI mounts in the text of a node's `/proc/self/mountinfo`.
 *
 * Nomad's client keeps them at `<data_dir>/client/csi/<plugin type>/<plugin id>/staging/<namespace>/<volume>/<usage>`
 * and `…/per-alloc/<allocation>/<volume>/<usage>` (comment in Nomad's client, `plugin_supervisor_hook.go`).
 */
export function volumeMounts(node: string, mountinfo: string): VolumeMount[] {
  return mountinfo.split('\n').flatMap((line): VolumeMount[] => {
    // proc(5), mountinfo: the fifth field is the mount point, the sixth the options of this mount.
    const [, , , , point = '', options = ''] = line.split(' ');
    const path = withoutOctal(point);
    const readonly = options.split(',').includes('ro');
    const publish = /\/csi\/(?:monolith|node)\/[^/]+\/per-alloc\/([^/]+)\/([^/]+)\/[^/]+$/.exec(path);
    if (publish?.[1] && publish[2]) {
      return [{ node, path, readonly, kind: 'publish', allocationId: publish[1], volumeId: publish[2] }];
    }
    const stage = /\/csi\/(?:monolith|node)\/[^/]+\/staging\/(?:[^/]+\/)?([^/]+)\/[^/]+$/.exec(path);
    return stage?.[1] ? [{ node, path, readonly, kind: 'stage', volumeId: stage[1] }] : [];
  });
}
