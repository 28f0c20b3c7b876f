import { expect, test } from 'vitest';
import { fakeEntry } from '../../evidence/fake-entry.ts';
import { changed, rehearsed } from '../verdict/fake-rehearsal.ts';
import { judge } from '../verdict/judge.ts';
import { steps } from '../verdict/sound-ledger.ts';

const [first, second] = steps;
const found = (entries: Parameters<typeof judge>[0]) => {
  const { outcome, findings } = judge(entries);
  return [outcome, ...findings.map(({ severity, rule }) => `${severity} ${rule}`)];
};

test('what Nomad does not support in an order is a note, and what was bad in it stays bad', () => {
  const unsupported = ['1/3 leader goes back'];
  expect(found(rehearsed(changed('plan', { unsupported })))).toEqual(['good', 'note order-unsupported']);
  const failed = fakeEntry('step-failed', { step: second, error: 'AGENT_DIED' }, { mono: 140e9 });
  expect(found([...rehearsed(changed('plan', { unsupported })), failed])).toEqual([
    ...['bad', 'stop step-failed', 'note order-unsupported'],
  ]);
});

test('a server that refuses to go back is a note: Nomad promises no way back', () => {
  const refused = fakeEntry('put-back-refused', { step: first, error: 'AGENT_DIED' }, { mono: 40e9 });
  expect(found([...rehearsed(), refused])).toEqual(['good', 'note put-back-refused']);
});

test('a step that replaces no agent has no absence, and is due as any other', () => {
  const paused = { did: 'pause', downMs: undefined, before: undefined, after: undefined };
  expect(found(rehearsed(changed('step-end', paused, { step: second })))).toEqual(['good']);
  expect(
    judge(rehearsed(changed('step-end', paused, { step: second }))).measures.agentDown,
  ).not.toHaveProperty([second]);
  const unpaused = rehearsed(changed('step-end', undefined, { step: second }));
  expect(found(unpaused)).toContain('unknown steps-undone');
});

test('a machine that comes back from a reboot as another one is NO-GO', () => {
  const rebooted = { did: 'reboot', downMs: undefined, before: 'n1', after: 'n2' };
  expect(found(rehearsed(changed('step-end', rebooted, { step: second })))).toEqual([
    ...['bad', 'stop identity-changed'],
  ]);
});
