import { globSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { execServer, frame, text } from '../nomad/fake-exec.ts';
import { json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { endTask } from './end-task.ts';

const exited = (exit_code: number) => (socket: Socket) =>
  void socket.write(text({ exited: true, result: { exit_code } }));
const lost = (socket: Socket) => void socket.end(frame(8, Buffer.from([0x03, 0xe8])));

/** Asks a task whose exec is answered so to end with exit code 7, while its allocation has ended with another or this one. */
async function ask(answer: (socket: Socket) => void, endedWith: number) {
  const Events = [
    { Type: 'Started' },
    { Type: 'Terminated', ExitCode: endedWith },
    { Type: 'Not Restarting' },
  ];
  const allocation = {
    ID: 'id',
    ClientStatus: 'failed',
    TaskStates: { write: { State: 'dead', Failed: true, Restarts: 0, Events } },
  };
  const reading = (_: unknown, response: Parameters<typeof json>[0]) => json(response, allocation);
  await using fake = await execServer(answer, [], reading);
  await using nomad = new NomadClient({ address: fake.address });
  const asked = await endTask(nomad, { ID: 'id' }, 'write', 7).catch((error: unknown) => error);
  return { asked, reads: fake.requests.filter(({ url }) => url.startsWith('/v1/allocation/')).length };
}

test('it puts no file into a task on the way that its job has, too', async () => {
  const seen: string[] = [];
  await using fake = await execServer(exited(0), seen);
  await using nomad = new NomadClient({ address: fake.address });
  await endTask(nomad, { ID: 'id' }, 'write');
  const command = new URL(seen[0] ?? '', fake.address).searchParams.get('command') ?? '';
  const written = [...command.matchAll(/> (\/local\/\S+)/g)].map(([, file = '']) => file);
  expect(written).toHaveLength(1);
  const jobs = join(import.meta.dirname, '..', '..', 'jobs');
  const files = globSync('**/*.hcl', { cwd: jobs }).map((file) => join(jobs, file));
  const inJobs = files.filter((file) => written.some((each) => readFileSync(file, 'utf8').includes(each)));
  expect(inJobs).toEqual([]);
});

test('a task that took the command for its end is believed without a look', async () => {
  expect(await ask(exited(0), 1)).toEqual({ asked: undefined, reads: 0 });
});

test.each([
  ['killed with it', exited(137)],
  ['lost with it', lost],
])('a task that ended as asked is so though its command was %s', async (_, answer) => {
  expect(await ask(answer, 7)).toEqual({ asked: undefined, reads: 1 });
});

test.each([
  ['killed', exited(137), { code: 'TASK_NOT_ENDED', observed: 'exit code 137, stderr ""' }],
  ['lost', lost, { code: 'NOMAD_EXEC' }],
])('a task that ended otherwise has not ended as asked when its command was %s', async (_, answer, error) => {
  expect(await ask(answer, 137)).toMatchObject({ asked: error, reads: 1 });
});
