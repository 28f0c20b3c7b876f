import { expect, test } from 'vitest';
import { claimsOf } from './claims.ts';
import type { AllocationListStub, CsiVolume } from './index.ts';

const claimed = (by: Partial<CsiVolume>) => claimsOf(by as CsiVolume);
const stub = (ClientStatus: string) =>
  ({ ID: 'a1', NodeID: 'n1', NodeName: 'client-1', ClientStatus }) as AllocationListStub;

test('a claim has its allocation, mode and node', () => {
  expect(claimed({ ReadAllocs: { a1: null }, WriteAllocs: null, Allocations: [stub('running')] })).toEqual([
    {
      allocationId: 'a1',
      mode: 'read',
      nodeId: 'n1',
      nodeName: 'client-1',
      clientStatus: 'running',
      ended: false,
    },
  ]);
});

test.each([
  ['pending', false],
  ['complete', true],
  ['lost', true],
])('a claim of an allocation that is %s has ended: %s', (status, ended) => {
  expect(claimed({ WriteAllocs: { a1: null }, Allocations: [stub(status)] })).toMatchObject([
    { mode: 'write', ended },
  ]);
});

test('a claim of an allocation that is collected has ended', () => {
  expect(claimed({ WriteAllocs: { a1: null }, Allocations: null })).toMatchObject([
    { nodeId: undefined, ended: true },
  ]);
});
