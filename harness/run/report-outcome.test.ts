import { expect, test } from 'vitest';
import { explain } from '../errors.ts';
import { reportOutcome } from './report-outcome.ts';

/** What is told of a run, and how it ends. */
async function ended(
  work: (over: () => void) => Promise<void>,
  signal = new AbortController().signal,
  tells = 'GO',
) {
  const said: string[] = [];
  const report = async () => {
    if (tells === '') throw new Error('no disk');
    said.push(tells);
    return 0;
  };
  const reportSoFar = async (error: unknown) => said.push(`until ${String(error)}`);
  const end = await reportOutcome({ work, report, reportSoFar, signal }).catch((error: unknown) =>
    explain(error),
  );
  return { said, end };
}

const left = new Error('2 leftovers');

test('a run that comes to its end is told', async () => {
  expect(await ended(async (over) => over())).toEqual({ said: ['GO'], end: 0 });
});

test('the outcome of a run that is over is told although its clean-up failed, which is told then', async () => {
  const work = async (over: () => void) => {
    over();
    throw left;
  };
  expect(await ended(work)).toEqual({ said: ['GO'], end: '2 leftovers' });
  expect(await ended(work, undefined, '')).toEqual({
    said: [],
    end: '2 leftovers\nThe clean-up failed, too:\n- no disk',
  });
});

test('what was seen until the work failed is told, and no outcome', async () => {
  const end = await ended(() => Promise.reject(left));
  expect(end).toEqual({ said: ['until Error: 2 leftovers'], end: '2 leftovers' });
});

test('after an abort nothing is told here', async () => {
  const aborted = AbortSignal.abort(left);
  expect(await ended(() => Promise.reject(left), aborted)).toEqual({ said: [], end: '2 leftovers' });
});
