import { expect, test } from 'vitest';
import { fakeProgram } from './fake-binary.ts';
import { describeHeader, targetArch } from './platform.ts';

const described = (content: Buffer) => describeHeader(content.subarray(0, 64), content.length);

test('the header of a binary has its system and processor', () => {
  expect(described(fakeProgram('', 'amd64'))).toBe('linux/amd64');
  expect(described(fakeProgram('', 'arm64'))).toBe('linux/arm64');
  const bigEndian = Buffer.alloc(64);
  bigEndian.write('\x7fELF\x02\x02', 'latin1');
  bigEndian.writeUInt16BE(22, 18);
  expect(described(bigEndian)).toBe('linux/machine 22');
});

const damages: [string, (program: Buffer) => Buffer][] = [
  ['program headers cut off', (program) => program.subarray(0, 110)],
  [
    'section headers cut off',
    (program) => {
      program.writeBigUInt64LE(5_000n, 40);
      return program;
    },
  ],
  [
    'no program headers',
    (program) => {
      program.writeUInt16LE(0, 56);
      return program;
    },
  ],
  [
    'program headers of another size',
    (program) => {
      program.writeUInt16LE(32, 54);
      return program;
    },
  ],
  [
    'the type of an object file',
    (program) => {
      program.writeUInt16LE(1, 16);
      return program;
    },
  ],
];
test.each(damages)('a program with %s is damaged', (_name, damage) => {
  expect(described(damage(fakeProgram('text', 'amd64')))).toBe('a damaged program for linux/amd64');
});

test.each([
  ['#!/bin/sh\nexec nomad', 'a script'],
  ['MZ\x90', 'a Windows program'],
  ['\xcf\xfa\xed\xfe', 'a macOS program'],
  ['\x7fELF', 'not a program'],
  ['', 'not a program'],
])('%j is %s', (content, words) => {
  expect(described(Buffer.from(content, 'latin1'))).toBe(words);
});

test("processors have Go's names", () => {
  expect([targetArch('x64'), targetArch('arm64')]).toEqual(['amd64', 'arm64']);
  expect(() => targetArch('ppc64')).toThrow(
    expect.objectContaining({ code: 'BINARY_WRONG_PLATFORM', exitCode: 3 }),
  );
});
