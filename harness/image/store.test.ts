import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, expect, test, vi } from 'vitest';
import type { Engine } from '../engine/index.ts';
import { withoutSecrets } from '../secrets/index.ts';
import { imageStore, pull } from './store.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

vi.hoisted(() => {
  // Read when testcontainers is loaded.
  process.env.DOCKER_AUTH_CONFIG = JSON.stringify({
    auths: {
      'registry.lab:5000': { auth: Buffer.from('user:password-of-the-lab').toString('base64') },
      'https://index.docker.io/v1/': { auth: Buffer.from('user:password-of-the-hub').toString('base64') },
    },
    credHelpers: { 'helped.lab': 'e2e-test', 'broken.lab': 'e2e-missing', 'mute.lab': 'e2e-mute' },
  });
});

const programs = mkdtempSync(join(tmpdir(), 'nomad-e2e-helpers-'));
afterAll(() => rmSync(programs, { recursive: true }));
/** A credential helper, as Docker runs it: `docker-credential-<name> get`. */
function helper(name: string, script: string): void {
  const file = join(programs, `docker-credential-${name}`);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}
helper('e2e-test', `read -r registry; echo '{"Username":"<token>","Secret":"token-of-a-helper"}'`);
helper('e2e-mute', 'exec <&-; exit 1');
process.env.PATH = `${programs}${delimiter}${process.env.PATH}`;

/** An engine that notes with what it was asked to pull, and answers with this. */
function fakeEngine(refusal?: Error) {
  const asked: { image: string; options: object }[] = [];
  const docker = {
    pull: async (image: string, options: object) => {
      asked.push({ image, options });
      if (refusal) throw refusal;
      return new PassThrough();
    },
    modem: { followProgress: (_: unknown, done: (error?: Error) => void) => done() },
    getImage: () => ({
      inspect: () => Promise.reject(Object.assign(new Error('none'), { statusCode: 404 })),
    }),
  };
  return { asked, engine: { docker } as unknown as Engine };
}

test.each([
  [
    'registry.lab:5000/team/app:1',
    'registry.lab:5000',
    { username: 'user', password: 'password-of-the-lab' },
  ],
  ['team/app', 'https://index.docker.io/v1/', { username: 'user', password: 'password-of-the-hub' }],
  ['helped.lab/app:1', 'helped.lab', { identitytoken: 'token-of-a-helper' }],
])('%s is pulled with what docker login has noted', async (image, serveraddress, credentials) => {
  const { asked, engine } = fakeEngine();
  await pull(engine, image);
  expect(asked.map(({ options }) => options)).toEqual([{ authconfig: { serveraddress, ...credentials } }]);
});

test('credentials are hidden from what is written', async () => {
  await pull(fakeEngine().engine, 'registry.lab:5000/app:1');
  expect(withoutSecrets(`it was password-of-the-lab or ${base64('password-of-the-lab')}`)).not.toContain(
    'password-of-the-lab',
  );
});

test.each(['elsewhere.lab/app:1', 'broken.lab/app:1', 'mute.lab/app:1'])(
  '%s, for which nothing is noted or can be read, is pulled without credentials',
  async (image) => {
    const { asked, engine } = fakeEngine();
    await pull(engine, image);
    expect(asked).toEqual([{ image, options: {} }]);
  },
);

test('a refusal says that the credential helper failed', async () => {
  const { engine } = fakeEngine(new Error('unauthorized'));
  await expect(imageStore(engine).obtain('broken.lab/app:1')).rejects.toThrow(
    /^unauthorized \(without credentials: .*docker-credential-e2e-missing ENOENT\)$/,
  );
});
