import { expect, test } from 'vitest';
import { apiWarning, sourceInWords } from './facts.ts';

const own = { version: 'v0.0.0-20230721134942-515895c7690c', own: true };
const other = { version: 'v0.0.0-20240717122358-3d93bd3778f3', own: false };

test.each([
  [{ origin: 'path' as const }, 'given by --nomad-binary'],
  [{ origin: 'release' as const }, 'from the release archive'],
  [{ origin: 'go' as const, api: own }, 'compiled from its Go module'],
  [{ origin: 'go' as const, api: other }, 'compiled from its Go module with another api module (2024-07-17)'],
])('%j is %s', (facts, words) => {
  expect(sourceInWords(facts)).toBe(words);
});

test('a binary with another api module has a warning', () => {
  expect(apiWarning({ version: '1.6.3', api: other })).toContain('may accept what 1.6.3 does not have');
  expect([apiWarning({ version: '1.6.1', api: own }), apiWarning({ version: '2.0.5' })]).toEqual([
    undefined,
    undefined,
  ]);
});
