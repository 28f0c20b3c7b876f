import { expect, test } from 'vitest';
import { LiveLine } from './live-line.ts';
import { createProgress } from './progress.ts';

/** What a terminal shows in the end: `\r` and the code to clear a line are all that it knows. */
function shown(text: string): string[] {
  return text.split('\n').map((line) => line.split('\r\x1b[K').at(-1) ?? '');
}

function terminal() {
  let text = '';
  return { columns: 60, isTTY: true, write: (more: string) => (text += more), lines: () => shown(text) };
}

test('the last line says what is under way and for how long, and lines of progress come above it', () => {
  const screen = terminal();
  let now = 0;
  using live = new LiveLine(screen, () => now);
  using _images = live.begin('images', false);
  now = 12_400;
  const driver = live.begin('CSI plugin healthy', false);
  live.above('base image is made\n');
  expect(screen.lines()).toEqual(['base image is made', '… images 12 s · CSI plugin healthy 0 s']);
  driver[Symbol.dispose]();
  expect(screen.lines().at(-1)).toBe('… images 12 s');
});

test('while another program writes there is no such line, and none is wider than the terminal', () => {
  const screen = terminal();
  using live = new LiveLine(screen);
  using _long = live.begin('a'.repeat(100), false);
  expect(screen.lines().at(-1)).toHaveLength(59);
  const vitest = live.begin('suites', true);
  expect(screen.lines()).toEqual(['']);
  vitest[Symbol.dispose]();
  expect(screen.lines().at(-1)).toMatch(/^… a/);
});

test('progress on a terminal leaves only what is over, and in CI it is appended line by line', async () => {
  const [screen, ci] = [terminal(), terminal()];
  await createProgress(screen, {}).phase('images', async () => undefined);
  expect(screen.lines()).toEqual([expect.stringMatching(/^\[ +0\.0s\] images: 0\.0s$/), '']);
  await createProgress(ci, { CI: 'true' }).phase('images', async () => undefined);
  expect(ci.lines()).toEqual([
    expect.stringContaining('] images …'),
    expect.stringContaining('] images: 0.0s'),
    '',
  ]);
});
