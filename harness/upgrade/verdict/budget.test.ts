import { describe, expect, test } from 'vitest';
import { budgetOf, historyOf } from '../../disruption/index.ts';
import type { Entry } from '../../evidence/index.ts';
import { altered, changed, rehearsed } from './fake-rehearsal.ts';
import { judge } from './judge.ts';
import { beginOf, type Line, ledgerOf, soundLines, steps } from './sound-ledger.ts';

const found = (entries: readonly Entry[]) => {
  const { outcome, findings } = judge(entries);
  return [outcome, ...findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`)];
};
const [from, until] = [beginOf(1) + 1, beginOf(1) + 18];
/** These lines are changed within the second step. */
const within = (is: (fields: object) => boolean, change: (line: Line) => Line | undefined) => (line: Line) =>
  line[0] > from && line[0] < until && is(line[2]) ? change(line) : line;
const has = (fields: object) => (line: object) =>
  Object.entries(fields).every(([key, value]) => Reflect.get(line, key) === value);
const refused = ([second, kind, fields]: Line): Line => [second, kind, { ...fields, ok: false }];
const gone = () => undefined;

/** Of a rehearsal whose streams may be silent for less long than usual. */
const given = { 'exec-stall': 15_000, 'log-stall': 15_000 };
const lines = altered(soundLines(), changed('plan', { budget: budgetOf(5000, given) }));

describe('what is over its bound in one step is NO-GO, with the step, the number and where the bound is from', () => {
  test.each([
    [
      'no answer on new connections',
      within(has({ connection: 'new' }), refused),
      `connect-gap: no server answered on a new connection for 17000 ms (${steps[1]}), 10000 ms are allowed: twice heartbeat_grace`,
    ],
    [
      'a silent exec session',
      within(has({ stream: 'exec' }), gone),
      `exec-stall: a command in a task on client-1 answered nothing for 17000 ms (${steps[1]}), 15000 ms are allowed: --max-exec-stall`,
    ],
    [
      'a silent log stream',
      within(has({ stream: 'logs' }), gone),
      `log-stall: the log of a task on client-1 that writes twice a second said nothing for 17000 ms (${steps[1]}), 15000 ms are allowed: --max-log-stall`,
    ],
    [
      'a job that waited',
      changed('scheduled', { jobs: [{ job: `j${from}`, ms: 91_000 }] }, { step: steps[1] }),
      `scheduling-delay: a job that was accepted did not run for 91000 ms (${steps[1]}), 90000 ms are allowed: the 60 s after which Nomad offers an evaluation again, and 30 s`,
    ],
  ])('%s', (_, change, message) => {
    expect(found(ledgerOf(altered(lines, change)))).toEqual(['bad', `stop ${message}`]);
  });
});

test('a bound that a flag states is named by it, and one that was not measured is UNKNOWN', () => {
  const strict = changed('plan', { budget: budgetOf(5000, { 'scheduling-delay': 300 }) });
  expect(found(rehearsed(strict))).toEqual(['bad', ...steps.map(late)]);
  const unmeasured = (line: Line) => changed('scheduled', { jobs: [] }, { step: steps[1] })(line) ?? line;
  expect(found(rehearsed(unmeasured))).toEqual([
    'unknown',
    `unknown unproven: scheduled was due and was not seen: ${steps[1]}`,
  ]);
});
const late = (step: string) =>
  `stop scheduling-delay: a job that was accepted did not run for 400 ms (${step}), 300 ms are allowed: --max-scheduling-delay`;

describe('an earlier rehearsal bounds each kind of step', () => {
  const earlier = { name: 'runs/x', steps: judge(rehearsed()).measures.costs };
  const bounded = (change: (line: Line) => Line | undefined) =>
    found(
      ledgerOf(
        altered(
          altered(soundLines(), change),
          changed('plan', { budget: budgetOf(5000, {}, historyOf(earlier)) }),
        ),
      ),
    );
  test('one that costs as much is GO', () => {
    expect(bounded((line) => line)).toEqual(['good']);
  });
  test('one that costs more than is allowed after it is NO-GO, though the usual bound holds', () => {
    const longer = (line: Line) =>
      line[0] > from && line[0] < from + 5 && has({ connection: 'reused' })(line[2]) ? refused(line) : line;
    expect(bounded(longer)).toEqual([
      'bad',
      `stop api-gap: no server answered for 5000 ms (${steps[1]}), 2500 ms are allowed: runs/x had 1000 ms (${steps[1]}), and half of it and 1 s more are allowed`,
    ]);
  });
});

describe('the streams to a client that is drained', () => {
  const drained = (planned: boolean) => {
    const back = beginOf(2) + 20;
    const moving = altered(lines, ([second, kind, fields]) => {
      if (kind !== 'stream' || second <= beginOf(2)) return [second, kind, fields];
      return second < back ? undefined : [second, kind, { ...fields, allocation: 'alloc-next' }];
    });
    const moved = { change: 'moved', planned, allocation: 'alloc-sys', message: 'it moved', step: steps[2] };
    return found(ledgerOf([...moving, [beginOf(2) + 3, 'continuity-change', moved]]));
  };
  test('are not due until the task runs again', () => {
    expect(drained(true)).toEqual(['good']);
  });
  test('are due where nothing was to be moved', () => {
    expect(drained(false).map((each) => each.split(':')[0])).toEqual([
      'bad',
      'stop exec-stall',
      'stop log-stall',
      'stop task-moved',
    ]);
  });
});

test('streams that were cut are counted in their step', () => {
  const cut: Line = [beginOf(2) + 2, 'stream', { stream: 'exec', client: 'client-1', did: 'cut' }];
  const { costs } = judge(ledgerOf([...soundLines(), cut])).measures;
  expect(costs.map(({ cuts, does }) => [does, cuts])).toEqual([
    ['upgrade server', 0],
    ['upgrade client', 0],
    ['upgrade client', 1],
  ]);
});
