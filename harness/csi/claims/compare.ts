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
    ...(held.attachments ?? [])
      .filter(({ node }) => !held.claims.some((claim) => claim.node === node))
      .map(({ node }) =>
        differs(
          'attachment-without-claim',
          node,
          `the driver has it attached to ${node}, unclaimed: ControllerUnpublishVolume is missing`,
        ),
      ),
  ];
}

function faultsOfClaim(claim: VolumeClaim, { mounts, attachments }: VolumeHoldings): ClaimDifference[] {
  const differences: ClaimDifference[] = [];
  const name = `${claim.mode} claim of allocation ${claim.allocationId} on ${claim.node}`;
  if (claim.ended)
    differences.push(differs('claim-of-ended-allocation', claim.node, `${name}: the allocation has ended`));
  const mount = mounts?.find((each) => each.allocationId === claim.allocationId && each.node === claim.node);
  if (mounts !== undefined && !mount) {
    differences.push(
      differs(
        'claim-without-mount',
        claim.node,
        `${name}: nothing is mounted for it, NodePublishVolume is missing`,
      ),
    );
  } else if (claim.mode === 'read' && mount?.readonly === false) {
    differences.push(
      differs(
        'read-claim-mounted-writable',
        claim.node,
        `${name}: its mount is writable, NodePublishVolume was to make it readonly`,
      ),
    );
  }
  if (attachments !== undefined && !attachments.some(({ node }) => node === claim.node)) {
    differences.push(
      differs(
        'claim-without-attachment',
        claim.node,
        `${name}: the driver has no attachment there, ControllerPublishVolume is missing`,
      ),
    );
  }
  return differences;
}

function faultsOfMount(mount: VolumeMount, claims: VolumeClaim[]): ClaimDifference[] {
  const here = claims.filter(({ node }) => node === mount.node);
  if (mount.kind === 'stage') {
    return here.length > 0
      ? []
      : [
          differs(
            'stage-without-claim',
            mount.node,
            `staged on ${mount.node} at ${mount.path}, with no claim there: NodeUnstageVolume is missing`,
          ),
        ];
  }
  return here.some(({ allocationId }) => allocationId === mount.allocationId)
    ? []
    : [
        differs(
          'mount-without-claim',
          mount.node,
          `mounted on ${mount.node} for allocation ${mount.allocationId}, unclaimed: NodeUnpublishVolume is missing`,
        ),
      ];
}

function differs(rule: ClaimDifference['rule'], node: string, message: string): ClaimDifference {
  return { rule, node, message };
}
