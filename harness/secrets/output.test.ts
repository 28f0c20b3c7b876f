import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { hide } from './known.ts';
import { type GuardOptions, guardOutput, rawOutput, writeCommand, writeUnguarded } from './output.ts';

/** An output that keeps what it gets, and can be lost. */
class Kept extends EventEmitter {
  readonly written: (string | Uint8Array)[] = [];
  write = (chunk: string | Uint8Array, done?: unknown): boolean => {
    this.written.push(chunk);
    if (typeof done === 'function') done();
    return true;
  };
  get text(): string {
    return this.written.join('');
  }
}

function guarded(options: Omit<GuardOptions, 'outputs'> = {}): Kept {
  const output = new Kept();
  guardOutput({ outputs: [output], obeyed: false, ...options });
  return output;
}

test.each([
  ['a title', 'a\u001b]0;owned\u0007b', 'ab'],
  ['a title that is ended by ST', 'a\u001b]2;owned\u001b\\b', 'ab'],
  ['a cleared screen', 'a\u001b[2J\u001b[Hb', 'ab'],
  ['a cursor that moves up', 'a\u001b[3Ab', 'ab'],
  ['a line that is written over', 'passed\rfailed', 'passedfailed'],
  ['a bell, a backspace, an erase and a C1 sequence', 'a\u0007\b\u007f\u009b2Jb', 'a2Jb'],
  ['an escape that goes nowhere', 'a\u001b]0;no end', 'a]0;no end'],
])('%s reaches no terminal', (_, said, shown) => {
  const output = guarded();
  output.write(`${said}\n`);
  output.write(Buffer.from(`${said}\n`));
  expect(output.text).toBe(`${shown}\n${shown}\n`);
});

test('colours, tabs, ends of lines, umlauts in pieces and what draws a live line stay', () => {
  const output = guarded();
  const text = '\u001b[31mred\u001b[0m\t\u001b[38;5;1mgrün\u001b[m\n';
  const bytes = Buffer.from(text);
  output.write(text);
  for (const byte of bytes) output.write(Uint8Array.of(byte));
  // A colour in single bytes is cut, the text is not.
  expect(output.text).toBe(`${text}[31mred[0m\t[38;5;1mgrün[m\n`);
  const live = guarded();
  for (const piece of ['\r\u001b[K', '… images 3 s', '\r\u001b[K', '\u001b[1A\u001b[K']) live.write(piece);
  expect(live.text).toBe('\r\u001b[K… images 3 s\r\u001b[K\u001b[1A\u001b[K');
});

test.each([
  ['::error file=a::owned'],
  ['  \t::stop-commands::x'],
  ['a\n::set-output name=x::y'],
  ['text ##[add-path]/tmp'],
  ['\u001b[2J::error::x'],
])('a CI gets no command from a text: %j', (said) => {
  for (const pieces of [[said], [...said]]) {
    const output = guarded({ obeyed: true });
    for (const piece of pieces) output.write(piece);
    expect(output.text).not.toMatch(/^\s*::|##\[/m);
  }
});

test.each(['a :: b', 'std::string', ':', '## [1]', ':\n:', '   \n'])(
  'no command, so unchanged: %j',
  (said) => {
    for (const pieces of [[said], [...said]]) {
      const output = guarded({ obeyed: true });
      for (const piece of pieces) output.write(piece);
      expect(output.text).toBe(said);
    }
  },
);

test('our own annotation is a command, without secrets', () => {
  hide(['of-an-annotation-7']);
  const output = guarded({ obeyed: true });
  writeCommand(output, '::error file=a.ts::got of-an-annotation-7');
  expect(output.text).toBe('::error file=a.ts::got [redacted]\n');
});

test('a program that the user runs on a node draws as it likes, and its bytes stay what they are', () => {
  hide(['of-a-program-8']);
  const output = guarded({ obeyed: true });
  const raw = rawOutput(output);
  raw.write(Buffer.from('\u001b[2J'));
  raw.write(Buffer.from([0xff, 0]));
  raw.write(Buffer.from('::x of-a-program-8'));
  expect(output.written).toEqual([Buffer.from('\u001b[2J'), Buffer.from([0xff, 0]), '::x [redacted]']);
});

test('an output that fails is written to no more, and who waits for a write goes on', async () => {
  const lost: unknown[] = [];
  const output = guarded({ onLost: (which, { code }) => lost.push(which, code) });
  output.write('before\n');
  output.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  output.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  await new Promise<void>((resolve) => output.write('after\n', resolve));
  writeUnguarded(output, 'after\n');
  expect(output.text).toBe('before\n');
  expect(lost).toEqual([output, 'EPIPE']);
});

test('a megabyte of any sign is cleaned in less than a second', () => {
  for (const unit of [' ', '\n', ':', '#', '\u001b', '\u001b[', '\u001b]', '\u001b]\n', '\u009b', 'x']) {
    const output = guarded({ obeyed: true });
    const begin = process.threadCpuUsage();
    output.write(unit.repeat(1_000_000 / unit.length));
    const { user, system } = process.threadCpuUsage(begin);
    expect((user + system) / 1000, JSON.stringify(unit)).toBeLessThan(1000);
  }
});
