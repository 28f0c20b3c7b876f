import { expect, test } from 'vitest';
import { fakeEntry } from '../../evidence/fake-entry.ts';
import { events } from '../../evidence/index.ts';
import type { Injection } from '../injection.ts';
import type { Stage } from './check.ts';
import { allocation, fakeStage } from './fake-stage.ts';
import { retried, retriedSeen } from './retried.ts';

/**
 * A Nomad whose last version of the job reaches these clients, with an evaluation of this status; what was registered, and what was
 * seen so long after that.
 */
async function changed(
  reached: string[],
  {
    inject = [],
    status = 'complete',
    agoMs = 60_000,
    end = 'running',
  }: { inject?: Injection[]; status?: string; agoMs?: number; end?: string } = {},
) {
  const commands: unknown[] = [];
  const of = (JobVersion: number, clients: string[], status: string) =>
    clients.map((client) => allocation(client, status, { JobVersion }));
  const answer = (method: string, url: string, body: string) => {
    if (method === 'POST' && url.startsWith('/v1/jobs'))
      commands.push(JSON.parse(body).Job.TaskGroups[0].Tasks[0].Config.command);
    if (url.endsWith('/deployment')) return { ID: 'd' };
    if (url.startsWith('/v1/deployment/')) return { Status: 'failed', StatusDescription: 'unhealthy' };
    if (url.endsWith('/evaluations')) return [{ ID: 'e', Status: status }];
    if (!url.includes('/allocations')) return undefined;
    if (commands.length === 1) return of(0, ['client-1', 'client-2'], 'running');
    if (commands.length === 2) return of(1, ['client-1'], 'failed');
    return of(2, reached, end);
  };
  const { stage, lines } = await fakeStage(answer, { inject } as Partial<Stage>);
  await retried.afterLastStep?.('after the last step', stage);
  if (stage.retriedAt !== undefined) stage.retriedAt -= agoMs;
  await retriedSeen.readBack?.('end', stage);
  return { commands, lines };
}

test('a version that fails is followed by one that runs everywhere', async () => {
  const { commands, lines } = await changed(['client-1', 'client-2']);
  expect(commands).toEqual(['/bin/sh', '/bin/false', '/bin/sh']);
  expect(lines).toEqual([
    ['rollout-retried', { step: 'end', ms: expect.closeTo(60_000, -4), missing: [], failed: [] }],
  ]);
});

test('the clients that it does not reach in time are named', async () => {
  const { lines } = await changed(['client-2'], { status: 'pending' });
  expect(lines).toMatchObject([['rollout-retried', { missing: ['client-1'] }]]);
});

test('a version that nothing of Nomad brings any further is not waited for', async () => {
  const { lines } = await changed(['client-2'], { agoMs: 0 });
  expect(lines).toMatchObject([['rollout-retried', { ms: expect.closeTo(0, -4), missing: ['client-1'] }]]);
});

test('a version that was placed and fails is found as such, whatever bug of placing is known', async () => {
  const { lines } = await changed(['client-1', 'client-2'], { end: 'failed' });
  expect(lines).toMatchObject([['rollout-retried', { missing: [], failed: ['client-1', 'client-2'] }]]);
  const entries = [
    fakeEntry(events.plan.name, { from: '1.11.3', to: '2.0.5' }),
    ...lines.map(([kind, line]) => fakeEntry(kind, line)),
  ];
  expect(retriedSeen.rules?.flatMap((rule) => rule(entries)).map(({ message }) => message)).toEqual([
    'end: the version of a system job after one that failed fails, too, on client-1, client-2',
  ]);
});

test('bad-version injects a second version that fails', async () => {
  expect((await changed([], { inject: ['bad-version'] })).commands).toEqual([
    '/bin/sh',
    '/bin/false',
    '/bin/false',
  ]);
});
