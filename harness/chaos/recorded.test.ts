import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLedger } from '../evidence/index.ts';
import { judgeChaos } from './judge.ts';

const folder = join(import.meta.dirname, 'recorded');

/** Ledgers of runs of Nomad 1.11.3 with `chaos --inject`, their first attempt: what the judgement has to say of each. */
const reasons: Record<string, string> = {
  'early-main': 'main-before-init',
  'hook-reran': 'hook-reran',
  'two-writers': 'two-writers',
};

test('each recorded run is judged', () => {
  const names = Object.keys(reasons).map((name) => `${name}.ndjson`);
  expect(readdirSync(folder).sort()).toEqual(names);
});

test.each(Object.entries(reasons))(
  'with %s injected, %s is found in the second round and nothing else',
  (name, rule) => {
    const { findings, outcome } = judgeChaos(readLedger(join(folder, `${name}.ndjson`)));
    const stops = findings.filter(({ severity }) => severity === 'stop');
    expect([outcome, stops.map((each) => each.rule)]).toEqual(['bad', [rule]]);
    expect(stops[0]?.message).toMatch(/^round 2: /);
    // They were recorded before a ledger had what was due.
    expect(findings.map((each) => each.rule).filter((each) => each !== rule)).toEqual(['no-plan']);
  },
);
