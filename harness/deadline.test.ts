import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { deadline, isDeadline, withDeadline } from './deadline.ts';

const root = join(import.meta.dirname, '..');
const never = () => new Promise<never>(() => undefined);
const seen = async () => 'pending\n';

test('no time limit is made anywhere else', () => {
  const files = globSync('{harness,suites,acceptance,fixtures}/**/*.{ts,js}', { cwd: root });
  expect(files.length).toBeGreaterThan(300);
  const own = /^harness\/deadline(\.test)?\.ts$/;
  const bare = files.filter(
    (file) => !own.test(file) && readFileSync(join(root, file), 'utf8').includes('AbortSignal.timeout('),
  );
  expect(bare).toEqual([]);
});

test('the reason of a deadline says what was awaited, how long, and what was seen then', async () => {
  let state = 'none';
  const signal = deadline({ what: 'leader', ms: 20, observed: () => state });
  state = 'server-1 asks for votes';
  const error = await delay(5000, undefined, { signal }).catch(() => signal.reason);
  expect(error).toMatchObject({
    ...{
      code: 'WAIT_TIMEOUT',
      exitCode: 1,
      message: 'timed out after 0.0 s waiting for leader',
      observed: state,
    },
  });
  expect(isDeadline(error)).toBe(true);
});

test('a deadline of the machine is exit code 3', async () => {
  const signal = deadline({ what: 'answer of the engine', ms: 1, machine: true });
  await delay(5000, undefined, { signal }).catch(() => undefined);
  expect(signal.reason).toMatchObject({ code: 'MACHINE_TIMEOUT', exitCode: 3 });
});

test('a signal that is given ends it before, with its own reason', async () => {
  const reason = new Error('interrupted');
  const limit = { what: 'leader', ms: 60_000, signal: AbortSignal.abort(reason) };
  expect(deadline(limit).reason).toBe(reason);
  expect(isDeadline(reason)).toBe(false);
  await expect(withDeadline({ ...limit, lastSeen: seen }, never)).rejects.toBe(reason);
});

test('of two deadlines, one within the other, the one that has passed is told', async () => {
  const outer = deadline({ what: 'step', ms: 10 });
  const inner = { what: 'task', ms: 60_000, signal: outer, lastSeen: seen };
  await expect(withDeadline(inner, never)).rejects.toMatchObject({
    message: 'timed out after 0.0 s waiting for step',
  });
});

test('work within its time gives its result, or its own failure', async () => {
  const limit = { what: 'end', ms: 60_000, lastSeen: seen };
  expect(await withDeadline(limit, async () => 'done')).toBe('done');
  await expect(withDeadline(limit, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

test('work that is late ends with the state that is read then, even if it does not hear the signal', async () => {
  const limit = { what: 'task main running', ms: 10 };
  const late = { code: 'WAIT_TIMEOUT', message: 'timed out after 0.0 s waiting for task main running' };
  const heard = (signal: AbortSignal) => delay(60_000, undefined, { signal });
  await expect(withDeadline({ ...limit, lastSeen: seen }, heard)).rejects.toMatchObject({
    ...{ ...late, observed: 'pending' },
  });
  await expect(withDeadline({ ...limit, lastSeen: seen }, never)).rejects.toMatchObject(late);
  const gone = () => Promise.reject(new Error('the node is gone'));
  await expect(withDeadline({ ...limit, lastSeen: gone }, never)).rejects.toMatchObject({
    ...{ ...late, observed: 'it could not be read: the node is gone' },
  });
});

test('a state that cannot be read in time does not keep the failure from being told', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const end = withDeadline({ what: 'end', ms: 10, lastSeen: never }, never);
  const told = expect(end).rejects.toMatchObject({ observed: 'it could not be read within 5 s' });
  await vi.advanceTimersByTimeAsync(6000);
  await told;
});
