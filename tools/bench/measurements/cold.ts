import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { execa } from 'execa';
import { EnvironmentError } from '../../../harness/errors.ts';
import type { Measurement } from '../measurement.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const suite = 'suites/lifecycle/leader.e2e.ts';
const notCopied = new Set(['node_modules', 'runs', '.git', 'dist']);

/** The program's own phases, by the figure that each is. */
const phases = {
  binary: 'Nomad binary',
  engine: 'engine',
  images: 'images',
  cluster: 'cluster',
  plugin: 'CSI plugin healthy',
  suites: 'suites',
} as const;

const words: Record<keyof typeof phases, string> = {
  binary: 'Nomad: from the release archive, else compiled, with empty caches of Go',
  engine: 'a private Docker engine with no image',
  images: 'images, their base too',
  cluster: 'cluster, all ready',
  plugin: 'CSI driver healthy',
  suites: 'one suite',
};

/** From a copy of the sources to the result of one suite, with every cache and the Docker engine empty. */
export const cold: Measurement = {
  name: 'cold',
  what: 'the first run on a machine with nothing: empty caches, no image (`--cold`; needs root)',
  limitMs: 3_600_000,
  onlyWhenAsked: true,
  figures: {
    install: { what: '`npm ci`', unit: 's' },
    ...Object.fromEntries(Object.entries(words).map(([key, what]) => [key, { what, unit: 's' }])),
    all: { what: 'all of it; some of it side by side', unit: 's' },
  },
  async run({ signal, sample, version }) {
    const folder = await mkdtemp(join(tmpdir(), 'nomad-e2e-cold-'));
    try {
      const began = performance.now();
      const { installMs, program } = await install(folder, signal);
      sample('install', installMs / 1000);
      const took = await firstRun(folder, { program, version, signal });
      for (const [key, name] of Object.entries(phases)) sample(key, (took.get(name) ?? Number.NaN) / 1000);
      sample('all', (performance.now() - began) / 1000);
    } finally {
      // Go's module cache is read-only.
      await execa('chmod', ['-R', 'u+w', folder], { reject: false });
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** A copy of the sources with its dependencies, from an empty npm cache. */
async function install(folder: string, signal: AbortSignal) {
  const program = join(folder, 'nomad-e2e');
  const isWanted = (path: string) => !notCopied.has(relative(root, path).split(sep)[0] ?? '');
  await cp(root, program, { recursive: true, filter: isWanted });
  const began = performance.now();
  await execa('npm', ['ci', '--cache', join(folder, 'npm')], { cwd: program, cancelSignal: signal });
  return { program, installMs: performance.now() - began };
}

/** Milliseconds of each phase of a run that finds nothing: the sockets of Docker engines are hidden from it alone. */
async function firstRun(
  folder: string,
  { program, version, signal }: { program: string; version: string; signal: AbortSignal },
): Promise<Map<string, number>> {
  const nothing = join(folder, 'nothing');
  await writeFile(nothing, '');
  const hide = 'for s in /run/docker.sock; do [ ! -e $s ] || mount --bind "$0" $s; done; exec "$@"';
  const command = ['harness/cli/nomad-e2e.js', 'run', suite, '--json', '--nomad-version', version];
  const { stdout, stderr, exitCode } = await execa(
    'unshare',
    ['--mount', 'sh', '-c', hide, nothing, process.execPath, ...command],
    {
      ...{ cwd: program, reject: false, cancelSignal: signal, forceKillAfterDelay: 60_000 },
      env: {
        ...{ CI: 'true', DOCKER_HOST: undefined, NOMAD_E2E_CACHE: undefined },
        ...{
          XDG_CACHE_HOME: join(folder, 'cache'),
          GOPATH: join(folder, 'go'),
          GOCACHE: join(folder, 'gocache'),
        },
        GOMODCACHE: join(folder, 'gomod'),
      },
    },
  );
  signal.throwIfAborted();
  if (exitCode !== 0) {
    throw new EnvironmentError('BENCH_COLD_FAILED', `the first run ended with exit code ${exitCode}`, {
      observed: stderr.split('\n').slice(-5).join('\n'),
      next: 'npx nomad-e2e doctor',
    });
  }
  const result = JSON.parse(stdout) as { phases: { name: string; ms: number }[] };
  return new Map(result.phases.map(({ name, ms }) => [name, ms]));
}
