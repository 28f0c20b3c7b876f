import { expect, test } from 'vitest';
import { base64, execServer, frame, framesOf, text } from './fake-exec.ts';
import { NomadClient } from './index.ts';

const closed = frame(8, Buffer.concat([Buffer.from([0x03, 0xe8]), Buffer.from('agent is going')]));

test('a session passes on what is sent and said, until the server closes it with a reason', async () => {
  await using fake = await execServer((socket) => {
    socket.on('data', (data: Buffer) => {
      for (const { stdin } of framesOf(data)) {
        const said = Buffer.from(String(Reflect.get(Object(stdin), 'data')), 'base64').toString();
        socket.write(text({ stdout: { data: base64(`heard ${said}`) } }));
        socket.end(closed);
      }
    });
  });
  await using client = new NomadClient({ address: fake.address });
  const heard: string[] = [];
  const options = { task: 'main', command: ['cat'], onOutput: (said: string) => heard.push(said) };
  using session = await client.allocations.openExec('id', options);
  session.send('x');
  expect(await session.ended).toBe('closed with 1000: agent is going');
  expect(heard).toEqual(['heard x']);
});

test('an abort ends a session that is open, and one that is refused has its reason', async () => {
  const stop = new AbortController();
  await using fake = await execServer(() => undefined);
  await using client = new NomadClient({ address: fake.address });
  const options = { task: 'main', command: ['cat'], onOutput: () => undefined, signal: stop.signal };
  using session = await client.allocations.openExec('id', options);
  stop.abort(new Error('enough'));
  expect(await session.ended).toContain('enough');
  await expect(client.allocations.openExec('id', options)).rejects.toThrow('enough');
});
