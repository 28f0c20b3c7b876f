import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa, execaSync } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

const launcher = join(import.meta.dirname, 'nomad-e2e.js');

/** The launcher under a Node that says that it is too old, with a program that does this instead of its work. */
async function launched(work: string, program = launcher) {
  const older = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})";
  const code = `if(process.argv[1].endsWith('nomad-e2e.js')){${older}}else{${work}}`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
  return await execa(process.execPath, [program, '--help'], { env, reject: false });
}

test.each([
  ['process.exit(3)', 3],
  ["process.kill(process.pid,'SIGKILL')", 137],
  ["process.kill(process.pid,'SIGSEGV')", 139],
  ["process.kill(process.pid,'SIGTERM');setTimeout(()=>{},9e3)", 130],
])('under an older Node, a program that ends by %s is exit code %i', async (end, exitCode) => {
  const ended = await launched(end);
  expect(ended.exitCode).toBe(exitCode);
  expect(/PROCESS_KILLED: .*\nnext: /.test(ended.stderr)).toBe(exitCode > 130);
});

/** An older Node of this machine, behind the one that npm puts first. */
function olderNode(): string | undefined {
  const programs = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  const majorOf = (program: string) => {
    const { stdout = '' } = execaSync(program, ['--version'], { reject: false });
    return Number(/^v(\d+)/.exec(stdout)?.[1] ?? Number.NaN);
  };
  return programs.filter((program) => existsSync(program)).find((program) => majorOf(program) < 24);
}

test('an older Node itself gets as far as the newer one that was brought along', async ({ skip }) => {
  const older = olderNode();
  if (older === undefined) return skip('this machine has no Node before 24');
  const { stdout } = await execa(older, [launcher, '--version'], { env: { NODE_OPTIONS: '' } });
  expect(stdout).toMatch(/^nomad-e2e .*\nNode 2[4-9]/);
});

test('where no newer Node was brought along, an older one is refused in one line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nomad-e2e-launcher-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const alone = join(folder, 'nomad-e2e.js');
  await copyFile(launcher, alone);
  const ended = await launched('process.exit(0)', alone);
  expect(ended.exitCode).toBe(3);
  expect(ended.stderr).toMatch(/^NODE_TOO_OLD: .* 24 .*20\.1\.0\nnext: .*$/);
});
