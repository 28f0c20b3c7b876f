import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { accessIn, filesBelow, placesIn, program, root } from './program.ts';

/** A run in a process group of its own, as on a terminal, whose last test waits until somebody ends it. */
async function waitingRun(folder: string, { runtime: other }: { runtime?: string } = {}) {
  const { runs, ...own } = await placesIn(folder);
  const runtime = other ?? own.runtime;
  const args = [program, 'run', 'acceptance/waiting/waiting.e2e.ts', '--runs', runs];
  const env = { ...process.env, XDG_RUNTIME_DIR: runtime };
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => said.includes(text) && resolve();
      child.stderr.on('data', look);
      child.once('exit', () => reject(new Error(`it ended before it said "${text}":\n${said}`)));
      look();
    });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const [ended, closed] = [once(child, 'exit'), once(child, 'close')];
  const { pid = 0 } = child;
  await says('waiting now');
  const [id = ''] = await readdir(runs);
  return {
    ...{ id, says, runtime },
    folder: join(runs, id),
    said: () => said,
    /** Ctrl-C on a terminal reaches every process of the group. */
    ctrlC: () => process.kill(-pid, 'SIGINT'),
    terminate: () => process.kill(pid, 'SIGTERM'),
    /** Settles when nobody can say any more. */
    closed: () => closed,
    /** The exit code, and how long it took from now, in milliseconds. */
    end: async () => {
      const begin = performance.now();
      const [code] = (await ended) as [number | null];
      return { code, ms: performance.now() - begin };
    },
    processes: () => processesOf(pid),
  };
}

/** Processes of a group that still run; one that has ended and waits for its parent to ask is none. */
async function processesOf(group: number): Promise<{ pid: number; command: string }[]> {
  const { stdout } = await execa('ps', ['-e', '-o', 'pgid=,pid=,stat=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [own, pid, state = '', ...command] = line.trim().split(/\s+/);
    const counts = own === String(group) && !state.startsWith('Z');
    return counts ? [{ pid: Number(pid), command: command.join(' ') }] : [];
  });
}

/** Files of a run that hold the token of its cluster, which is up. */
async function withTokenOf({ id, folder, runtime }: { id: string; folder: string; runtime: string }) {
  const descriptor = await readFile(join(runtime, 'nomad-e2e', id, 'cluster.json'), 'utf8');
  const { token } = JSON.parse(descriptor) as { token: string };
  expect(token).toHaveLength(36);
  const files = await filesBelow(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')));
  return files.filter((_, n) => texts[n]?.includes(token));
}

/** Names of all that the engine has of a run. */
async function onEngine(id: string): Promise<string[]> {
  const filter = ['--filter', `label=nomad-e2e.run=${id}`];
  const lists = [
    ['ps', '-a', '--format', '{{.Names}}'],
    ['network', 'ls', '--format', '{{.Name}}'],
    ['volume', 'ls', '--format', '{{.Name}}'],
  ];
  const found = await Promise.all(lists.map((list) => execa('docker', [...list, ...filter])));
  return found.flatMap(({ stdout }) => stdout.split('\n').filter((name) => name !== ''));
}

test.each(['ctrlC', 'terminate'] as const)(
  'a run that is interrupted by %s removes all that is its own and reports what was run so far',
  async (how) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-interrupt-'));
    const run = await waitingRun(folder.path);
    expect((await onEngine(run.id)).length).toBeGreaterThan(3);
    expect(await accessIn(run.runtime)).toEqual([run.id]);
    expect(await withTokenOf(run)).toEqual([]);

    run[how]();
    const { code, ms } = await run.end();
    await run.closed();

    console.log(`all gone ${Math.round(ms)} ms after ${how}`);
    const left = [...(await onEngine(run.id)), ...(await accessIn(run.runtime))];
    expect({ code, left, processes: await run.processes() }).toEqual({ code: 130, left: [], processes: [] });
    expect(ms).toBeLessThan(5000);
    const name = how === 'ctrlC' ? 'SIGINT' : 'SIGTERM';
    expect(run.said()).toContain(`${name}: cleaning up (again to exit immediately)\n`);
    expect(run.said()).toContain(`\ninterrupted by ${name}\n`);

    const files = await filesBelow(run.folder);
    expect(files).toEqual(expect.arrayContaining(['report.html', 'junit.xml', 'summary.md', 'trace.json']));
    // A run that did not come to its end has no result: `merge` refuses it.
    expect(files.filter((file) => file.includes('result'))).toEqual([]);
    expect(run.said()).toMatch(/report of what was run so far: .*report\.html\n/);
    const summary = await readFile(join(run.folder, 'summary.md'), 'utf8');
    expect(summary).toContain('interrupted: Nomad');
    expect(summary).toContain('1 passed, 1 unfinished');
    expect(await readFile(join(run.folder, 'report.html'), 'utf8')).toContain('</span> interrupted</span>');
    expect(await readFile(join(run.folder, 'junit.xml'), 'utf8')).toContain(
      `name="interrupted"><failure message="it was interrupted (interrupted by ${name})`,
    );
  },
);

test('a second Ctrl-C leaves at once and says what remains, which the next start removes', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-interrupt-'));
  const run = await waitingRun(folder.path);
  // While vitest stands still the clean-up cannot be over before the second.
  const vitest = (await run.processes()).find(({ command }) => command.includes('vitest.mjs run'));
  const pid = vitest?.pid ?? expect.fail('vitest does not run');
  process.kill(pid, 'SIGSTOP');
  // It is this test's to end, also when the test is red.
  await using stopped = new AsyncDisposableStack();
  stopped.defer(() => void process.kill(pid, 'SIGKILL'));
  run.ctrlC();
  await run.says('cleaning up (again to exit immediately)');
  // What comes in the same moment is the same Ctrl-C, passed on by npx. A user takes longer to press it again.
  run.ctrlC();
  await after(400);
  expect(run.said()).not.toContain('exited immediately');
  run.ctrlC();
  const { code, ms } = await run.end();
  await stopped.disposeAsync();
  await run.closed();

  console.log(`left ${Math.round(ms)} ms after the second Ctrl-C`);
  expect(code).toBe(130);
  expect(ms).toBeLessThan(2000);
  const remains = await onEngine(run.id);
  const [, said = ''] = run.said().split('exited immediately. What may remain:\n');
  for (const name of remains.filter((each) => /-(server|client)-\d$/.test(each)))
    expect(said).toContain(name);
  expect(said).toContain('The next run removes it, as does: npx nomad-e2e prune');
  expect(remains).not.toEqual([]);
  expect(said).toContain(`access files ${join(run.runtime, 'nomad-e2e', run.id)}`);
  expect(await accessIn(run.runtime)).toEqual([run.id]);

  await using other = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-interrupt-'));
  const next = await waitingRun(other.path, run);
  expect(await onEngine(run.id)).toEqual([]);
  expect(await accessIn(run.runtime)).toEqual([next.id]);
  next.terminate();
  expect((await next.end()).code).toBe(130);
  expect(await run.processes()).toEqual([]);
});
