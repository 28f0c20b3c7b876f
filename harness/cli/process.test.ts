import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

/** The command line in a process of its own, as from a user's shell: what `npm test` sets for these tests is not set there. */
const spawned = (args: string[], env: Record<string, string> = {}) => {
  const set = Object.keys(process.env).filter((name) => name.startsWith('NOMAD_E2E_'));
  const unset = Object.fromEntries(set.map((name) => [name, undefined]));
  return execa(process.execPath, [join(import.meta.dirname, 'nomad-e2e.js'), ...args], {
    reject: false,
    env: { ...unset, ...env },
  });
};

/** A start takes seconds on a busy machine. */
const slow = { timeout: 60_000 };

test('a process ends with the exit code of its command', slow, async () => {
  const { exitCode, stderr } = await spawned(['completion', 'tcsh']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('bash, zsh, fish') });
});

test('a closed pipe ends a process without an error', slow, async () => {
  const program = spawned(['completion', 'bash']);
  program.stdout?.destroy();
  const { exitCode, stderr } = await program;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test('a signal ends a process that waits for an answer', slow, async () => {
  const asked = Promise.withResolvers<void>();
  const mute = createServer(() => asked.resolve()).listen(0, '127.0.0.1');
  await new Promise((resolve) => mute.once('listening', resolve));
  const address = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
  const program = spawned(['run', '--attach', 'lifecycle'], { NOMAD_ADDR: address });
  await asked.promise;
  program.kill('SIGTERM');
  const { exitCode, stderr } = await program;
  mute.closeAllConnections();
  mute.close();
  expect(stderr).toMatch(/^SIGTERM: cleaning up .*\ninterrupted by SIGTERM$/m);
  expect(exitCode).toBe(130);
});
