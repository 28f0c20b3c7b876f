import { expect, test } from 'vitest';
import { fakeProgram } from './fake-binary.ts';
import { describeHeader, targetArch } from './platform.ts';

test('the header tells the system and the processor', () => {
  expect(describeHeader(fakeProgram('', 'amd64'))).toBe('linux/amd64');
  expect(describeHeader(fakeProgram('', 'arm64'))).toBe('linux/arm64');
  const bigEndian = Buffer.alloc(20);
  bigEndian.write('\x7fELF\x02\x02', 'latin1');
  bigEndian.writeUInt16BE(22, 18);
  expect(describeHeader(bigEndian)).toBe('linux/machine 22');
});

test.each([
  ['#!/bin/sh\nexec nomad', 'a script'],
  ['MZ\x90', 'a Windows program'],
  ['\xcf\xfa\xed\xfe', 'a macOS program'],
  ['\x7fELF', 'not a program'],
  ['', 'not a program'],
])('%j is %s', (content, words) => {
  expect(describeHeader(Buffer.from(content, 'latin1'))).toBe(words);
});

test('processors have the names of Go; one without a release is refused', () => {
  expect([targetArch('x64'), targetArch('arm64')]).toEqual(['amd64', 'arm64']);
  expect(() => targetArch('ppc64')).toThrow(
    expect.objectContaining({ code: 'BINARY_WRONG_PLATFORM', exitCode: 3 }),
  );
});
