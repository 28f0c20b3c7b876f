import { expect, test } from 'vitest';
import type { NomadClient } from '../nomad/index.ts';
import { waitsOf } from './scope-waits.ts';

const forever = { what: 'what never comes', source: { blocking: () => new Promise<never>(() => {}) } };

test('a wait ends with its test, for the reason of the test', async () => {
  const end = new AbortController();
  const waits = waitsOf({} as NomadClient, end.signal);
  const waited = waits.until({ ...forever, until: () => true });
  end.abort(new Error('the test is over'));
  await expect(waited).rejects.toThrow('the test is over');
});

test('a wait has its own limit', async () => {
  const waits = waitsOf({} as NomadClient, new AbortController().signal);
  const waited = waits.until({ ...forever, until: () => true, timeoutMs: 20 });
  await expect(waited).rejects.toMatchObject({
    name: 'WaitTimeout',
    message: expect.stringMatching(forever.what),
  });
});
