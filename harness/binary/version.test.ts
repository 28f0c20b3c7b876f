import { expect, test } from 'vitest';
import { isBefore, parseVersion } from './version.ts';

test.each([
  ['1.11.3', '1.11.3'],
  ['v1.9.4', '1.9.4'],
  ['1.12.0-beta.1', '1.12.0-beta.1'],
  ['v1.12.0-rc.2', '1.12.0-rc.2'],
  ['0.12.10', '0.12.10'],
])('%s is version %s', (text, version) => {
  expect(parseVersion(text)).toBe(version);
});

test.each([
  '',
  '1.11',
  'latest',
  '1.11.x',
  '01.11.3',
  '1.11.3-dev',
  '1.11.3-beta',
  'vv1.11.3',
  ' 1.11.3',
  '1.11.3\n',
  '1.11.3+x',
  '../1.11.3',
  '1.11.3-rc.01',
])('%j is refused', (text) => {
  expect(() => parseVersion(text)).toThrow(
    expect.objectContaining({
      code: 'BINARY_VERSION_INVALID',
      exitCode: 2,
      next: expect.stringContaining('1.11.3'),
    }),
  );
});

test('Enterprise is refused in words of its own, with the version that can be used', () => {
  expect(() => parseVersion('v1.11.3+ent')).toThrow(
    expect.objectContaining({
      ...{ code: 'BINARY_ENTERPRISE', exitCode: 2 },
      message: expect.stringContaining('Enterprise'),
      next: expect.stringMatching(/--nomad-version 1\.11\.3$/),
    }),
  );
});

test.each([
  ['1.9.4', '1.10.0', true],
  ['1.10.0', '1.9.4', false],
  ['1.3.1', '1.3.1', false],
  ['1.2.6', '1.3.0', true],
])('%s is older than %s: %s', (a, b, older) => {
  expect(isBefore(a, b)).toBe(older);
});
