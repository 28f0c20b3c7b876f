import { expect, test } from 'vitest';
import type { DriverCall } from '../../evidence/index.ts';
import { unstagedFromUnder } from './unstaged-late.ts';

const call = (name: string, asked: number, more: Partial<DriverCall> = {}): DriverCall => ({
  ...{ volume: 'v', call: name, node: 'client-1', asked, answered: asked + 1, outcome: 'ok', staging: '/s' },
  ...more,
});
const stage = call('nodeStageVolume', 10);
const unstage = call('nodeUnstageVolume', 20);
const refused = call('nodePublishVolume', 30, {
  outcome: 'FAILED_PRECONDITION',
  target: '/csi/per-alloc/a1/v/rw',
});

test.each<[what: string, DriverCall[], boolean]>([
  ['it was unstaged between its stage and its mount', [stage, unstage, refused], true],
  ['it was never staged', [unstage, refused], false],
  ['its stage was refused', [{ ...stage, outcome: 'INTERNAL' }, unstage, refused], false],
  ['it was unstaged before it was staged', [unstage, { ...stage, asked: 25 }, refused], false],
  [
    'it was asked to unstage before, and did later',
    [{ ...unstage, asked: 5, answered: 25 }, stage, refused],
    true,
  ],
  ['it never answered to unstage', [stage, { ...unstage, answered: undefined }, refused], true],
  ['it was unstaged after its mount', [stage, { ...unstage, asked: 40 }, refused], false],
  ['another node unstaged it', [stage, { ...unstage, node: 'client-2' }, refused], false],
  ['another path was unstaged', [stage, { ...unstage, staging: '/t' }, refused], false],
  ['another allocation was refused', [stage, unstage, { ...refused, target: '/per-alloc/a2/v/rw' }], false],
  ['its mount was made', [stage, unstage, { ...refused, outcome: 'ok' }], false],
  ['nobody was asked', [], false],
])(
  'where %s, it is told from the calls whether it was unstaged from under its next holder',
  (_, calls, holds) => {
    expect(unstagedFromUnder(calls, 'a1')).toBe(holds);
  },
);
