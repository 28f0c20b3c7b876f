import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { execa } from 'execa';
import { deadline } from '../../harness/deadline.ts';
import {
  engineEnvironment,
  enginePath,
  findDockerd,
  type PrivatePaths,
} from '../../harness/engine/private-paths.ts';

/** Runs the stock docker client with these arguments, and returns what it prints. */
export type Docker = (...args: string[]) => Promise<string>;

/** The engine that runs of a soak use, as a person at this machine sees it. */
export interface EngineFromOutside {
  /** In words. */
  name: string;
  /** Does work with a client of it. */
  asking<T>(work: (docker: Docker) => Promise<T>): Promise<T>;
}

/** The machine's engine where one answers, else the private one: the choice that a run makes. */
export async function engineFromOutside(paths: PrivatePaths, folder: string): Promise<EngineFromOutside> {
  if (await answers([])) return { name: "the machine's engine", asking: async (work) => work(client([])) };
  if (findDockerd(process.env) === undefined)
    throw new Error('no engine answers, and there is no dockerd for a private one');
  return { name: 'a private engine', asking: (work) => askingPrivate(paths, folder, work) };
}

/**
 * A private engine that a killed run has left is asked itself. Where none runs, a dockerd on its data is started for the questions, in
 * network and mount namespaces of its own, so that it changes nothing of the machine.
 */
async function askingPrivate<T>(
  paths: PrivatePaths,
  folder: string,
  work: (docker: Docker) => Promise<T>,
): Promise<T> {
  const own = ['--host', paths.host];
  if (await answers(own)) return await work(client(own));
  await using engine = await startApart(paths.data, join(folder, 'engine'));
  return await work(client(engine.host));
}

async function startApart(data: string, folder: string) {
  await mkdir(folder, { recursive: true });
  const [config, socket] = [join(folder, 'daemon.json'), `unix://${join(folder, 'docker.sock')}`];
  await writeFile(config, '{}\n');
  await using log = await open(join(folder, 'dockerd.log'), 'a');
  const dockerd = findDockerd(process.env) ?? 'dockerd';
  const args = [
    ...['--data-root', data, '--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'docker.pid')],
    ...['--host', socket, '--config-file', config, '--group', '0', '--bridge=none', '--iptables=false'],
  ];
  const child = spawn('unshare', ['--net', '--mount', dockerd, ...args], {
    ...{ cwd: '/', env: engineEnvironment(process.env), stdio: ['ignore', log.fd, log.fd], detached: true },
  });
  const ended = once(child, 'exit');
  const host = ['--host', socket];
  const late = deadline({ what: 'answer of dockerd', ms: 60_000, machine: true });
  while (!(await answers(host))) {
    late.throwIfAborted();
    if (child.exitCode !== null) throw new Error(`dockerd ended; read ${join(folder, 'dockerd.log')}`);
    await after(100);
  }
  return {
    host,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const options = { env: { PATH: enginePath(process.env) } };

function client(host: readonly string[]): Docker {
  return async (...args) => (await execa('docker', [...host, ...args], options)).stdout;
}

async function answers(host: readonly string[]): Promise<boolean> {
  return !(await execa('docker', [...host, 'version'], { ...options, reject: false })).failed;
}

/** What an engine holds: a line each, which begins with its kind. Images that runs share are meant to stay. */
export async function onEngine(docker: Docker): Promise<string[]> {
  const list = async (kind: string, ...args: string[]) => {
    const text = await docker(...args);
    return text.split('\n').flatMap((line) => (line === '' ? [] : [`${kind} ${line}`]));
  };
  const found = await Promise.all([
    list('container', 'ps', '--all', '--no-trunc', '--format', '{{.Names}} {{.ID}}'),
    list('network', 'network', 'ls', '--format', '{{.Name}}'),
    list('volume', 'volume', 'ls', '--format', '{{.Name}}'),
    list('image', 'image', 'ls', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}'),
  ]);
  // The three that each engine makes for itself, and not where it is told to have no bridge.
  const isOfEngine = (line: string) => /^network (bridge|host|none)$/.test(line);
  const isShared = (line: string) =>
    line.startsWith('image nomad-e2e/') || /^image debian:\w+-slim /.test(line);
  return found.flat().filter((line) => !isOfEngine(line) && !isShared(line));
}
