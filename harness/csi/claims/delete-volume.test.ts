import { expect, test } from 'vitest';
import { FakeNomad } from '../../nomad/fake-nomad.ts';
import { NomadClient } from '../../nomad/index.ts';
import { deleteVolume } from './delete-volume.ts';

const atWork = 'controller delete volume: rpc error: code = Aborted desc = operation in progress';

/** A Nomad that refuses deletions in these words, one after the other, the last again and again, unless none is left. */
async function refusing(refusals: readonly string[], { forEver = false } = {}) {
  await using stack = new AsyncDisposableStack();
  const left = [...refusals];
  const fake = stack.use(
    await FakeNomad.start((_request, response) => {
      const refusal = forEver ? left[0] : left.shift();
      response.writeHead(refusal === undefined ? 200 : 500).end(refusal);
    }),
  );
  const nomad = stack.use(new NomadClient({ address: fake.address }));
  const all = stack.move();
  return { nomad, fake, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

test('a driver that is at work on a volume is asked again', async () => {
  await using world = await refusing([atWork, atWork]);
  await deleteVolume(world.nomad, 'a');
  expect(world.fake.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(
    Array(3).fill('DELETE /v1/volume/csi/a/delete'),
  );
});

test('a driver that refuses for another reason is asked once', async () => {
  await using world = await refusing(['code = FailedPrecondition desc = it is attached']);
  await expect(deleteVolume(world.nomad, 'a')).rejects.toThrow('it is attached');
  expect(world.fake.requests).toHaveLength(1);
});

test('a driver that stays at work is told of with its words', async () => {
  await using world = await refusing([atWork], { forEver: true });
  await expect(deleteVolume(world.nomad, 'a', { timeoutMs: 300 })).rejects.toMatchObject({
    code: 'WAIT_TIMEOUT',
    observed: expect.stringContaining('operation in progress'),
  });
});
