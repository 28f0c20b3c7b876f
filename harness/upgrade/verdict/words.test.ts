import { expect, test } from 'vitest';
import { budgetOf } from '../../disruption/index.ts';
import { events } from '../../evidence/index.ts';
import { stop, unknown } from '../../judge/index.ts';
import { inWords } from './words.ts';

const measures = {
  worst: { 'api-gap': { ms: 900, from: 0, to: 9e8, step: '3/7 server-2' } },
  costs: [],
  agentDown: { '3/7 server-2': 9000, '4/7 client-1': 3000 },
  heartbeatGraceMs: 5000,
  budget: budgetOf(5000, { 'api-gap': 9000 }),
  records: 10,
  lostRecords: 1,
  submitted: 4,
  claimsTried: 7,
  leaders: { tried: 18, good: 16 },
  anew: { tried: 20, good: 20 },
  moved: 0,
  rollbackGap: undefined,
};

test('a NO-GO names its finding, the evidence, the command and the margin, and ends with the verdict', () => {
  const findings = [stop('record-lost', events.volumeRecords, 'volume v lost 1 acknowledged record')];
  const text = inWords(
    { outcome: 'bad', findings, measures },
    {
      from: '1.9.4',
      to: '1.11.3',
      run: 'runs/x',
      report: 'runs/x/report.html',
      again: 'npx nomad-e2e upgrade',
      changes: 'what changed:\n- x\n',
    },
  );
  expect(text).toContain('STOP record-lost: volume v lost 1 acknowledged record');
  expect(text).toContain(`evidence: grep '"kind":"volume-records"' runs/x/ledger.ndjson`);
  expect(text.indexOf('what changed:\n- x\n'), 'changes after the findings').toBeGreaterThan(
    text.indexOf('STOP'),
  );
  expect(text).toContain('again: npx nomad-e2e upgrade');
  expect(text).toContain('led in turn: 16 of 18; jobs planned, restarted or started anew: 20 of 20');
  expect(text).toContain('3000 ms of 5000 ms heartbeat_grace, 2000 ms of margin');
  expect(text).toContain('answer of the API: 900 ms of 9000 ms that are allowed (3/7 server-2)');
  expect(text).toContain('in which a writer wrote nothing: not measured');
  expect(text.trimEnd().split('\n').at(-1)).toBe('NO-GO: Nomad 1.9.4 to 1.11.3');
});

test('what was due and was not seen is UNKNOWN in the last line', () => {
  const findings = [unknown('unproven', events.claimProbe, 'claim-probe was due and was not seen')];
  const words = { from: '1', to: '2', run: 'r', report: 'r', again: 'again', changes: '' };
  const text = inWords({ outcome: 'unknown', findings, measures }, words);
  expect(text).toContain('UNKNOWN unproven: claim-probe was due and was not seen');
  expect(text.trimEnd().split('\n').at(-1)).toBe('UNKNOWN: Nomad 1 to 2');
});
