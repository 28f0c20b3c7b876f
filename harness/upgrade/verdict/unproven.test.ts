import { describe, expect, test } from 'vitest';
import { fakeEntry } from '../../evidence/fake-entry.ts';
import { checks } from '../checks/index.ts';
import { altered, changed, rehearsed } from './fake-rehearsal.ts';
import { judge } from './judge.ts';
import { beginOf, type Line, ledgerOf, multi, single, soundLines, steps } from './sound-ledger.ts';

const found = (change: (line: Line) => Line | undefined) => {
  const { outcome, findings } = judge(rehearsed(change));
  return [outcome, ...findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`)];
};
const without =
  (...kinds: string[]) =>
  (line: Line) =>
    kinds.includes(line[1]) ? undefined : line;

const kinds = [...new Set(soundLines().map(([, kind]) => kind))];
/** Those whose lack has a finding of its own. */
const named = ['plan', 'step-begin', 'step-end'];

/** What is left by what is tried after each step. */
const triedKinds = checks.flatMap(({ atEachStep, leaves = [] }) =>
  atEachStep ? leaves.filter(({ at }) => at).map(({ kind }) => kind.name) : [],
);

describe('a rehearsal that lacks a kind of evidence is UNKNOWN, and says which', () => {
  test.each(kinds.filter((kind) => !named.includes(kind)))('%s', (kind) => {
    const [outcome, ...findings] = found(without(kind));
    expect(outcome).toBe('unknown');
    expect(findings.join('\n')).toContain(`unknown unproven: ${kind} was due and was not seen`);
  });
  test.each(triedKinds)('%s after one step of three', (kind) => {
    const only = found(([second, own, data]) =>
      own === kind && Reflect.get(data, 'step') !== steps[0] ? undefined : [second, own, data],
    );
    expect(only[0]).toBe('unknown');
    expect(only[1]).toMatch(new RegExp(`^unknown unproven: ${kind} was due and was not seen: .*${steps[1]}`));
  });
  test('all of them', () => {
    expect(found(without(...kinds.filter((kind) => kind !== 'plan')))[0]).toBe('unknown');
  });
});

test.each([
  [
    'registration of one type by one server',
    'registration',
    { type: 'system', step: steps[1] },
    'server-1 system, 2/3',
  ],
  [
    'new work on one client',
    'work-placed',
    { step: steps[2] },
    'client-1, 3/3 client-1; client-2, 3/3 client-1',
  ],
  ['the records of one volume', 'volume-records', { volume: multi.volume }, multi.volume],
  ['the stop of one writer', 'writer-stopped', { job: multi.job }, multi.job],
  ['the end of one probe', 'probe-end', { probe: 'submit' }, 'submit upgrade'],
])('%s is due by itself', (_, kind, where, named) => {
  expect(found(changed(kind, undefined, where))).toEqual([
    'unknown',
    expect.stringContaining(`unproven: ${kind} was due and was not seen: ${named}`),
  ]);
});

test.each([
  ['submit', 'accepted', 'not there', () => undefined],
  ['submit', 'accepted', 'without success', (line: Line) => changed(line[1], { ok: false })(line)],
  ['api', 'server-1', 'without success', (line: Line) => changed(line[1], { ok: false })(line)],
])(
  'samples of %s (%s) that are %s in one step are due, whatever those of others',
  (kind, part, _, change) => {
    const [from, until] = [beginOf(1), beginOf(2)];
    const patient = changed('plan', { budget: [{ cost: 'api-gap', ms: 1e6, from: '' }] });
    const muted = found((line) =>
      line[1] === kind && line[0] >= from && line[0] <= until ? change(line) : patient(line),
    );
    expect(muted).toEqual([
      'unknown',
      expect.stringContaining(`${kind} was due and was not seen: ${part}, 2/3`),
    ]);
  },
);

describe('after a step that failed what was due later is not repeated', () => {
  const cut = soundLines().filter(([second]) => second < 55);
  test('a failed step: one finding for the rest, and NO-GO', () => {
    const { outcome, findings } = judge([
      ...ledgerOf(cut),
      fakeEntry('step-failed', { step: steps[1], error: 'stuck' }, { mono: 56e9 }),
    ]);
    expect(outcome).toBe('bad');
    expect(findings.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([
      'stop step-failed',
      'unknown steps-undone',
      'unknown unproven',
    ]);
    expect(findings[2]?.message).toMatch(/^after that failure these were due .*twin-probe, .*volume-records/);
  });
  test('a harness that was killed: UNKNOWN', () => {
    const { outcome, findings } = judge(ledgerOf(cut));
    expect(outcome).toBe('unknown');
    expect(findings.map(({ rule }) => rule)).toEqual(['steps-undone', 'unproven']);
  });
  test('what was missing before it is named all the same', () => {
    const { findings } = judge(ledgerOf(cut.filter(([, kind]) => kind !== 'rollout')));
    expect(findings.map(({ message }) => message)).toContain(
      'rollout was due and was not seen: before; 1/3 server-1',
    );
  });
});

test.each([
  ['due', { due: [] }],
  ['budget', { budget: [] }],
])('a ledger whose plan has no %s is at best UNKNOWN', (_, fields) => {
  expect(found(changed('plan', fields))).toEqual([
    'unknown',
    expect.stringContaining('unplanned: the ledger did not note what was due'),
  ]);
  const bad = (line: Line) => changed('submit-lost', { jobs: ['j'] })(changed('plan', fields)(line) ?? line);
  expect(found(bad)[0]).toBe('bad');
});

test.each<[string, object]>([
  ['null', { [single.allocation]: null as unknown as number }],
  ['no entry', {}],
  ['a fraction', { [single.allocation]: 1.5 }],
  ['less than nothing', { [single.allocation]: -1 }],
])('an acknowledgement that is %s is UNKNOWN', (_, acknowledged) => {
  // Past the schema of the ledger's reader: the judge is the last to ask.
  const entries = rehearsed().map((entry) =>
    entry.kind === 'volume-records' && entry.volume === single.volume ? { ...entry, acknowledged } : entry,
  );
  expect(judge(entries)).toMatchObject({
    outcome: 'unknown',
    findings: [{ rule: 'unproven', message: expect.stringContaining(single.allocation) }],
  });
});

test('a rollback that was asked for is due', () => {
  const { outcome, findings } = judge(ledgerOf(soundLines({ rollback: true })));
  expect(outcome).toBe('unknown');
  expect(findings.map(({ evidence }) => evidence)).toEqual([
    'probe-begin',
    'probe-end',
    'snapshot',
    'rollback-begin',
    'rollback-damage',
  ]);
});

test("looks at the operator's jobs are due, at each step and after their stop", () => {
  const own = soundLines({ own: true });
  const judged = (kind: string, where = {}) => judge(ledgerOf(altered(own, changed(kind, undefined, where))));
  expect(judge(ledgerOf(own))).toMatchObject({ outcome: 'good', findings: [] });
  for (const step of [steps[1], 'before the first step', 'after their stop']) {
    const message = `own-observed was due and was not seen: ${step}`;
    expect(judged('own-observed', { step })).toMatchObject({ outcome: 'unknown', findings: [{ message }] });
  }
  expect(judged('own-job')).toMatchObject({ outcome: 'unknown', findings: [{ evidence: 'own-job' }] });
});

test('writers that a rollback made the servers forget have no acknowledgement that is due', () => {
  const damage = [{ what: 'allocations', id: single.allocation, change: 'forgotten' }];
  const forgotten = fakeEntry('rollback-damage', { damage }, { mono: 119e9 });
  const entries = rehearsed(changed('volume-records', { acknowledged: {} }, { volume: single.volume }));
  expect(judge(entries).outcome).toBe('unknown');
  expect(judge([...entries, forgotten]).findings.map(({ severity }) => severity)).toEqual(['note']);
});
