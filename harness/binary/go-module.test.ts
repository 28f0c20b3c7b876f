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

test('go line and module replacements are read from go.mod', () => {
  expect(parseGoMod(goMod)).toEqual({
    go: '1.25.3',
    replaces: [
      'example.com/a => example.com/b v1.2.3',
      'example.com/c v1.0.0 => example.com/c v0.9.0',
      'example.com/d => example.com/e v0.1.0',
    ],
  });
});

test('the built module requires Nomad and its api', () => {
  const release = { version: '1.6.2', time: '2023-09-13T16:47:13Z', commit: undefined };
  const lines = buildGoMod({ ...release, goMod }, 'v0.0.0-1-2').split(/\n+/);
  expect(lines).toEqual([
    ...['module nomad-e2e.local/build', 'go 1.25.3', 'replace (', '\texample.com/a => example.com/b v1.2.3'],
    ...[
      '\texample.com/c v1.0.0 => example.com/c v0.9.0',
      '\texample.com/d => example.com/e v0.1.0',
      ')',
      'require (',
    ],
    ...['\tgithub.com/hashicorp/nomad v1.6.2', '\tgithub.com/hashicorp/nomad/api v0.0.0-1-2', ')', ''],
  ]);
});

test.each([
  ['2023-05-19T00:00:00+02:00', 'v0.0.0-20230605233119-67e39d5d248f'],
  ['2023-07-18T00:00:00Z', 'v0.0.0-20230721134942-515895c7690c'],
  ['2023-10-30T00:00:00Z', 'v0.0.0-20240717122358-3d93bd3778f3'],
  ['2024-12-01T00:00:00Z', 'v0.0.0-20240717122358-3d93bd3778f3'],
])('without the api of its commit, a release of %s is built with %s', (time, version) => {
  expect(fallbackApi({ version: '1.6.2', time })).toEqual({ version, own: false });
});

test('1.6.1 is built with its own api module', () => {
  const release = { version: '1.6.1', time: '2023-07-21T16:00:00Z' };
  expect(fallbackApi(release)).toEqual({ version: 'v0.0.0-20230721134942-515895c7690c', own: true });
});
