import { expect, test } from 'vitest';
import { fakeEntry } from '../evidence/fake-entry.ts';
import type { ChaosRound, ClaimDifference, Entry, VolumeRound } from '../evidence/index.ts';
import { judgeChaos } from './judge.ts';

const span = (allocation: string, first: number, last: number, records: number) => {
  return { allocation, node: 'client-1', first, last, records };
};
const volume: VolumeRound = {
  volume: 'v',
  singleWriter: true,
  spans: [span('a', 1, 2, 10), span('b', 3, 4, 10)],
  holes: [],
  acknowledged: { b: 10 },
  releaseMs: 5,
  leaks: [],
};
const round: ChaosRound = {
  round: 1,
  fault: 'agent killed',
  volumes: [volume],
  starts: { allocation: 'l', init: 1, sidecar: 1 },
  ordered: [{ allocation: 'o', mainExits: [0] }],
};
const entry = (kind: string, data: object) => fakeEntry(kind, data);
const stopsOf = (entries: readonly Entry[]) =>
  judgeChaos(entries).findings.flatMap(({ severity, rule }) => (severity === 'stop' ? [rule] : []));
const rulesOf = (...rounds: ChaosRound[]) => stopsOf(rounds.map((each) => entry('chaos-round', each)));
const withVolume = (change: Partial<VolumeRound>) => ({ ...round, volumes: [{ ...volume, ...change }] });

test.each<[string, ChaosRound]>([
  ['record-lost', withVolume({ acknowledged: { b: 11 } })],
  ['record-lost', withVolume({ acknowledged: { never: 1 } })],
  ['record-lost', withVolume({ holes: ['a misses 3'] })],
  ['two-writers', withVolume({ spans: [span('a', 1, 3.5, 10), span('b', 3, 4, 10)] })],
  // The third does not overlap its neighbour.
  [
    'two-writers',
    withVolume({
      spans: [span('a', 1, 9, 10), span('c', 2, 2.5, 10), span('b', 10, 11, 10)],
      acknowledged: {},
    }),
  ],
  [
    'leak',
    withVolume({ leaks: [{ rule: 'stage-without-claim', node: 'client-1', message: 'staged there' }] }),
  ],
  ['hook-reran', { ...round, starts: { allocation: 'l', init: 2, sidecar: 1 } }],
  ['hook-reran', { ...round, starts: { allocation: 'l', init: 1, sidecar: 2 } }],
  ['main-before-init', { ...round, ordered: [{ allocation: 'o', mainExits: [1] }] }],
])('%s is found', (rule, broken) => {
  expect(rulesOf(broken)).toEqual([rule]);
});

test('writers side by side on a multi-writer volume are no finding', () => {
  const spans = [span('a', 1, 3.5, 10), span('b', 3, 4, 10)];
  expect(rulesOf(withVolume({ singleWriter: false, spans }))).toEqual([]);
});

test('what an earlier round had seen and a later one misses is lost', () => {
  expect(rulesOf(round, withVolume({ spans: [span('b', 3, 4, 10)] }))).toEqual(['record-lost']);
});

test('one that writes for long is found with each that wrote meanwhile', () => {
  const spans = [span('a', 1, 9, 10), span('b', 2, 3, 10), span('c', 4, 5, 10)];
  expect(rulesOf(withVolume({ spans }))).toEqual(['two-writers', 'two-writers']);
});

test.each([
  ['stuck', 'WAIT_TIMEOUT'],
  ['claim-kept', 'CLAIM_KEPT'],
])('a round that came to no end is a finding: %s', (rule, code) => {
  const stuck = entry('chaos-stuck', { round: 2, code, error: 'e' });
  expect(judgeChaos([entry('chaos-round', round), stuck]).outcome).toBe('bad');
  expect(stopsOf([entry('chaos-round', round), stuck])).toEqual([rule]);
});

test('a main that Nomad started before its prestart had ended is found by the events alone', () => {
  const event = (type: string, at: number) => ({ type, at, ...(type === 'Terminated' && { exitCode: 0 }) });
  const task = (name: string, role: string, ...events: object[]) => ({
    task: name,
    role,
    sidecar: false,
    events,
  });
  const history = (mainStart: number) =>
    entry('allocation', {
      allocation: 'o',
      tasks: [
        task('init', 'prestart', event('Started', 1), event('Terminated', 3)),
        task('main', 'main', event('Started', mainStart)),
      ],
    });
  const rules = (mainStart: number) => stopsOf([entry('chaos-round', round), history(mainStart)]);
  expect(rules(4)).toEqual([]);
  expect(rules(2)).toEqual(['prestart-before-main']);
});

const attached: ClaimDifference = { rule: 'attachment-without-claim', node: 'client-1', message: 'attached' };
/** A ledger in which the volume's claim by client-1 is freed at index 20 while controllers are, by Nomad's record, `unable`. */
const freedWhile = ({
  leak = attached,
  volume: claimed = 'v',
  nodes = ['client-1'],
  recorded = [{ index: 10, unable: ['client-2'] }],
}: {
  leak?: ClaimDifference;
  volume?: string;
  nodes?: string[];
  recorded?: { index: number; unable: string[] }[];
} = {}) =>
  [
    ...recorded.map((each) => entry('chaos-controllers', each)),
    entry('chaos-step', { round: 1 }),
    entry('chaos-claims', { volume: claimed, index: 15, nodes }),
    entry('chaos-claims', { volume: claimed, index: 20, nodes: [] }),
    entry('chaos-round', withVolume({ leaks: [leak] })),
  ].map((each, mono) => ({ ...each, mono }));

test('a claim that was freed without a detach while a controller had not answered Nomad is known, and told', () => {
  expect(stopsOf(freedWhile())).toEqual([]);
  expect(judgeChaos(freedWhile()).findings).toContainEqual({
    severity: 'note',
    rule: 'freed-attached',
    message: 'round 1: agent killed: volume v: attached',
    evidence: 'chaos-round',
  });
});

test.each([
  ['all controllers could attach', { recorded: [{ index: 10, unable: [] }] }],
  [
    'the controller had answered again before',
    {
      recorded: [
        { index: 10, unable: ['client-2'] },
        { index: 19, unable: [] },
      ],
    },
  ],
  [
    'the controller did not answer only afterwards',
    {
      recorded: [
        { index: 10, unable: [] },
        { index: 21, unable: ['client-2'] },
      ],
    },
  ],
  ['nobody watched the controllers', { recorded: [] }],
  ['it was the claim of another volume', { volume: 'w' }],
  ['it was the claim of another node', { nodes: ['client-2'] }],
  ['it is staged, not attached', { leak: { ...attached, rule: 'stage-without-claim' as const } }],
])('a volume that stays attached is a leak where %s', (_, ledger) => {
  expect(stopsOf(freedWhile(ledger))).toEqual(['leak']);
});

test('what was freed before the round is no excuse for what is found after it', () => {
  const [controllers, step, claimed, freed, found] = freedWhile();
  const moved = [controllers, claimed, freed, step, found].flatMap((each, mono) =>
    each ? [{ ...each, mono }] : [],
  );
  expect(stopsOf(moved)).toEqual(['leak']);
});
