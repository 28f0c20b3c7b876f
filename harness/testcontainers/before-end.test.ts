import { execa } from 'execa';
import { expect, test } from 'vitest';
import { beforeEnd } from './before-end.ts';

const module = new URL('before-end.ts', import.meta.url).href;

/** Sends a signal to a process that has something to release, and returns how it ended and what it said. */
async function ended(signal: NodeJS.Signals, more = '') {
  const code = `
    const { beforeEnd } = await import(${JSON.stringify(module)});
    ${more}
    const held = beforeEnd(async (by) => { await new Promise((done) => setTimeout(done, 50)); console.log(by.message); });
    console.log('ready');
    setInterval(() => undefined, 1000);`;
  const running = execa(process.execPath, ['--input-type=module', '--eval', code], { reject: false });
  for await (const line of running) if (line === 'ready') running.kill(signal);
  const { stdout, signal: by, exitCode } = await running;
  return { said: stdout.split('\n').slice(1), by, exitCode };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'what is held is released before %s ends the process',
  async (signal) => {
    expect(await ended(signal)).toMatchObject({ said: [`interrupted by ${signal}`], by: signal });
  },
);

test('somebody else who has heard the signal decides when the process ends', async () => {
  const other = "process.on('SIGTERM', () => setTimeout(() => process.exit(7), 300));";
  expect(await ended('SIGTERM', other)).toMatchObject({ said: ['interrupted by SIGTERM'], exitCode: 7 });
});

test.each([true, false])('the end of a terminal is heard where there is one: %s', (hasTerminal) => {
  const before = process.listenerCount('SIGHUP');
  using _ = beforeEnd(() => Promise.resolve(), hasTerminal);
  expect(process.listenerCount('SIGHUP') - before).toBe(hasTerminal ? 1 : 0);
});

test('once it is disposed of, nobody listens', () => {
  const before = process.listenerCount('SIGTERM');
  {
    using _ = beforeEnd(() => Promise.resolve());
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
  }
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
