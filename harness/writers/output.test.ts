import { expect, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { outputOf } from './output.ts';

const Events = [{ Type: 'Driver Failure', DisplayMessage: 'no image' }, { Type: 'Not Restarting' }];

/** The output of an allocation, or what is thrown instead, where a client answers so to a read of its file. */
async function output(status: number, text: string) {
  await using fake = await FakeNomad.start(({ url = '' }, response) => {
    if (url.startsWith('/v1/allocation/')) {
      return json(response, { ClientStatus: 'failed', TaskStates: { records: { Events } } });
    }
    if (url.includes('/fs/stat/') && status === 200) return json(response, { Name: 'output', IsDir: false });
    response.writeHead(status).end(text);
  });
  await using nomad = new NomadClient({ address: fake.address });
  return await outputOf(nomad, 'a').catch((error: unknown) => error);
}

test('a task that left its output has said it', async () => {
  expect(await output(200, 'said')).toBe('said');
});

test('a task that left none is a failure with what happened to it', async () => {
  expect(await output(404, 'no such file')).toMatchObject({
    code: 'OUTPUT_MISSING',
    message: expect.stringContaining(
      'a is failed and has left no output: Driver Failure: no image | Not Restarting: ',
    ),
  });
});

test('a client that cannot be asked is no missing output', async () => {
  expect(await output(403, 'Permission denied')).toMatchObject({ code: 'NOMAD_API' });
});
