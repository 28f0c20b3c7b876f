import { expect, test } from 'vitest';
import { fakeEntry } from '../evidence/fake-entry.ts';
import { type ChaosRound, type Entry, events } from '../evidence/index.ts';
import { judgeChaos } from './judge.ts';
import { soundChaos } from './sound-ledger.ts';

const sound = soundChaos();
const without = (kind: { is: (entry: Entry) => boolean }) => sound.filter((entry) => !kind.is(entry));
/** The sound ledger with another first round. */
const withRound = (change: (round: Entry & ChaosRound) => Partial<ChaosRound>) =>
  sound.map((entry) =>
    events.chaosRound.is(entry) && entry.round === 1 ? { ...entry, ...change(entry) } : entry,
  );
/** The sound ledger with other acknowledgements of the first round's writers. */
const withAcknowledged = (change: (of: string, count: number, at: number) => [string, unknown][]) =>
  withRound(({ volumes }) => ({
    volumes: volumes.map((each) => {
      const acknowledged = Object.entries(each.acknowledged).flatMap(([of, count], at) =>
        change(of, count, at),
      );
      return { ...each, acknowledged: Object.fromEntries(acknowledged) as Record<string, number> };
    }),
  }));
const withPlan = (change: object) =>
  sound.map((entry) => (events.chaosPlan.is(entry) ? { ...entry, ...change } : entry));
/** What came before a moment of the run, in seconds after its plan. */
const until = (second: number) => sound.filter(({ mono }) => mono <= (16_000 + second) * 1e9);

const judged = (entries: readonly Entry[]) => {
  const { outcome, findings } = judgeChaos(entries);
  const worst = findings.filter(({ severity }) => severity !== 'note');
  return [outcome, [...new Set(worst.map(({ rule }) => rule))]];
};

test('a schedule in which each due thing was seen and held is good, also where a machine was lost', () => {
  expect(judged(sound)).toEqual(['good', []]);
  expect(judgeChaos(sound).rounds).toBe(2);
});

test.each<[string, readonly Entry[], string[]]>([
  ['nothing', [], ['no-plan', 'no-round']],
  ['no plan', without(events.chaosPlan), ['no-plan']],
  ['no end', without(events.chaosEnd), ['no-end']],
  ['no step', without(events.chaosStep), ['round-missing']],
  ['no round', without(events.chaosRound), ['round-missing', 'no-round']],
  ['killed in the second round', until(22), ['round-missing', 'no-end']],
  ['killed between rounds', until(20), ['no-end']],
  ['a given step that was not taken', withPlan({ steps: 3 }), ['step-missing']],
  ['a volume that was not read', withRound(({ volumes }) => ({ volumes: volumes.slice(1) })), ['unseen']],
  ['no volume', withRound(() => ({ volumes: [] })), ['unseen']],
  ['no acknowledgement', withAcknowledged(() => []), ['unseen']],
  ['acknowledgements that are no number', withAcknowledged((of) => [[of, null]]), ['unseen']],
  ['an acknowledgement of nothing', withAcknowledged((of) => [[of, 0]]), ['unseen']],
  [
    'one of two writers without acknowledgement',
    withAcknowledged((of, count, at) => (at === 0 ? [[of, count]] : [])),
    ['unseen'],
  ],
  ['no count of starts', withRound(({ starts }) => ({ starts: { ...starts, init: NaN } })), ['unseen']],
  ['no ordered job', withRound(() => ({ ordered: [] })), ['unseen']],
  [
    'an ordered job whose main never ran',
    withRound(() => ({ ordered: [{ allocation: 'o1', mainExits: [] }] })),
    ['unseen'],
  ],
  [
    'an ordered job whose main was killed',
    withRound(() => ({ ordered: [{ allocation: 'o1', mainExits: [137] }] })),
    ['unseen'],
  ],
  ['no task events', without(events.allocation), ['unseen', 'writer-unseen']],
])('what was due and is not there is unknown: %s', (_, entries, rules) => {
  expect(judged(entries)).toEqual(['unknown', rules]);
});

test('a main that did not find what init makes is bad, whatever it ended with afterwards', () => {
  const ordered = [{ allocation: 'o1', mainExits: [1] }];
  expect(judged(withRound(() => ({ ordered })))).toEqual(['bad', ['main-before-init']]);
});

test('a round that failed for the sake of the machine is unknown, one that Nomad failed is bad', () => {
  const stuck = (ours: boolean) =>
    fakeEntry('chaos-stuck', { round: 2, code: 'ENGINE', error: 'agent-killed: no engine answers', ours });
  expect(judged([...sound, stuck(true)])).toEqual(['unknown', ['round-failed']]);
  expect(judged([...sound, stuck(false)])).toEqual(['bad', ['stuck']]);
});

test('a ledger with lines that could not be read is unknown', () => {
  const unread = fakeEntry('unreadable', { file: 'l', lines: 1, first: { line: 7, reason: 'torn' } });
  expect(judged([...sound, unread])).toEqual(['unknown', ['ledger-unreadable']]);
});
