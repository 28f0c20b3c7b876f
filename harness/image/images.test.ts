import { expect, test } from 'vitest';
import type { Engine } from '../engine/index.ts';
import { EnvironmentError } from '../errors.ts';
import { obtainBase } from './images.ts';
import { nodeEngineOf } from './node-engine.ts';

/** What is obtained on a machine that has Debian 12 only. */
async function obtained(engine: string | undefined, said: string[] = [], code = 'IMAGE_BASE_MISSING') {
  const ensure = async (_: Engine, debian: string) => {
    if (debian === 'bookworm') return 'sha256:12';
    throw new EnvironmentError(code, `debian:${debian}-slim cannot be pulled`, {
      observed: 'no route to host',
    });
  };
  const options = { nodeEngine: nodeEngineOf(engine), onProgress: (line: string) => said.push(line) };
  return await obtainBase({} as Engine, options, ensure);
}

test('where Debian 13 cannot be obtained the nodes are of Debian 12, which is said with the reason', async () => {
  const said: string[] = [];
  expect(await obtained(undefined, said)).toEqual({
    nodeEngine: nodeEngineOf('bookworm'),
    base: 'sha256:12',
  });
  expect(said.join()).toMatch(
    /^warning: the nodes have Docker 20\.10 of Debian bookworm, not 26\.1 .*no route to host/s,
  );
});

test('an engine that was asked for is never another one', async () => {
  await expect(obtained('trixie')).rejects.toMatchObject({ code: 'IMAGE_BASE_MISSING' });
});

test('another failure is no reason for another engine', async () => {
  await expect(obtained(undefined, [], 'LOCK_LOST')).rejects.toMatchObject({ code: 'LOCK_LOST' });
});
