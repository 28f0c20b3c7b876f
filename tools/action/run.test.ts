import { chmod, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const script = join(import.meta.dirname, 'run.sh');

/** Runs the step with these inputs and a node that notes its words and ends with this code. */
async function stepped(inputs: Record<string, string>, code = 0) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-action-'));
  const at = (name: string) => join(folder.path, name);
  await writeFile(at('node'), `#!/bin/sh\nprintf '%s\\n' "$@" > ${at('words')}\nexit ${code}\n`);
  await chmod(at('node'), 0o755);
  await Promise.all([writeFile(at('words'), ''), writeFile(at('output'), '')]);
  const env = { ...inputs, GITHUB_OUTPUT: at('output'), PATH: `${folder.path}:/usr/bin:/bin` };
  const { exitCode, stderr } = await execa(script, {
    env,
    extendEnv: false,
    reject: false,
    cwd: folder.path,
  });
  const [, ...words] = (await readFile(at('words'), 'utf8')).trim().split('\n');
  return { exitCode, stderr, words, output: await readFile(at('output'), 'utf8') };
}

test.each<[string, Record<string, string>, string[]]>([
  ['nothing', {}, ['run', '--runs', 'runs']],
  [
    'a version and an area',
    { COMMAND: 'run', NOMAD_VERSION: '2.0', ARGUMENTS: 'csi lifecycle' },
    ['run', 'csi', 'lifecycle', '--runs', 'runs', '--nomad-version', '2.0'],
  ],
  [
    'an upgrade, with words on two lines',
    {
      COMMAND: 'upgrade',
      FROM: '1.11.3',
      TO: '2.0.5',
      ARGUMENTS: '--clients drain\n--job a.hcl',
      RUNS: '/r',
    },
    ['upgrade', '--clients', 'drain', '--job', 'a.hcl', '--runs', '/r', '--from', '1.11.3', '--to', '2.0.5'],
  ],
  ['what a shell would run', { ARGUMENTS: '$(id) ;id *' }, ['run', '$(id)', ';id', '*', '--runs', 'runs']],
])('%s is a command', async (_, inputs, words) => {
  expect(await stepped(inputs)).toMatchObject({ exitCode: 0, words });
});

test.each([
  [0, 'good'],
  [1, 'bad'],
  [2, 'input refused'],
  [3, 'unknown'],
  [130, 'interrupted'],
])('exit code %i is its verdict', async (code, verdict) => {
  const { exitCode, output } = await stepped({}, code);
  expect([exitCode, output]).toEqual([code, `exit-code=${code}\nverdict=${verdict}\n`]);
});

test('another command is refused before anything is run', async () => {
  const { exitCode, stderr, words } = await stepped({ COMMAND: 'prune' });
  expect([exitCode, words]).toEqual([2, []]);
  expect(stderr).toMatch(/^ACTION_INPUT: .*'prune'$/);
});

test('the action gives the step every input that it reads', async () => {
  const [action, step] = await Promise.all([
    readFile(join(root, 'action.yml'), 'utf8'),
    readFile(script, 'utf8'),
  ]);
  const read = new Set(Array.from(step.matchAll(/\$\{([A-Z_]+):-/g), ([, name]) => name));
  const given = new Set(Array.from(action.matchAll(/^ {8}([A-Z_]+): /gm), ([, name]) => name));
  expect(given).toEqual(read);
});
