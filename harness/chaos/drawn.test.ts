import { expect, test } from 'vitest';
import { fakeEntry } from '../evidence/fake-entry.ts';
import { events } from '../evidence/index.ts';
import { judgeChaos } from './judge.ts';
import { soundChaos } from './sound-ledger.ts';

const skipped = (fault: string) => fakeEntry('chaos-skipped', { fault, reason: 'no module', id: 'chaos-0' });
const given = (steps: number | undefined) =>
  soundChaos().map((entry) => (events.chaosPlan.is(entry) ? { ...entry, steps } : entry));
const passed = ['packet-loss', 'cut-off', 'packet-loss'].map(skipped);
const findingsOf = (entries: Parameters<typeof judgeChaos>[0]) =>
  judgeChaos(entries).findings.map(({ severity, rule, message }) => [severity, rule, message]);

test('faults that were drawn and are not available are counted by kind and noted', () => {
  const ledger = [...soundChaos(), ...passed];
  expect(judgeChaos(ledger)).toMatchObject({
    outcome: 'good',
    passedOver: [
      { fault: 'packet-loss', times: 2 },
      { fault: 'cut-off', times: 1 },
    ],
  });
  expect(findingsOf(ledger).slice(0, 2)).toEqual([
    ['note', 'fault-unavailable', 'packet-loss (2 times): no module'],
    ['note', 'fault-unavailable', 'cut-off (once): no module'],
  ]);
});

test('a step of a given schedule that is not available is unknown', () => {
  expect(judgeChaos(given(2)).outcome).toBe('good');
  const ledger = [...given(3), skipped('packet-loss')];
  expect(judgeChaos(ledger).outcome).toBe('unknown');
  expect(findingsOf(ledger)).toEqual([['unknown', 'fault-unavailable', 'packet-loss (once): no module']]);
});

test('faults of the menu that never came up are named, but for a given schedule', () => {
  const notes = (entries: Parameters<typeof judgeChaos>[0]) =>
    judgeChaos(entries).findings.filter(({ rule }) => rule === 'faults-undrawn');
  expect(notes(soundChaos())).toHaveLength(1);
  const [{ message } = { message: '' }] = notes([...soundChaos(), ...passed]);
  expect(message).toMatch(/^never drawn: agent-terminated, /);
  expect(message).not.toMatch(/agent-killed|node-killed|packet-loss|cut-off/);
  expect(notes(given(2))).toEqual([]);
});

test('records that nobody could watch are a note: they would only excuse a leak', () => {
  const ledger = [...given(2), fakeEntry('chaos-unwatched', { id: 'chaos-0', error: 'gone' })];
  expect(judgeChaos(ledger).outcome).toBe('good');
  expect(findingsOf(ledger)).toEqual([['note', 'unwatched', 'a record could no longer be read: gone']]);
});
