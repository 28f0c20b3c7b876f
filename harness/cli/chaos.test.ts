import { expect, test } from 'vitest';
import type { ChaosVerdict } from '../chaos/index.ts';
import { chaosInWords } from './chaos.ts';

const good: ChaosVerdict = { outcome: 'good', rounds: 3, findings: [], passedOver: [] };
const last = (verdict: Partial<ChaosVerdict>) => chaosInWords({ ...good, ...verdict }).at(-1);
const known = { severity: 'note', rule: 'freed-attached', message: 'm' } as const;
const undrawn = { severity: 'note', rule: 'faults-undrawn', message: 'never drawn: a' } as const;
const stop = { severity: 'stop', rule: 'stuck', message: 'm' } as const;
const unknown = { severity: 'unknown', rule: 'no-end', message: 'm' } as const;
const passedOver = [
  { fault: 'packet-loss', reason: 'r', times: 9 },
  { fault: 'cut-off', reason: 'r', times: 1 },
];

test.each<[Partial<ChaosVerdict>, string]>([
  [{}, '3 rounds, 0 findings: passed'],
  [{ findings: [undrawn] }, '3 rounds, 0 findings: passed'],
  [{ passedOver }, '3 rounds, 0 findings: passed; not available here: packet-loss (9 times), cut-off (once)'],
  [
    { findings: [known] },
    '3 rounds, 0 findings, 1 of known Nomad behaviour: passed except known Nomad behaviour',
  ],
  [
    { findings: [known], passedOver: passedOver.slice(1) },
    '3 rounds, 0 findings, 1 of known Nomad behaviour: passed except known Nomad behaviour; not available here: cut-off (once)',
  ],
  [{ outcome: 'bad', findings: [stop, undrawn] }, '3 rounds, 1 findings: failed'],
  [{ outcome: 'unknown', findings: [unknown] }, '3 rounds, 1 findings: unknown'],
])('the result of %j', (verdict, line) => {
  expect(last(verdict)).toBe(line);
});

test('each finding has a line with its severity', () => {
  expect(chaosInWords({ ...good, findings: [stop, unknown, known, undrawn] }).slice(0, 4)).toEqual([
    'STOP stuck: m',
    'UNKNOWN no-end: m',
    'known freed-attached: m',
    'note faults-undrawn: never drawn: a',
  ]);
});
