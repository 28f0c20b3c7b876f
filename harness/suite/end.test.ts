import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AllocationHistory, events, Ledger, readLedger, type ShownBug } from '../evidence/index.ts';
import { endTest } from './end.ts';

let folder: string;
let ledger: Ledger;
let order: string[];
let histories: AllocationHistory[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'end-'));
  ledger = await Ledger.open(join(folder, 'ledger.ndjson'));
  order = [];
  histories = [];
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true });
});

function end(errors: unknown[], cleanup: () => void = () => {}, known?: ShownBug): Promise<void> {
  return endTest({
    ledger,
    test: 'name',
    errors,
    bundle: async (reasons) => {
      order.push(`bundle: ${reasons.map(String).join()}`);
      return 'failures/name';
    },
    scope: {
      id: 'scope',
      histories,
      behaviour: { scope: 'scope', jobs: {}, volumes: {}, fields: {}, unread: [] },
      known,
      end: async ({ failed = false } = {}) => {
        order.push(failed ? 'hurried cleanup' : 'cleanup');
        cleanup();
      },
    },
  });
}

/** An allocation whose main started before its prestart task had ended. */
const violation: AllocationHistory = {
  ...{ job: 'job/dispatch-1', allocation: 'a1', node: 'n1', status: 'complete' },
  tasks: [
    { task: 'init', role: 'prestart', sidecar: false, events: [{ type: 'Started', at: 1 }] },
    { task: 'main', role: 'main', sidecar: false, events: [{ type: 'Started', at: 2 }] },
  ],
};

test('a passed test is cleaned up and leaves no bundle', async () => {
  await end([]);
  expect(order).toEqual(['cleanup']);
  expect(readLedger(ledger.file).at(-1)).toMatchObject({ kind: 'test-ended', test: 'name', passed: true });
});

test('a test that showed a known bug says which on its line, unless it failed besides', async () => {
  const known = { id: 'X1', what: 'it breaks', reason: 'expected 1 to be 2' };
  const last = () => readLedger(ledger.file).at(-1);
  await end([], undefined, known);
  expect(order).toEqual(['cleanup']);
  expect(last()).toMatchObject({ passed: true, known });
  const leave = () => {
    throw new Error('volume in use');
  };
  await expect(end([], leave, known)).rejects.toThrow('volume in use');
  expect(last()).toMatchObject({ passed: false });
  expect(last()).not.toHaveProperty('known');
});

test('what Nomad did is kept beside whether the test passed', async () => {
  await end(['wrong']);
  expect(readLedger(ledger.file).at(-2)).toMatchObject({
    kind: 'behaviour',
    test: 'name',
    passed: false,
    scope: 'scope',
    jobs: {},
  });
});

test('the bundle of a failed test is written before the cleanup takes its evidence away', async () => {
  await end(['wrong']);
  expect(order).toEqual(['bundle: wrong', 'hurried cleanup']);
  expect(readLedger(ledger.file).at(-1)).toMatchObject({
    passed: false,
    failures: [{ message: 'wrong' }],
    bundle: 'failures/name',
  });
});

test('a failed cleanup turns a passed test red, with a bundle', async () => {
  const leave = () => {
    throw new Error('volume in use');
  };
  await expect(end([], leave)).rejects.toThrow('volume in use');
  expect(order).toEqual(['cleanup', 'bundle: Error: volume in use']);
  expect(readLedger(ledger.file).at(-1)).toMatchObject({ passed: false });
});

test('a broken lifecycle rule fails the test whose job it is', async () => {
  histories.push(violation);
  await expect(end([])).rejects.toThrow('main task main started before prestart init had ended');
});

test('lines of other tests are not judged', async () => {
  ledger.append(events.allocation, violation);
  await end([]);
  expect(readLedger(ledger.file).at(-1)).toMatchObject({ passed: true });
});

test('of a test that failed together with what it disposed of, each failure is noted', async () => {
  const both = {
    ...{ name: 'SuppressedError', message: 'An error was suppressed during disposal' },
    ...{ error: new Error('the fault was not undone'), suppressed: { message: 'expected 1 to be 2' } },
  };
  await end([both]);
  expect(readLedger(ledger.file).at(-1)).toMatchObject({
    failures: [{ message: 'expected 1 to be 2' }, { message: 'the fault was not undone' }],
  });
  const leave = () => {
    throw new SuppressedError(new Error('volume in use'), new Error('job runs on'));
  };
  await expect(end([], leave)).rejects.toThrow();
  expect(readLedger(ledger.file).at(-1)).toMatchObject({
    failures: [{ message: 'job runs on' }, { message: 'volume in use' }],
  });
});
