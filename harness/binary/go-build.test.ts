import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { fakeNomad } from './fake-binary.ts';
import { fakeGo } from './fake-go.ts';
import { buildFromModule } from './go-build.ts';
import { rejectionOf, testFolder } from './test-help.ts';

afterEach(() => vi.unstubAllEnvs());

interface Options {
  signal?: AbortSignal;
  onProgress?: (line: string) => void;
  timeoutMs?: number;
}

async function build(work: string, { signal, onProgress, timeoutMs }: Options = {}) {
  const fetch = { version: '1.6.2', arch: 'amd64', work, onProgress: onProgress ?? (() => undefined) };
  return await buildFromModule(
    join(work, 'nomad'),
    { ...fetch, signal: signal ?? new AbortController().signal },
    timeoutMs,
  );
}

test('the module is fetched, then compiled with the api of its commit', async () => {
  await using folder = await testFolder();
  const go = await fakeGo(join(folder.path, 'go'));
  const lines: string[] = [];
  const api = await build(folder.path, { onProgress: (line) => lines.push(line) });
  expect(api).toEqual({ version: 'v0.0.0-1-0123456789ab', own: true });
  expect((await readFile(join(folder.path, 'nomad'))).indexOf(fakeNomad('1.6.2'))).toBe(0);
  expect(await go.calls()).toEqual(
    [
      'env GOVERSION CC',
      'mod download -json github.com/hashicorp/nomad@v1.6.2',
      'list -m -f {{.Version}} github.com/hashicorp/nomad/api@0123456789ab',
      'list -deps github.com/hashicorp/nomad',
      `build -v -ldflags -s -w -o ${join(folder.path, 'nomad')} github.com/hashicorp/nomad`,
    ].map((call) => `linux 1 off auto | ${call}`),
  );
  const goMod = await readFile(join(folder.path, 'go', 'go.mod'), 'utf8');
  expect(goMod.match(/a => b v1.0.0|=> \.\/c|nomad\/api v\S+|nomad v\S+/g)).toEqual([
    ...['a => b v1.0.0', 'nomad v1.6.2', 'nomad/api v0.0.0-1-0123456789ab'],
  ]);
  expect(lines).toEqual([
    'downloading modules of Nomad 1.6.2',
    expect.stringMatching(/^compiling Nomad 1\.6\.2/),
  ]);
});

test('a proxy that does not serve the api of the commit leads to a known one', async () => {
  await using folder = await testFolder();
  await fakeGo(join(folder.path, 'go'), { api: 'echo "403 Forbidden" >&2; exit 1' });
  expect(await build(folder.path)).toMatchObject({ own: false });
  expect(await readFile(join(folder.path, 'go', 'go.mod'), 'utf8')).toContain(
    'api v0.0.0-20240717122358-3d93bd3778f3',
  );
});

const says = (error: string) => `echo '{"Error":"${error}"}'; exit 1`;
test.each([
  [{ goVersion: 'go1.19.8' }, 'BINARY_GO_TOO_OLD', 'go1.19.8', 'Go 1.21'],
  [{ cc: '/nowhere/gcc -m64' }, 'BINARY_CC_MISSING', '/nowhere/gcc', 'apt-get install gcc'],
  [
    { download: says('nomad@v1.6.2: invalid version: unknown revision v1.6.2') },
    'BINARY_VERSION_UNKNOWN',
    'unknown revision',
    'go list',
  ],
  [{ download: says('reading v1.6.2.info: 404 Not Found') }, 'BINARY_VERSION_UNKNOWN', '404', 'go list'],
  [
    { download: says('dial tcp: connection refused') },
    'BINARY_MODULE_UNREACHABLE',
    'connection refused',
    'GOPROXY',
  ],
  [
    { download: 'echo "go: no space left" >&2; exit 1' },
    'BINARY_MODULE_UNREACHABLE',
    'no space left',
    'GOPROXY',
  ],
  [{ written: 'echo' }, 'BINARY_BUILD_FAILED', 'the api module (none), not v0.0.0-1-', '--nomad-binary'],
  [
    { written: String.raw`printf 'dep\tgithub.com/hashicorp/nomad/api\tv0.0.0-2-0\th1:0=\n'` },
    'BINARY_BUILD_FAILED',
    'the api module v0.0.0-2-0, not v0.0.0-1-',
    '--nomad-binary',
  ],
  [{ list: 'echo "go: missing x" >&2; exit 1' }, 'BINARY_BUILD_FAILED', 'go: missing x', '--nomad-binary'],
  [
    { build: 'echo "# example.com/a" >&2; echo "a.go:1: broken" >&2; exit 1' },
    'BINARY_BUILD_FAILED',
    '# example.com/a\na.go:1: broken',
    '--nomad-binary',
  ],
])('%j gives %s', async (script, code, observed, next) => {
  await using folder = await testFolder();
  await fakeGo(join(folder.path, 'go'), script);
  const error = await rejectionOf(build(folder.path));
  expect(error).toMatchObject({ code, next: expect.stringContaining(next) });
  expect(error.observed).toContain(observed);
  // Names of compiled packages would push the compiler's words out of sight.
  expect(error.observed).not.toMatch(/^example\.com\/a$/m);
});

test('a release that is not open source is never compiled', async () => {
  await using folder = await testFolder();
  const go = await fakeGo(join(folder.path, 'go'));
  const fetch = { version: '1.9.4', arch: 'amd64', work: folder.path, onProgress: () => undefined };
  const { signal } = new AbortController();
  const failing = buildFromModule(join(folder.path, 'nomad'), { ...fetch, signal });
  expect(await rejectionOf(failing)).toMatchObject({
    ...{ code: 'BINARY_NOT_OPEN_SOURCE', exitCode: 3 },
    next: expect.stringMatching(/--nomad-binary.*NOMAD_E2E_RELEASE_URL/),
  });
  await expect(go.calls()).rejects.toThrow('ENOENT');
});

test('the error of a machine without Go names what to install', async () => {
  await using folder = await testFolder();
  vi.stubEnv('PATH', '/nowhere');
  await expect(build(folder.path)).rejects.toMatchObject({
    ...{
      code: 'BINARY_GO_MISSING',
      exitCode: 3,
      next: expect.stringMatching(/install Go 1\.21.*C compiler/),
    },
  });
});

test('an abort ends the compiler', async () => {
  await using folder = await testFolder();
  const done = join(folder.path, 'done');
  await fakeGo(join(folder.path, 'go'), { build: `sleep 300; touch ${done}` });
  const abort = new AbortController();
  const onProgress = (line: string) =>
    void (line.startsWith('compiling') && abort.abort(new Error('enough')));
  await expect(build(folder.path, { signal: abort.signal, onProgress })).rejects.toThrow('enough');
  expect(existsSync(done)).toBe(false);
});

test('a build that hangs times out', async () => {
  await using folder = await testFolder();
  await fakeGo(join(folder.path, 'go'), { build: 'sleep 300' });
  await expect(build(folder.path, { timeoutMs: 600 })).rejects.toMatchObject({
    ...{ code: 'BINARY_BUILD_FAILED', observed: 'not done in 0.01 min' },
  });
});
