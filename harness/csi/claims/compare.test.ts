import { expect, test } from 'vitest';
import type { VolumeClaim } from '../../evidence/index.ts';
import { compareHoldings, type VolumeHoldings } from './compare.ts';
import type { VolumeMount } from './mounts.ts';

const claim: VolumeClaim = { allocationId: 'a1', node: 'client-1', mode: 'write', ended: false };
const publish: VolumeMount = {
  node: 'client-1',
  volumeId: 'v',
  kind: 'publish',
  allocationId: 'a1',
  readonly: false,
  path: '/p',
};
const stage: VolumeMount = { node: 'client-1', volumeId: 'v', kind: 'stage', readonly: false, path: '/s' };
const agreed: VolumeHoldings = {
  claims: [claim],
  mounts: [publish, stage],
  attachments: [{ node: 'client-1' }],
};

const rules = (held: VolumeHoldings) => compareHoldings(held).map(({ rule }) => rule);

test('nothing held and all sides agreed are both without difference', () => {
  expect(rules({ claims: [], mounts: [], attachments: [] })).toEqual([]);
  expect(rules(agreed)).toEqual([]);
});

test('a reader that may not write is without difference', () => {
  const mounts = [{ ...publish, readonly: true }, stage];
  expect(rules({ ...agreed, claims: [{ ...claim, mode: 'read' }], mounts })).toEqual([]);
});

test('where mounts cannot be looked at, claims of living allocations are right and others are not', () => {
  const unseen = { mounts: undefined, attachments: undefined };
  expect(rules({ claims: [claim, { ...claim, mode: 'read' }], ...unseen })).toEqual([]);
  expect(rules({ claims: [{ ...claim, ended: true }], ...unseen })).toEqual(['claim-of-ended-allocation']);
});

test('a driver whose state cannot be read is not judged', () => {
  expect(rules({ claims: [claim], mounts: [publish] })).toEqual([]);
});

test.each<[string, VolumeHoldings, string[]]>([
  [
    'the claim outlived its allocation',
    { ...agreed, claims: [{ ...claim, ended: true }] },
    ['claim-of-ended-allocation'],
  ],
  ['the mount is gone', { ...agreed, mounts: [stage] }, ['claim-without-mount']],
  [
    'the mount is on another node',
    { ...agreed, mounts: [{ ...publish, node: 'client-2' }] },
    ['claim-without-mount', 'mount-without-claim'],
  ],
  [
    'a reader may write',
    { ...agreed, claims: [{ ...claim, mode: 'read' }] },
    ['read-claim-mounted-writable'],
  ],
  ['the attachment is gone', { ...agreed, attachments: [] }, ['claim-without-attachment']],
  [
    'the claim is gone',
    { ...agreed, claims: [] },
    ['mount-without-claim', 'stage-without-claim', 'attachment-without-claim'],
  ],
])('%s', (_name, held, expected) => {
  expect(rules(held)).toEqual(expected);
});
