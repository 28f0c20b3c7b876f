import { expect, test } from 'vitest';
import { normalise, normaliseReason } from './normalise.ts';

const scope = 'tasks-0a1b2c3d';

test.each([
  ['job tasks-0a1b2c3d-writer waits', 'job writer waits'],
  ['evaluation "d23b203a-c11d-36e3-dad9-894d10171b25" successful', 'evaluation "<id>" successful'],
  ['jobs/x/dispatch-1795551710-e20eb484', 'jobs/x/dispatch-<id>'],
  [
    'Failed to start container 8233a03d26838d9935ad98739362711a65898a49: no',
    'Failed to start container <id>: no',
  ],
  ['Task restarting in 1.10392143s', 'Task restarting in <time>'],
  ['Task restarting in 1m0.5s', 'Task restarting in <time>'],
  ['file x not found under path /var/lib/nomad/alloc/2a2c/main', 'file x not found under path <path>'],
  ['node client-2 at 172.18.0.4:4646 runs 1.11.3', 'node <node> at <address> runs <version>'],
  ['Exit Code: 137, Exit Message: "OOM Killed"', 'Exit Code: 137, Exit Message: "<killed>"'],
  ['seen 2026-11-24 20:10:29.123 +0000 UTC\n  twice', 'seen <moment> twice'],
])('%s', (text, expected) => {
  expect(normalise(text, scope)).toBe(expected);
});

test.each([
  'Exceeded allowed attempts 1 in interval 5m0s and mode is "fail"',
  'Sent interrupt. Waiting 5s before force killing',
  'Exit Code: 137, Signal: 9',
  'reserved port collision http=18080',
])('values from the job or its task are kept: %s', (text) => {
  expect(normalise(text, scope)).toBe(text);
});

test('reasons of a refusal are one line without counts', () => {
  const text =
    '1 error occurred:\n\t* Task group app validation failed: 2 errors occurred:\n\t* No hook\n\t* No driver\n\n\n\n';
  expect(normaliseReason(text, scope)).toBe('Task group app validation failed; No hook; No driver');
});

test.each([
  ['rpc error: 1 error occurred:\n\t* No hook\n\n', 'No hook'],
  ['rpc error: rpc error: No hook', 'No hook'],
  ['Failed to parse job: input.hcl:1,1-2: No hook', 'input.hcl:1,1-2: No hook'],
])('the asked server is not part of a reason: %j', (text, expected) => {
  expect(normaliseReason(text, scope)).toBe(expected);
});
