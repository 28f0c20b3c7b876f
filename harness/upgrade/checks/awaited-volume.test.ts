import { expect, test } from 'vitest';
import type { AccessFolder } from '../../access/index.ts';
import { awaitedVolume } from './awaited-volume.ts';
import { allocation, fakeStage } from './fake-stage.ts';

/** What was seen where the job is first evaluated with this, and has an allocation from the volume's creation on. */
async function seen(FailedTGAllocs: object | null) {
  let isMade = false;
  let listed = 0;
  const { stage, lines, asked } = await fakeStage((method, url) => {
    if (url.startsWith('/v1/agent/self')) return { config: { Version: { Version: '2.0.5' } } };
    if (url.startsWith('/v1/jobs/parse')) return { ID: 'upgrade-awaited', Name: 'upgrade-awaited' };
    if (url.startsWith('/v1/allocations')) {
      listed += 1;
      return listed === 1 ? [{ ...allocation('client-1', 'running'), DesiredStatus: 'stop' }] : [];
    }
    if (method === 'PUT' && url.startsWith('/v1/volume/csi/')) {
      isMade = true;
      return { Volumes: [{ ID: 'v' }] };
    }
    if (url.startsWith('/v1/evaluation/')) return { ID: 'e', Status: 'complete', FailedTGAllocs };
    return url.includes('/allocations') ? (isMade ? [allocation('client-1', 'pending')] : []) : undefined;
  });
  await awaitedVolume.readBack?.('end', stage);
  return { lines, asked };
}

test('a job that waited is placed once the volume is made, on a cluster where nothing else ends', async () => {
  const { lines, asked } = await seen({ writer: {} });
  expect(lines).toEqual([['awaited-volume', { step: 'end', ms: expect.any(Number), refused: undefined }]]);
  expect(asked.indexOf('DELETE /v1/job/upgrade-periodic')).toBeLessThan(asked.indexOf('POST /v1/jobs/parse'));
});

test('a job that did not wait for its volume is no evidence', async () => {
  const [[, line] = []] = (await seen(null)).lines;
  expect(line?.refused).toContain('before there was its volume');
});

test('after a rollback nothing is asked', async () => {
  const { stage, lines } = await fakeStage(() => undefined, { rollbackTo: {} as AccessFolder });
  await awaitedVolume.readBack?.('end', stage);
  expect(lines).toEqual([]);
});
