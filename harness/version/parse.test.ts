import { expect, test } from 'vitest';
import { buildCaution, isEnterprise, isVersion, parseBuild, parseVersion, parseWanted } from './parse.ts';

const refusal = (code: string, message: string) =>
  expect.objectContaining({ code, exitCode: 2, message: expect.stringContaining(message) });

test.each([
  ['1.11.3', '1.11.3'],
  ['v1.9.4', '1.9.4'],
  ['2.0.0-beta.1', '2.0.0-beta.1'],
  ['v2.1.0-rc.2', '2.1.0-rc.2'],
  ['0.12.10', '0.12.10'],
  ['3.0.0', '3.0.0'],
])('%s is version %s', (text, version) => {
  expect(parseVersion(text)).toBe(version);
});

test.each([
  ...['', '1.11', 'latest', '1.11.x', '01.11.3', '1.11.3-dev', '1.11.3-beta', 'vv1.11.3', ' 1.11.3'],
  ...['1.11.3\n', '1.11.3+x', '../1.11.3', '1.11.3-rc.01', '2.0.5+fips1403'],
])('%j is no release', (text) => {
  expect(() => parseVersion(text)).toThrow(refusal('BINARY_VERSION_INVALID', text));
});

test.each(['1.12.0', 'v1.12.0-beta.1', '1.13.2'])('%s is refused as never released', (text) => {
  expect(() => parseVersion(text)).toThrow(
    refusal('BINARY_VERSION_UNKNOWN', 'was never released: 2.0 followed 1.11'),
  );
});

test.each(['v1.11.3+ent', '2.0.5+ent', '2.0.5+ent.fips1403', '2.0.5+ent.hsm', '2.0.5+fips1403.ent'])(
  '%s is refused as Enterprise',
  (text) => {
    expect(isEnterprise(text)).toBe(true);
    for (const parse of [parseVersion, parseBuild, parseWanted])
      expect(() => parse(text)).toThrow(refusal('BINARY_ENTERPRISE', 'needs a licence'));
  },
);

test('the refusal of Enterprise names the version that can be used', () => {
  expect(() => parseVersion('v1.11.3+ent')).toThrow(
    expect.objectContaining({ next: expect.stringMatching(/--nomad-version 1\.11\.3$/) }),
  );
});

test.each<[string, ReturnType<typeof parseWanted>]>([
  ['latest', { kind: 'latest' }],
  ['2.0', { kind: 'line', line: '2.0' }],
  ['v1.11', { kind: 'line', line: '1.11' }],
  ['3.0', { kind: 'line', line: '3.0' }],
  ['v2.0.5', { kind: 'exact', version: '2.0.5' }],
  ['2.0.0-rc.1', { kind: 'exact', version: '2.0.0-rc.1' }],
])('%s is wanted as %o', (text, wanted) => {
  expect(parseWanted(text)).toEqual(wanted);
});

test.each([
  ['1.12', 'BINARY_VERSION_UNKNOWN'],
  ['1.12.0', 'BINARY_VERSION_UNKNOWN'],
  ['2', 'BINARY_VERSION_INVALID'],
  ['02.0', 'BINARY_VERSION_INVALID'],
  ['newest', 'BINARY_VERSION_INVALID'],
  ['2.0.x', 'BINARY_VERSION_INVALID'],
])('%s cannot be wanted', (text, code) => {
  expect(() => parseWanted(text)).toThrow(refusal(code, ''));
});

test.each([
  ['2.0.6-dev', '2.0.6-dev'],
  ['v2.0.5+fips1403', '2.0.5+fips1403'],
  ['1.12.0-dev', '1.12.0-dev'],
  ['2.0.5', '2.0.5'],
])('%s is build %s', (text, build) => {
  expect(parseBuild(text)).toBe(build);
});

test.each(['', '2.0', 'dev', '2.0.5 ', '2.0.5-', '2.0.5+'])('%j is no build', (text) => {
  expect(isVersion(text)).toBe(false);
  expect(() => parseBuild(text)).toThrow(refusal('BINARY_VERSION_INVALID', text));
});

test('open-source builds are not Enterprise, and one in FIPS mode has a caution', () => {
  const builds = ['2.0.5', '2.0.5-dev', '2.0.5+fips1403', '2.0.5+entropy', '2.0.5-ent'];
  expect(builds.filter(isEnterprise)).toEqual([]);
  expect(builds.flatMap((build) => buildCaution(build) ?? [])).toEqual([
    expect.stringMatching(/^Nomad 2\.0\.5\+fips1403 .*alloc exec and actions.*nomad#28359/),
  ]);
});
