import { expect, test } from 'vitest';
import type { StartedNomadCluster } from '../cluster/index.ts';
import { unstagedLate } from './unstaged-late.ts';

const line = (n: number, more: object) => JSON.stringify({ driver: 'd', n, at: n * 10, ...more });
const call = (n: number, name: string, more: object = {}) =>
  line(n, { call: name, volume: 'v', node: 'client-1', staging: '/s', ...more });
const notes = [
  call(1, 'nodeStageVolume'),
  line(2, { to: 1, outcome: 'ok' }),
  call(3, 'nodeUnstageVolume'),
  line(4, { to: 3, outcome: 'ok' }),
  call(5, 'nodePublishVolume', { target: '/csi/per-alloc/a1/v/rw' }),
  line(6, { to: 5, outcome: 'FAILED_PRECONDITION' }),
];
const refusal = 'rpc error: volume vol-1 is not staged at /s';

test.each<[string, { version?: string; stdout?: string; attached?: object; failure?: string }, string[]]>([
  ['the version has the bug and the notes show it', {}, [refusal]],
  ['the notes do not show it', { stdout: notes.filter((_, at) => at < 2).join('\n') }, []],
  ['the version has it no more', { version: '1.8.0' }, []],
  ['there are no notes to read', { attached: {} }, []],
  ['it is another failure', { failure: 'no space left' }, []],
])('a failed set-up is the known one where %s', async (_, given, known) => {
  const { version = '1.6.1', stdout = notes.join('\n'), attached, failure = refusal } = given;
  const exec = () => Promise.resolve({ exitCode: 0, stdout, stderr: '' });
  const cluster = { version, attached, clients: [{ exec }] } as unknown as StartedNomadCluster;
  expect(await unstagedLate(cluster, 'a1', [failure])).toEqual(known);
});
