import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { ClusterNode } from '../cluster/index.ts';
import { BehaviourError } from '../errors.ts';
import type { Allocation, NomadClient } from '../nomad/index.ts';
import { openGate, openGateOnNode, say, sharedFolder } from './gate.ts';

const allocation = { ID: 'a1' } as Allocation;

/** A machine of ours that stands for a node whose data directory is in this folder. */
function nodeIn(folder: string): ClusterNode {
  const exec = async (command: string[]) => {
    const [program = '', ...args] = command.map((word) => word.replaceAll('/var/lib/nomad', folder));
    const { exitCode = -1, stdout, stderr } = await execa(program, args, { reject: false });
    return { exitCode, stdout, stderr };
  };
  return { name: 'client-1', exec } as unknown as ClusterNode;
}

/** Nomad whose `alloc exec` ends so. */
const nomadThat = (exec: () => Promise<{ exitCode: number; stderr: string }>) =>
  ({ allocations: { exec } }) as unknown as NomadClient;
const ends = (exitCode: number) => nomadThat(async () => ({ exitCode, stderr: '' }));

test('a gate opens when its reader has the line, and not before', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'gate-'));
  const shared = sharedFolder(allocation).replace('/var/lib/nomad', folder.path);
  await execa('mkdir', ['-p', shared]);
  const order: string[] = [];
  const opened = openGateOnNode(nodeIn(folder.path), allocation, '7').then(() => order.push('opened'));
  await execa('sh', ['-c', 'until [ -p gate ]; do :; done'], { cwd: shared });
  order.push('unread');
  await execa('sh', ['-c', 'read -r line < gate; echo "$line" > read'], { cwd: shared });
  await opened;
  expect(order).toEqual(['unread', 'opened']);
  expect(await readFile(join(shared, 'read'), 'utf8')).toBe('7\n');
});

test('a line that cannot be written is an error with the pipe and its reader', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'gate-'));
  const opened = openGateOnNode(nodeIn(folder.path), allocation, '7');
  await expect(opened).rejects.toMatchObject({
    code: 'GATE_NOT_OPENED',
    message: expect.stringMatching(/cannot write "7" into .*\/a1\/alloc\/gate for a task of a1 on client-1/),
  });
});

test('a task that ends with its line may take the command along', async () => {
  await openGate(ends(137), allocation, 'main');
  const gone = new BehaviourError('NOMAD_EXEC', 'rpc error: plugin is shut down');
  await openGate(
    nomadThat(() => Promise.reject(gone)),
    allocation,
    'main',
  );
  await expect(openGate(ends(2), allocation, 'main')).rejects.toMatchObject({ code: 'GATE_NOT_OPENED' });
});

test('a task that goes on must not', async () => {
  await expect(say(ends(137), allocation, 'echo', 'hello')).rejects.toMatchObject({
    code: 'GATE_NOT_OPENED',
  });
});
