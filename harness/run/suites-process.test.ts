import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { counted, isRed } from './suites-process.ts';

const beside = (path: string) => join(import.meta.dirname, path);

const ended = (status: string) => ({ name: status, status, failures: [], ms: 1 });

test('tests are counted by how they ended', () => {
  const tests = ['passed', 'passed', 'known', 'skipped', 'pending', 'failed'].map(ended);
  const result = { files: [{ file: 'a', tests }], errors: [] };
  expect(counted(result, 1)).toEqual({ passed: 2, known: 1, skipped: 2, failed: 1, ...result });
});

test('a red end that no test accounts for counts as a failure', () => {
  expect(counted({ files: [], errors: [] }, 1)).toMatchObject({ failed: 1 });
});

test.each([
  [{ passed: 1, known: 0, failed: 0 }, false],
  [{ passed: 0, known: 1, failed: 0 }, false],
  [{ passed: 9, known: 1, failed: 1 }, true],
  [{ passed: 0, known: 0, failed: 0 }, true],
])('a run of %j is red: %s', (counts, red) => {
  expect(isRed(counts)).toBe(red);
});

test('a run whose output nobody reads any more ends, though vitest alone writes to it', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-unread-'));
  const [suite, descriptor] = ['unread.e2e.ts', 'cluster.json'].map((name) => join(folder.path, name));
  const talks = 'for (let n = 0; n < 500; n += 1) { console.log(n); await delay(100); }';
  await writeFile(
    suite ?? '',
    `import { setTimeout as delay } from 'node:timers/promises';
    import { test } from ${JSON.stringify(import.meta.resolve('vitest'))};
    test('talks', async () => { ${talks} });`,
  );
  await writeFile(descriptor ?? '', '{}');
  const code = `import { underGuard } from ${JSON.stringify(beside('../cli/under-guard.ts'))};
    import { runVitest } from ${JSON.stringify(beside('suites-process.ts'))};
    process.exit(await underGuard((signal) => runVitest({ projects: ['suites'], filters: ${JSON.stringify([suite])}, signal })));`;
  const { stdout } = await execa(
    'bash',
    [
      ...['-c', '"$@" 2>&1 | head -n 5; echo exit $PIPESTATUS', 'bash'],
      ...[process.execPath, '--input-type=module', '-e', code],
    ],
    { cwd: folder.path, env: { NOMAD_E2E_CLUSTER: descriptor } },
  );
  expect(stdout).toMatch(/\nexit 130$/);
});
