import { expect, test } from 'vitest';
import type { Outcome } from '../../judge/index.ts';
import { fakeReport, ledgerOf, uptime } from '../fake-ledger.ts';

const api = (ms: number, server: string, ok = true) => [ms, 'api', { server, ok, ms: 2 }] as const;
const records = [900, 1000, 1100, 1700, 1800].map((ms, at) => ({
  ...{ sequence: at + 1, wall: 0 },
  allocation: 'aaaaaaaa',
  node: 'client-1',
  at: uptime(ms),
}));

const budget = [{ cost: 'api-gap', ms: 9000, from: '--max-api-gap' }];

function rehearsed(outcome: Outcome) {
  return fakeReport({
    folder: '/runs/u',
    entries: ledgerOf([
      [
        0,
        'plan',
        { from: '1.0.0', to: '1.1.0', mode: 'in-place', steps: ['1/2 server-1', '2/2 client-1'], budget },
      ],
      [1000, 'step-begin', { step: '1/2 server-1', role: 'server' }],
      ...[1000, 1100, 1800, 1900, 2100].map((ms) => api(ms, 'server-1')),
      [1500, 'step-end', { step: '1/2 server-1', role: 'server', downMs: 480 }],
      [1950, 'conformance', { step: '1/2 server-1', passed: 7, failed: 1 }],
      [1960, 'drain-probe', { step: '1/2 server-1', ms: 30 }],
      [2000, 'step-begin', { step: '2/2 client-1', role: 'client' }],
      [2200, 'step-failed', { step: '2/2 client-1', error: 'stuck' }],
      [
        2210,
        'continuity-change',
        { step: '2/2 client-1', planned: false, change: 'lost', message: 'task lost' },
      ],
      [2250, 'leader-asked', { step: 'end', server: 'server-1', question: 'a read', ms: 7 }],
      [2260, 'leader-asked', { step: 'end', server: 'server-1', question: 'a drain', ms: 9, refused: 'no' }],
      [2270, 'started-anew', { job: 'web', way: 'plan', ms: 5 }],
      [2280, 'started-anew', { job: 'web', way: 'start', ms: 6, refused: 'no' }],
      [2300, 'volume-records', { volume: 'upgrade-single', singleWriter: true, records }],
    ]),
    verdict: { kind: 'upgrade', outcome, findings: [] },
  });
}

test('each step lists its cost', () => {
  const { steps } = rehearsed('bad');
  expect(steps[0]).toMatchObject({
    downMs: 480,
    costs: expect.arrayContaining([
      expect.objectContaining({ cost: 'api-gap', ms: 700, allowedMs: 9000, from: 1100, to: 1800 }),
      expect.objectContaining({ cost: 'writer-stall', ms: 600 }),
      expect.objectContaining({ cost: 'exec-stall', ms: undefined }),
    ]),
    drainMs: 30,
    begin: 1000,
    end: 1500,
    until: 2000,
  });
  expect(steps[0]?.tests).toMatchObject({ passed: 7, failed: 1 });
  expect(steps[1]).toMatchObject({
    error: 'stuck',
    changes: ['task lost'],
    downMs: undefined,
  });
});

test('each job is listed with what the new version did with it', () => {
  const [first, ...more] = rehearsed('bad').anew;
  expect([first?.job, more]).toEqual(['web', []]);
  expect(first?.ways).toMatchObject([{ way: 'plan' }, { way: 'start', refused: 'no' }]);
});

test('each leader is listed with its answers', () => {
  const [first, ...more] = rehearsed('bad').leaders;
  expect([first?.server, more]).toEqual(['server-1', []]);
  expect(first?.answers).toMatchObject([
    { question: 'a read', ms: 7 },
    { question: 'a drain', refused: 'no' },
  ]);
});

test('the verdict is that of its judge', () => {
  expect(rehearsed('good')).toMatchObject({
    verdict: 'GO',
    outcome: 'good',
    subject: 'Nomad 1.0.0 to 1.1.0, in place',
  });
  expect(rehearsed('bad')).toMatchObject({ verdict: 'NO-GO', outcome: 'bad' });
});

test('gaps, stalls and steps are lanes of the run', () => {
  const { lanes } = rehearsed('good').page.run;
  const named = (name: string) => lanes.find((lane) => lane.name === name)?.spans;
  expect(named('No server answered')).toMatchObject([{ from: 1100, to: 1800, tone: 'bad' }]);
  expect(named('written by')?.map(({ tone }) => tone)).toEqual(['write', 'stall', 'write']);
  expect(named('steps')?.filter(({ tone }) => tone === 'bad')).toMatchObject([{ label: '2/2 client-1' }]);
});
