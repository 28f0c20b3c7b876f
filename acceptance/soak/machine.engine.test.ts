// Needs root, iptables and iproute2; what it makes is in network and mount namespaces of its own.
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const from = (path: string) => JSON.stringify(join(import.meta.dirname, path));

/** Looks at the machine, leaves one of each kind, looks again, and prints what is new. */
const program = (folder: string) => `
  import { execFileSync, spawn } from 'node:child_process';
  import { mkdirSync, writeFileSync } from 'node:fs';
  import { privatePaths } from ${from('../../harness/engine/private-paths.ts')};
  import { markVariable, onMachine } from ${from('machine.ts')};
  import { newIn } from ${from('outcome.ts')};
  process.chdir(${JSON.stringify(folder)});
  const at = (name) => process.cwd() + '/' + name;
  const folders = ['runs/a/tls', 'tmp/nomad-e2e-' + process.getuid(), 'xdg', 'cache', 'disk'].map(at);
  for (const each of folders) mkdirSync(each, { recursive: true });
  const engine = privatePaths({ XDG_CACHE_HOME: at('cache') }, '/');
  const places = { runs: at('runs'), tmp: at('tmp'), xdg: at('xdg'), cache: at('cache'), engine };
  const before = await onMachine(places);
  const run = (line) => execFileSync(line.split(' ')[0], line.split(' ').slice(1));
  run('mount -t tmpfs soak-try ' + at('disk'));
  run('ip link add soak-try type bridge');
  run('iptables -A INPUT -p tcp --dport 9 -j DROP');
  run('iptables -P FORWARD DROP');
  writeFileSync('/proc/sys/net/ipv4/ip_forward', before.includes('ip_forward 1') ? '0' : '1');
  for (const each of ['cache/nomad.lock', 'tmp/nomad-e2e-vitest-1-x']) mkdirSync(at(each));
  for (const each of ['runs/a/tls/key.pem', 'runs/a/cluster.json', 'runs/a/result.json']) writeFileSync(at(each), '');
  for (const each of ['xdg/nomad-e2e', 'tmp/nomad-e2e-' + process.getuid()]) mkdirSync(at(each) + '/run', { recursive: true });
  const child = spawn('sleep', ['100'], { env: { PATH: process.env.PATH, [markVariable]: 'try' } });
  await new Promise((resolve) => child.once('spawn', resolve));
  const left = newIn(before, await onMachine(places));
  child.kill();
  console.log(left.join('\\n').replaceAll(process.cwd(), '').replaceAll(/ \\d+ \\(\\d+\\)/g, ''));`;

test('each kind of thing that a run may leave is named', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-soak-try-'));
  const code = ['--input-type=module', '-e', program(folder.path)];
  const { stdout } = await execa('unshare', ['--net', '--mount', process.execPath, ...code]);
  expect(stdout.split('\n').map((line) => line.trim())).toEqual([
    'access file /runs/a/cluster.json',
    'access file /runs/a/tls/key.pem',
    `access file /tmp/nomad-e2e-${process.getuid?.()}/run`,
    'access file /xdg/nomad-e2e/run',
    expect.stringMatching(/^ip_forward [01]$/),
    'iptables rule filter: -A INPUT -p tcp -m tcp --dport 9 -j DROP',
    'iptables rule filter: :FORWARD DROP',
    'link soak-try',
    'lock /cache/nomad.lock',
    'mount soak-try /disk tmpfs',
    'process sleep 100',
    'temporary /tmp/nomad-e2e-vitest-1-x',
  ]);
});
