import { expect, test } from 'vitest';
import { injections } from '../../../harness/upgrade/index.ts';
import { rehearsalDefects } from './failures.ts';
import { judgeRehearsal } from './judge.ts';

const defect = { id: 'held-client', what: 'w', rule: 'identity-lost' } as const;
const finding = (severity: 'stop' | 'note' | 'unknown', rule: string, message = 'm\nmore') => ({
  severity,
  rule,
  message,
});

test.each([
  ['good', 'm', [finding('note', 'other'), finding('stop', 'identity-lost')]],
  ['unknown', 'known, not told: m', [finding('note', 'identity-lost')]],
  ['unknown', 'not looked at: identity: too old', [finding('note', 'skipped', 'identity: too old')]],
  ['bad', 'rule identity-lost did not tell; found: nothing', [finding('note', 'skipped', 'cut-off: x')]],
  ['bad', 'rule identity-lost did not tell; found: record-lost', [finding('stop', 'record-lost')]],
])('%s: %s', (outcome, said, findings) => {
  expect(judgeRehearsal(defect, findings)).toMatchObject({ outcome, said });
});

test('failures that can be at once are told by rules of their own', () => {
  expect(new Set(rehearsalDefects.map(({ rule }) => rule)).size).toBe(rehearsalDefects.length);
  expect(injections).toEqual(expect.arrayContaining(rehearsalDefects.map(({ id }) => id)));
});
