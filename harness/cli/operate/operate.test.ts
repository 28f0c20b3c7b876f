import { Command, Option } from 'commander';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { RunOnEngine } from '../../engine/index.ts';
import { completion } from './completion.ts';
import { checksText, kernelText } from './doctor.ts';
import { pickNode, pickRun } from './find-run.ts';
import { statusText } from './status.ts';

function run(runId: string, state: RunOnEngine['state'] = 'kept'): RunOnEngine {
  const node = {
    name: 'server-1',
    containerId: 'c',
    state: 'running',
    image: 'nomad-e2e/node-trixie:1.9.4-2.0.6-dev_fips1403-0123456789ab',
  };
  return { runId, state, pid: 7, startedAt: 1_000_000, nodes: [{ ...node, address: 'http://127.0.0.1:1' }] };
}

test('one of several runs has to be named', () => {
  expect(pickRun([run('a')]).runId).toBe('a');
  expect(pickRun([run('a'), run('b')], 'b').runId).toBe('b');
  const observed = 'a (kept), b (left)';
  expect(() => pickRun([run('a'), run('b', 'left')])).toThrow(
    expect.objectContaining({ code: 'CLUSTER_UNKNOWN', observed }),
  );
  expect(() => pickRun([], 'a')).toThrow('no cluster is called a');
  expect(() => pickNode(run('a'), 'client-1')).toThrow(
    expect.objectContaining({ code: 'NODE_UNKNOWN', observed: 'nodes: server-1' }),
  );
});

test('a cluster is listed with its owner, age and nodes', () => {
  expect(statusText([run('a'), run('b', 'owned')], 1_000_000 + 180_000)).toBe(
    `a: persistent, until \`nomad-e2e down\`, started 3 min ago
  server-1  running  Nomad 1.9.4, 2.0.6-dev+fips1403  http://127.0.0.1:1

b: owned by process 7, started 3 min ago
  server-1  running  Nomad 1.9.4, 2.0.6-dev+fips1403  http://127.0.0.1:1
`,
  );
});

test('what the kernel is without stands beside its cgroup version', () => {
  expect(kernelText({ cgroupVersion: 2, missingControllers: [], missingCapabilities: [] })).toBe('cgroup v2');
  const less = { missingControllers: ['io', 'memory'], missingCapabilities: ['SYS_RESOURCE'] };
  expect(kernelText({ cgroupVersion: 1, ...less })).toBe(
    'cgroup v1, missing controllers: io, memory, missing capabilities: SYS_RESOURCE',
  );
});

test('failed checks are counted below the columns', () => {
  const engine = { what: 'engine', state: 'no', found: 'ENGINE_MISSING: none\nnext: install' } as const;
  expect(checksText([{ what: 'm', state: 'ok', found: 'fine' }, engine])).toBe(
    `ok    m       fine
no    engine  ENGINE_MISSING: none
              next: install
a run cannot start: 1 problem to fix
`,
  );
});

test.each([
  [['nomad-e2e', 'u'], 'up upgrade'],
  [['nomad-e2e', 'upgrade', '--in'], '--inject'],
  [['nomad-e2e', 'upgrade', '--inject', 't'], 'two-writers'],
  [['nomad-e2e', 'up', '--p'], ''],
  [['nomad-e2e', 'up', '--s'], '--servers'],
])('bash completes %j to "%s"', async (words, completed) => {
  const program = new Command('nomad-e2e');
  program.command('up').option('--servers <n>').addOption(new Option('--size <n>').hideHelp());
  program.command('upgrade').addOption(new Option('--inject <x>').choices(['lost-write', 'two-writers']));
  const script = `${completion(program, 'bash')}COMP_WORDS=(${words.join(' ')}) COMP_CWORD=${words.length - 1}
_nomad_e2e; echo "\${COMPREPLY[@]}"`;
  expect((await execa('bash', ['-c', script])).stdout).toBe(completed);
});

test('fish completes commands, flags and values', () => {
  const program = new Command('nomad-e2e');
  program
    .command('up')
    .description("a cluster that's ours")
    .addOption(new Option('--x <y>', 'z').choices(['1']));
  expect(
    completion(program, 'fish'),
  ).toBe(`complete -c nomad-e2e -n __fish_use_subcommand -a up -d 'a cluster that\\'s ours'
complete -c nomad-e2e -n '__fish_seen_subcommand_from up' -l x -d 'z' -xa '1'
`);
});
