import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test, vi } from 'vitest';
import { Interrupted, onInterrupt } from '../interrupt.ts';
import { tempFolder } from '../temp-folder.ts';
import { ended as endedCommand } from './failed.ts';

const guard = join(import.meta.dirname, 'under-guard.ts');

/** A command under guard that writes `cleaned` into a file at its end, when this is its work. `untilAborted` waits for the signal. */
function program(mark: string, work: string): string[] {
  const code = `
    import { writeFileSync } from 'node:fs';
    import { setTimeout as delay } from 'node:timers/promises';
    import { underGuard } from ${JSON.stringify(guard)};
    const untilAborted = (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    process.exit(await underGuard(async (signal) => {
      await using stack = new AsyncDisposableStack();
      // Takes a moment, as the removal of a container does.
      stack.defer(async () => { await delay(20); writeFileSync(${JSON.stringify(mark)}, 'cleaned'); });
      ${work}
    }));`;
  return ['--input-type=module', '-e', code];
}

const forever = 'await Promise.race([delay(15_000), untilAborted(signal)]);';

/** Runs it and returns how it ended; `meanwhile` gets the process. */
async function ended(work: string, meanwhile?: (child: ReturnType<typeof started>) => unknown) {
  await using folder = await tempFolder('guard');
  const mark = join(folder.path, 'mark');
  const child = started(mark, work);
  await meanwhile?.(child);
  const { exitCode, stderr, stdout } = await child;
  return { exitCode, stderr, stdout, cleaned: readMark(mark) };
}

const started = (mark: string, work: string) =>
  execa(process.execPath, program(mark, work), { reject: false, env: { NO_COLOR: '1' } });

function readMark(mark: string): boolean {
  try {
    return readFileSync(mark, 'utf8') === 'cleaned';
  } catch {
    return false;
  }
}

/** Has bash run the program with its output elsewhere, and returns its exit code. */
async function inShell(redirected: string, work: string) {
  await using folder = await tempFolder('guard');
  const mark = join(folder.path, 'mark');
  const { stdout } = await execa(
    'bash',
    ['-c', `"$@" ${redirected}; echo "exit \${PIPESTATUS[0]}"`, 'bash'].concat(
      process.execPath,
      program(mark, work),
    ),
  );
  return { exitCode: Number(/exit (\d+)$/.exec(stdout)?.[1]), cleaned: readMark(mark) };
}

const writes = (stream: string) =>
  `const timer = setInterval(() => process.${stream}.write('a line\\n'), 20); try { ${forever} } finally { clearInterval(timer); }`;

test.each([
  ['2>/dev/null | head -n 1', 'stdout'],
  ['2>&1 | head -n 1', 'stderr'],
])('%s ends a command that writes to %s, with its clean-up', async (redirected, stream) => {
  expect(await inShell(redirected, writes(stream))).toEqual({ exitCode: 130, cleaned: true });
});

test.each([
  ['2> >(head -n 1 >/dev/null)', 'stderr'],
  ['>/dev/full 2>/dev/full', 'stdout'],
])('%s ends no command that writes to %s', async (redirected, stream) => {
  const work = writes(stream).replace('15_000', '500');
  expect(await inShell(redirected, work)).toEqual({ exitCode: 0, cleaned: true });
});

test.each([
  ['a rejection that nobody awaits', "void Promise.reject(new Error('of nobody'));"],
  [
    'an error event that nobody hears',
    "setImmediate(() => new (require('node:events'))().emit('error', new Error('of nobody')));",
  ],
])('%s ends the command with its clean-up, and is told', async (_, work) => {
  const require = "import('node:module').then(({ createRequire }) => createRequire('/'))";
  const { exitCode, stderr, cleaned } = await ended(`const require = await ${require}; ${work} ${forever}`);
  expect({ exitCode, cleaned }).toEqual({ exitCode: 3, cleaned: true });
  expect(stderr).toMatch(/^UNEXPECTED: nomad-e2e did not expect this: of nobody\nnext: .*\ncleaning up/);
});

test('a hangup without a terminal, as after nohup, ends no command', async () => {
  const work = "process.stdout.write('up\\n'); for await (const _ of process.stdin);";
  const end = await ended(work, async (child) => {
    await child.stdout.take(1).toArray();
    child.kill('SIGHUP');
    await once(child.stderr, 'data');
    child.stdin.end();
  });
  expect(end).toMatchObject({
    exitCode: 0,
    cleaned: true,
    stderr: 'SIGHUP: no terminal is in use, so the run goes on',
  });
});

test.each([
  [3, 130, 'interrupted by SIGTERM'],
  [0, 0, ''],
  [1, 1, ''],
])(
  'a command that ends with %i although it was interrupted has exit code %i',
  async (said, exitCode, stderr) => {
    const out = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const signal = AbortSignal.abort(new Interrupted('SIGTERM'));
    expect(await endedCommand(async (_, done) => done(said), signal)).toBe(exitCode);
    expect(out.mock.calls.join('')).toBe(stderr && `${stderr}\n`);
    out.mockRestore();
  },
);

test('a hangup of the terminal ends the command', () => {
  const said: string[] = [];
  using interrupts = onInterrupt((line) => said.push(line), true);
  process.emit('SIGHUP', 'SIGHUP');
  expect(interrupts.signal.reason).toMatchObject({ message: 'interrupted by SIGHUP' });
  expect(said).toEqual(['SIGHUP: cleaning up (again to exit immediately)']);
});
