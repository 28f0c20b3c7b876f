import { expect, test } from 'vitest';
import type { ClusterNode } from '../../cluster/index.ts';
import type { Stage } from './check.ts';
import type { CutOff } from './cut-jobs.ts';
import { cutOff, cutOffSeen } from './cut-off.ts';
import { allocation, fakeStage } from './fake-stage.ts';

const before = allocation('client-9', 'running') as NonNullable<CutOff['own']['kept']>;
const other = allocation('client-1', 'running');

/** What is done to a client that is cut off, and seen of it at these moments; its task goes on there where this says so. */
async function gone(
  moments: readonly ('step' | 'servers' | 'end')[],
  { goesOn = false, unreplaced = '' } = {},
) {
  const done: string[] = [];
  const node = {
    ...{ name: 'client-9', nomadNodeId: 'n9' },
    shell: async () => (goesOn ? `${before.ID} place 7 9` : ''),
  } as unknown as ClusterNode;
  const fault = {
    name: 'cut',
    inject: async () => void done.push('cut'),
    undo: async () => void done.push('undo'),
  };
  const isCut = () => done.at(-1) === 'cut';
  const answer = (_: string, url: string) => {
    if (/\/deployment(\/|$)/.test(url)) return { ID: 'd1', Status: 'successful' };
    if (url.includes('/v1/evaluation/')) return { ID: 'later', Status: 'complete' };
    if (!url.includes('/allocations')) return undefined;
    if (done.length === 0) return [before];
    if (url.includes('kept')) return [isCut() ? { ...before, ClientStatus: 'unknown' } : before];
    const left = { ...before, ClientStatus: isCut() ? 'unknown' : 'complete', FollowupEvalID: 'later' };
    return unreplaced !== '' && url.includes(unreplaced) ? [left] : [left, other];
  };
  const { stage, lines } = await fakeStage(answer, {
    cutOff: { node, fault, own: {}, next: undefined },
  } as Partial<Stage>);
  Object.assign(stage.cluster, { removeClient: async () => void done.push('remove') });
  for (const moment of moments) {
    if (moment === 'servers') await cutOff.afterServers?.('s', stage);
    if (moment === 'step') await cutOffSeen.atEachStep?.('s', stage);
    if (moment === 'end') await cutOffSeen.afterLastStep?.('s', stage);
  }
  return { done, seen: lines.map(([, { job, when, refused }]) => [job, when, refused]) };
}

const all = (when: string) => ['kept', 'replaced', 'stopped'].map((job) => [job, when, undefined]);

test.each([
  ['steps', ['step', 'servers', 'step', 'step', 'step'] as const],
  ['the end', ['servers', 'end'] as const],
  ['a step and the end', ['servers', 'step', 'end'] as const],
])('it is seen cut off and back by %s, and is gone then', async (_, moments) => {
  const { done, seen } = await gone(moments);
  expect(done).toEqual(['cut', 'undo', 'remove']);
  expect(seen.toSorted()).toEqual([...all('back'), ...all('cut')].toSorted());
});

test('a task that was to be stopped and goes on is refused', async () => {
  const { seen } = await gone(['servers', 'step'], { goesOn: true });
  expect(seen).toContainEqual(['stopped', 'cut', expect.stringContaining('still runs on client-9')]);
});

test('work that no evaluation replaces any more is refused at once', async () => {
  const { seen } = await gone(['servers', 'step'], { unreplaced: 'stopped' });
  const refusal = expect.stringContaining('its follow-up evaluation later placed no other');
  expect(seen).toContainEqual(['stopped', 'cut', refusal]);
});

test('between versions that do not both know the disconnect block a note says so', async () => {
  const { stage, lines } = await fakeStage(() => undefined, { from: '1.7.7', to: '1.8.0' });
  await cutOff.before?.('before', stage);
  expect(lines).toEqual([['check-skipped', { check: 'cut-off', reason: expect.stringContaining('1.8.0') }]]);
});
