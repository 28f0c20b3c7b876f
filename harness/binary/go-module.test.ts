import { expect, test } from 'vitest';
import { buildGoMod, fallbackApi, parseGoMod } from './go-module.ts';

const goMod = `module github.com/hashicorp/nomad

go 1.25.3 // a comment

toolchain go1.26.0

// Pinned.
replace (
	example.com/a => example.com/b v1.2.3 // why
	// not this => one v1.0.0
	example.com/c v1.0.0 => example.com/c v0.9.0
)

replace github.com/hashicorp/nomad/api => ./api
replace example.com/d => example.com/e v0.1.0

require (
	example.com/f v1.0.0
)
`;

test('the go line and the replacements by modules are read; a folder of the source is left out', () => {
  expect(parseGoMod(goMod)).toEqual({
    go: '1.25.3',
    replaces: [
      'example.com/a => example.com/b v1.2.3',
      'example.com/c v1.0.0 => example.com/c v0.9.0',
      'example.com/d => example.com/e v0.1.0',
    ],
  });
});

test('the module that is built repeats them and needs Nomad and its api', () => {
  const release = { version: '1.11.1', time: '2025-12-09T20:10:56Z', commit: undefined };
  const lines = buildGoMod({ ...release, goMod }, 'v0.0.0-1-2').split(/\n+/);
  expect(lines).toEqual([
    ...['module nomad-e2e.local/build', 'go 1.25.3', 'replace (', '\texample.com/a => example.com/b v1.2.3'],
    ...[
      '\texample.com/c v1.0.0 => example.com/c v0.9.0',
      '\texample.com/d => example.com/e v0.1.0',
      ')',
      'require (',
    ],
    ...['\tgithub.com/hashicorp/nomad v1.11.1', '\tgithub.com/hashicorp/nomad/api v0.0.0-1-2', ')', ''],
  ]);
});

test.each([
  ['1.9.4', '2024-12-18T21:06:30Z', 'v0.0.0-20241218080744-e3ac00f30eec'],
  ['1.11.3', '2026-03-11T09:10:27Z', 'v0.0.0-20260324203407-b27b0c2e019a'],
  ['1.11.1', '2025-12-09T20:10:56Z', 'v0.0.0-20261016150620-df630b26e78a'],
  ['1.9.5', '2025-01-14T00:00:00Z', 'v0.0.0-20250930071859-eaa0fe0e27af'],
  ['1.5.6', '2023-05-19T00:00:00+02:00', 'v0.0.0-20230605233119-67e39d5d248f'],
  ['2.5.0', '2027-05-01T00:00:00Z', 'v0.0.0-20261016150620-df630b26e78a'],
])('without the api of its commit, %s of %s is built with %s', (version, time, api) => {
  expect(fallbackApi({ version, time })).toBe(api);
});
