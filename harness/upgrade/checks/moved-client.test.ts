import { expect, test } from 'vitest';
import type { ClusterNode } from '../../cluster/index.ts';
import type { Stage } from './check.ts';
import { allocation, fakeStage } from './fake-stage.ts';
import { movedClient } from './moved-client.ts';

/** What the check does where there is such a client, whose allocation has this status when its job is stopped. */
async function moved(status: string) {
  const done: string[] = [];
  const node = {
    ...{ name: 'client-9', nomadNodeId: 'n9' },
    shell: async (command: string) => void done.push(command),
    agent: { restart: async () => void done.push('restart') },
  } as unknown as ClusterNode;
  let isStopped = false;
  const answer = (method: string, url: string) => {
    if (method === 'DELETE') isStopped = true;
    if (url.startsWith('/v1/node/')) return { Status: 'ready', NodePool: 'upgrade-identity' };
    return url.includes('/allocations')
      ? [allocation('client-9', isStopped ? status : 'running')]
      : undefined;
  };
  const { stage, lines, asked } = await fakeStage(answer, { apart: { node } } as Partial<Stage>);
  await movedClient.before?.('before', stage);
  await movedClient.afterLastStep?.('after the last step', stage);
  return { done, lines, asked };
}

test('its pool is changed under an allocation, which is stopped after the upgrade', async () => {
  const { done, lines, asked } = await moved('complete');
  expect(done).toEqual([expect.stringMatching(/^sed .*"node_pool":"upgrade-identity"/), 'restart']);
  expect(asked).toContain('DELETE /v1/job/upgrade-moved');
  expect(lines).toEqual([
    [
      'moved-client',
      { step: 'after the last step', client: 'client-9', ms: expect.any(Number), refused: undefined },
    ],
  ]);
});

test('without such a client nothing is asked', async () => {
  const { stage, lines, asked } = await fakeStage(() => undefined);
  await movedClient.before?.('before', stage);
  await movedClient.afterLastStep?.('after the last step', stage);
  expect([lines, asked]).toEqual([[], []]);
});

test('an allocation that did not live through the upgrade is refused, and not stopped', async () => {
  const apart = { node: { name: 'client-9' } } as Stage['apart'];
  const { stage, lines, asked } = await fakeStage(() => [allocation('client-9', 'complete')], { apart });
  await movedClient.afterLastStep?.('after the last step', stage);
  expect(lines[0]?.[1].refused).toContain('on client-9 is complete');
  expect(asked.filter((each) => each.startsWith('DELETE'))).toEqual([]);
});
