import { describe, expect, test } from 'vitest';
import { bugName } from '../evidence/index.ts';
import type { KnownBug } from '../regression/index.ts';
import { assertUnlessKnown } from './known-bug.ts';

const bug: KnownBug = {
  ...{ id: 'X1', issue: 7, what: 'it breaks', bad: '1.9.4', firstGood: '1.10.4', suite: '' },
  evidence: /expected 'dead' to be 'alive'/,
};
const on = (version: string, good: () => void, id = 'X1', table = [bug]) =>
  assertUnlessKnown(id, good, { version }, table);

test('a version that has the bug excuses its assertion, and the reason is kept', () => {
  expect(on('1.9.4', () => expect('dead').toBe('alive'))).toEqual({
    ...{ id: 'X1', issue: 7, what: 'it breaks', firstGood: '1.10.4' },
    reason: "expected 'dead' to be 'alive' // Object.is equality",
  });
});

test('a bug that came back is kept with both versions', () => {
  const back = { ...bug, back: '1.11.0' };
  const shown = on('1.9.4', () => expect('dead').toBe('alive'), 'X1', [back]);
  expect(shown && bugName(shown)).toBe('X1 (nomad#7, fixed in 1.10.4, back in 1.11.0)');
});

test('a version without the bug is held to the assertion', () => {
  expect(on('1.10.4', () => expect('alive').toBe('alive'))).toBeUndefined();
  const failing = () => on('1.10.4', () => expect('dead').toBe('alive'));
  expect(failing).toThrow(/^expected 'dead' to be 'alive'.*\nthis is bug X1/);
});

test('another failed assertion than that of the bug goes on as it is, with what would have been excused', () => {
  const failing = () => on('1.9.4', () => expect('ill').toBe('alive'));
  expect(failing).toThrow(/^expected 'ill' to be 'alive'.*\nnot excused by bug X1, whose evidence is/);
  expect(failing).toThrow(expect.objectContaining({ name: 'AssertionError', actual: 'ill' }));
});

test('an error that is no assertion goes on untouched', () => {
  const broken = () => {
    throw new TypeError("expected 'dead' to be 'alive'");
  };
  expect(() => on('1.9.4', broken)).toThrow(
    expect.objectContaining({ name: 'TypeError', message: "expected 'dead' to be 'alive'" }),
  );
});

test('a pass on a version that has the bug fails the test', () => {
  expect(() => on('1.9.4', () => {})).toThrow(
    expect.objectContaining({
      code: 'KNOWN_BUG_ABSENT',
      message:
        'passed here, but the table says that Nomad 1.9.4 has bug X1 (fixed in 1.10.4): correct the table',
    }),
  );
});

test('evidence is found in what the assertion saw, where its message is cut', () => {
  const evidence = /'a{200}', \[ 'end' \]/;
  const table = [{ ...bug, evidence }];
  const long = ['a'.repeat(200), ['end']];
  expect(on('1.9.4', () => expect(long).toEqual([]), 'X1', table)).toMatchObject({ id: 'X1' });
});

test('a bug of an upgrade is judged by the version that the agents are replaced by', () => {
  const table = [{ ...bug, from: '1.9.3', since: '1.9.4' }];
  const dead = () => expect('dead').toBe('alive');
  const cluster = { version: '1.9.3', upgradeTo: '1.9.4' };
  expect(assertUnlessKnown('X1', dead, cluster, table)).toMatchObject({ id: 'X1' });
  expect(() => assertUnlessKnown('X1', () => {}, cluster, table)).toThrow('Nomad 1.9.4 has bug X1');
  expect(() => assertUnlessKnown('X1', dead, { version: '1.9.3' }, table)).toThrow('this is bug X1');
});

test('while agents are replaced, what fits either version is no contradiction, and what fits none is', () => {
  const both = { version: '1.9.4', upgradeTo: '1.10.4' };
  const dead = () => expect('dead').toBe('alive');
  expect(assertUnlessKnown('X1', () => {}, both, [bug])).toBeUndefined();
  expect(assertUnlessKnown('X1', dead, both, [bug])).toMatchObject({ id: 'X1' });
  const bad = { version: '1.9.4', upgradeTo: '1.10.3' };
  expect(() => assertUnlessKnown('X1', () => {}, bad, [bug])).toThrow('Nomad 1.10.3 has bug X1');
  const good = { version: '1.10.4', upgradeTo: '1.11.0' };
  expect(() => assertUnlessKnown('X1', dead, good, [bug])).toThrow('this is bug X1');
});

test('an unknown id, or an assertion that is not over at once, is refused', () => {
  expect(() => on('1.9.4', () => {}, 'X2')).toThrow(expect.objectContaining({ code: 'KNOWN_BUG_INVALID' }));
  const later = async () => expect('dead').toBe('alive');
  // biome-ignore lint/nursery/noMisusedPromises: such an assertion is what is refused
  expect(() => on('1.9.4', later)).toThrow(expect.objectContaining({ code: 'KNOWN_BUG_INVALID' }));
});

const attached = (node: string) =>
  `the driver has it attached to ${node}, unclaimed: ControllerUnpublishVolume is missing`;
const freed = (askedToDetach: boolean, node: string) => ({
  differences: [attached('client-1')],
  askedToDetach,
  deleted: `DELETE /v1/volume/csi/v answered 500: rpc error: code = FailedPrecondition desc = volume v is attached to ${node}`,
});
const dead =
  'failed to setup alloc: pre-run hook "csi_hook" failed: dial unix /csi/x/csi.sock: connection refused';
const late = [61, 60, 74, 61, 61, 62, 63, 61];

describe('the bugs of suites/faults are known by what the suites see of them, and by nothing else', () => {
  test.each<[string, unknown, unknown]>([
    ['F-freed-attached', freed(false, 'client-1'), freed(true, 'client-1')],
    ['F-freed-attached', freed(false, 'client-1'), freed(false, 'client-2')],
    ['F-purged-too-soon', [attached('the lost node')], [attached('client-1')]],
    ['F-purged-too-soon', [attached('the lost node')], [attached('the lost node'), 'more']],
    [
      'F-detached-first',
      { attachments: [], published: ["the writer's"] },
      { attachments: [], published: [{ node: 'c' }] },
    ],
    ['F-mute-detach', ['attachment-without-claim'], ['attachment-without-claim', 'claim-without-mount']],
    ['F-mute-attach', ['claim-without-attachment'], ['claim-without-mount']],
    ['F-claim-on-dead-driver', `failed: ${'x'.repeat(200)}, ${dead}`, 'failed: image not found'],
    ['F-evaluation-lost', late, [...late, 75]],
    ['F-evaluation-lost', late, [30, ...late]],
    ['F-change-undone', ['change-undone-long-0a1b2c3d-1-3', 'change-undone-long-0a1b2c3d-1-11'], [undefined]],
  ])('%s', (id, seen, other) => {
    const on = (value: unknown) => () =>
      assertUnlessKnown(id, () => expect(value).toEqual([]), { version: '1.11.3' });
    expect(on(seen)()).toMatchObject({ id });
    expect(on(other)).toThrow(`not excused by bug ${id}`);
  });
});
