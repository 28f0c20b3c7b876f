import { faultSuite, type KnownBug } from '../bug.ts';

/** Bugs that show under an injected fault; docs/faults.md describes them. */
export const faultBugs: readonly KnownBug[] = [
  {
    id: 'F-freed-attached',
    what: 'a claim is freed without a detach while no controller answers Nomad',
    bad: '1.11.3',
    evidence:
      /\[ '[^']*attached to (\S+), unclaimed: ControllerUnpublishVolume is missing' \], askedToDetach: false, .*is attached to \1/,
    suite: faultSuite('freed-attached'),
  },
  {
    id: 'F-purged-too-soon',
    what: 'a volume stays attached to a lost node that is purged before its claim is free',
    bad: '1.11.3',
    evidence:
      /\[ 'the driver has it attached to the lost node, unclaimed: ControllerUnpublishVolume is missing' \]/,
    suite: faultSuite('purged-too-soon'),
  },
  {
    id: 'F-detached-first',
    what: 'a volume is detached and called free while its driver is down and it is mounted',
    bad: '1.11.3',
    evidence: /attachments: \[\], published: \[ "the writer's" \]/,
    suite: faultSuite('detached-first'),
  },
  {
    id: 'F-mute-detach',
    what: 'a claim is freed without a detach while one of several controllers does not answer',
    bad: '1.11.3',
    always: false,
    evidence: /\[ 'attachment-without-claim' \] to deeply equal \[\]/,
    suite: faultSuite('one-driver-mute'),
  },
  {
    id: 'F-mute-attach',
    what: 'a writer starts on a volume that is not attached while one of several controllers does not answer',
    bad: '1.11.3',
    always: false,
    evidence: /\[ 'claim-without-attachment' \] to deeply equal \[\]/,
    suite: faultSuite('one-driver-mute'),
  },
  {
    id: 'F-claim-on-dead-driver',
    what: 'an allocation whose driver has just died fails for good',
    bad: '1.11.3',
    always: false,
    evidence: /expected 'failed: .*csi_hook.*csi\.sock/s,
    suite: faultSuite('claim-on-dead-driver'),
  },
  {
    id: 'F-evaluation-lost',
    what: 'an evaluation that a server takes as it is cut off is scheduled a minute later',
    bad: '1.11.3',
    evidence: /\[ (?:(?:6\d|7[0-4])(?:, )?)+ \]$/,
    suite: faultSuite('evaluation-lost'),
  },
  {
    id: 'F-change-undone',
    what: 'a change of a job that comes as its deployment succeeds is acknowledged and undone',
    bad: '1.11.3',
    evidence: /\[ (?:'[\w-]+-[1-8]-\d+'(?:, )?)+ \]$/,
    suite: faultSuite('change-undone'),
  },
];
