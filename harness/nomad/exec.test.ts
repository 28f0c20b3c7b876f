import { expect, test } from 'vitest';
import { base64, execServer, frame, text } from './fake-exec.ts';
import { NomadClient } from './index.ts';

test('gives output and exit code, and sends token, task and command', async () => {
  const seen: string[] = [];
  await using fake = await execServer((socket) => {
    socket.write(text({ stdout: { data: base64('out') } }));
    socket.write(text({ stderr: { data: base64('err') } }));
    socket.write(text({ exited: true, result: { exit_code: 3 } }));
  }, seen);
  await using client = new NomadClient({ address: fake.address, token: 'secret' });
  const result = await client.allocations.exec('id', { task: 'main', command: ['sh', '-c', 'x'] });
  expect(result).toEqual({ exitCode: 3, stdout: 'out', stderr: 'err' });
  const command = encodeURIComponent(JSON.stringify(['sh', '-c', 'x']));
  expect(seen).toEqual([`/v1/client/allocation/id/exec?command=${command}&task=main&tty=false secret`]);
});

test('a session that Nomad closes before an exit code is an error with its reason', async () => {
  const reason = Buffer.concat([Buffer.from([0x03, 0xe8]), Buffer.from('task not running')]);
  await using fake = await execServer((socket) => void socket.end(frame(8, reason)));
  await using client = new NomadClient({ address: fake.address });
  await expect(client.allocations.exec('id', { task: 'main', command: ['x'] })).rejects.toMatchObject({
    code: 'NOMAD_EXEC',
    message: expect.stringContaining('task not running'),
  });
});

test('an abort ends a running session with its own reason', async () => {
  const stop = new AbortController();
  await using fake = await execServer(() => stop.abort(new Error('enough')));
  await using client = new NomadClient({ address: fake.address });
  const running = client.allocations.exec('id', { task: 'main', command: ['x'], signal: stop.signal });
  await expect(running).rejects.toThrow('enough');
});
