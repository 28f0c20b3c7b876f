import { expect, test } from '../../harness/index.ts';

// Each of these ends in another way on Nomad 1.11.2, which has bug A1; none of them needs a cluster.

test('shows the bug', ({ scope }) => {
  scope.knownBug('A1', () => expect('HTTP/0.0 200 OK').toBe('HTTP/1.1 200 OK'));
});

test('passes', ({ scope }) => {
  scope.knownBug('A1', () => expect('HTTP/1.1 200 OK').toBe('HTTP/1.1 200 OK'));
});

test('fails for another reason', ({ scope }) => {
  scope.knownBug('A1', () => expect('HTTP/1.1 500').toBe('HTTP/1.1 200 OK'));
});

test('shows the bug and leaves something behind', ({ scope }) => {
  scope.defer('free the volume', () => {
    throw new Error('still claimed');
  });
  scope.knownBug('A1', () => expect('HTTP/0.0 200 OK').toBe('HTTP/1.1 200 OK'));
});
