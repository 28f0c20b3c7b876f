import type { ClaimDifference, VolumeClaim } from '../../evidence/index.ts';
import type { VolumeMount } from './mounts.ts';

/** An attachment as the driver keeps it (ControllerPublishVolume done, ControllerUnpublishVolume not). */
export interface VolumeAttachment {
  node: string;
}

/**
 * What the three sides hold of one volume. `mounts` is undefined where the nodes' machines cannot be looked into,
 * `attachments` where the driver's state cannot be read.
 */
export interface VolumeHoldings {
  claims: VolumeClaim[];
  mounts: VolumeMount[] | undefined;
  attachments?: VolumeAttachment[] | undefined;
}

/**
 * Where Nomad's claims, the nodes' mounts and the driver's attachments of one volume disagree. Empty when all is
 * well: each claim is of a living allocation that has its mount and attachment, and nothing else is held.
 */
export function compareHoldings(held: VolumeHoldings): ClaimDifference[] {
  return [
    ...held.claims.flatMap((claim) => faultsOfClaim(claim, held)),
    ...(held.mounts ?? []).flatMap((mount) => faultsOfMount(mount, held.claims)),
    ...(held.attachments ?? []).flatMap((attachment) => faultsOfAttachment(attachment, held.claims)),
  ];
}

function faultsOfClaim(claim: VolumeClaim, { mounts, attachments }: VolumeHoldings): ClaimDifference[] {
  const { mode, allocationId, node } = claim;
  const found: ClaimDifference[] = [];
  const add = (rule: ClaimDifference['rule'], what: string) => {
    const message = `${mode} claim of allocation ${allocationId} on ${node}: ${what}`;
    found.push({ rule, node, message });
  };
  if (claim.ended) add('claim-of-ended-allocation', 'the allocation has ended');
  const mount = mounts?.find((each) => each.allocationId === allocationId && each.node === node);
  if (mounts !== undefined && !mount) {
    add('claim-without-mount', 'nothing is mounted for it, NodePublishVolume is missing');
  } else if (mode === 'read' && mount?.readonly === false) {
    add('read-claim-mounted-writable', 'its mount is writable, NodePublishVolume was to make it readonly');
  }
  if (attachments !== undefined && !attachments.some((each) => each.node === node)) {
    add('claim-without-attachment', 'the driver has no attachment there, ControllerPublishVolume is missing');
  }
  return found;
}

function faultsOfMount(mount: VolumeMount, claims: VolumeClaim[]): ClaimDifference[] {
  const { node, path, allocationId } = mount;
  const here = claims.filter((claim) => claim.node === node);
  if (mount.kind === 'stage') {
    const message = `staged on ${node} at ${path}, with no claim there: NodeUnstageVolume is missing`;
    return here.length > 0 ? [] : [{ rule: 'stage-without-claim', node, message }];
  }
  const message = `mounted on ${node} for allocation ${allocationId}, unclaimed: NodeUnpublishVolume is missing`;
  const isClaimed = here.some((claim) => claim.allocationId === allocationId);
  return isClaimed ? [] : [{ rule: 'mount-without-claim', node, message }];
}

function faultsOfAttachment({ node }: VolumeAttachment, claims: VolumeClaim[]): ClaimDifference[] {
  const message = `the driver has it attached to ${node}, unclaimed: ControllerUnpublishVolume is missing`;
  const isClaimed = claims.some((claim) => claim.node === node);
  return isClaimed ? [] : [{ rule: 'attachment-without-claim', node, message }];
}
