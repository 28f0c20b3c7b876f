import { expect, test } from 'vitest';
import { injections } from '../../../harness/upgrade/index.ts';
import { injectedRehearsals, rehearsalDefects } from './failures.ts';
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

test('a rule that tells of more than one failure is asked for its own', () => {
  const wiped = { id: 'wiped-client', what: 'w', rule: 'identity-changed', about: 'another node' } as const;
  const other = finding('stop', 'identity-changed', 'server-1 came back as another raft peer');
  expect(judgeRehearsal(wiped, [other])).toMatchObject({ outcome: 'bad' });
  const own = finding('stop', 'identity-changed', 'client-1 came back as another node');
  expect(judgeRehearsal(wiped, [other, own])).toMatchObject({ outcome: 'good', said: own.message });
});

test('failures that are injected at once are told apart', () => {
  for (const { defects } of injectedRehearsals) {
    const told = defects.map(({ rule, about }) => `${rule} ${about}`);
    expect(new Set(told).size).toBe(defects.length);
  }
});

test('each failure that can be injected is tried', () => {
  expect(rehearsalDefects.map(({ id }) => id).toSorted()).toEqual([...injections].toSorted());
});
