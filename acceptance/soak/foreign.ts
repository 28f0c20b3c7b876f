import { randomBytes } from 'node:crypto';
import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Docker } from './engine.ts';

/** Things of somebody else that look like ours. */
export interface Foreign {
  make(docker: Docker): Promise<void>;
  /** What they are now, by name: equal when nobody has touched them. */
  seen(docker: Docker): Promise<Record<string, string>>;
  /** Removes them, and nothing else. */
  remove(docker: Docker): Promise<void>;
}

/** A name as runs give them, of a run that there never was; of this soak alone, so that it removes what is its own. */
const run = `mzzzzzzz${randomBytes(2).toString('hex')}`;

/** By name, and by some of our labels: none of them says that a run of nomad-e2e which has ended is the owner. */
const looks = [
  { name: `nomad-e2e-${run}-server-1`, labels: [] },
  { name: `nomad-e2e-${run}-client-1`, labels: [`nomad-e2e.run=${run}`, 'nomad-e2e.pid=1'] },
  { name: `nomad-e2e-${run}-somebodys`, labels: ['nomad-e2e=true'] },
] as const;

const image = `nomad-e2e-node:${run}`;

/** Things of somebody else, before they are made. */
export const foreign: Foreign = { make, seen, remove };

/** Containers that run while their engine does, each with a network and with a volume that has a file in it. */
async function make(docker: Docker): Promise<void> {
  await importImage(docker);
  for (const { name, labels } of looks) {
    const own = labels.flatMap((label) => ['--label', label]);
    await docker('network', 'create', ...own, name);
    await docker('volume', 'create', ...own, `${name}-shared`);
    await docker(
      ...['run', '--detach', '--name', name, ...own, '--network', 'none', '--restart', 'unless-stopped'],
      ...['--stop-signal', 'KILL', '--volume', `${name}-shared:/data`, image, '/bin/sh', '-c'],
      `echo "of somebody: ${name}" >> /data/kept; exec /bin/sleep 100000000`,
    );
  }
}

/** The file has one more line for each start of its container, as the owner meant it. */
async function seen(docker: Docker): Promise<Record<string, string>> {
  const facts = async (kind: string, name: string, format: string) =>
    [`${kind} ${name}`, await docker(kind, 'inspect', '--format', format, name).catch(gone)] as const;
  const all = looks.flatMap(({ name }) => [
    facts(
      'container',
      name,
      '{{.Id}} {{.Created}} {{json .Config.Labels}} {{json .Mounts}} {{.State.Status}}',
    ),
    facts('network', name, '{{.Id}} {{.Created}} {{json .Labels}}'),
    facts('volume', `${name}-shared`, '{{.CreatedAt}} {{json .Labels}}'),
    docker('cp', `${name}:/data/kept`, '-').then(
      (tar) =>
        [
          `file in ${name}`,
          `has ${tar.includes(`of somebody: ${name}`) ? 'what was written' : 'not what was written'}`,
        ] as const,
      (error: unknown) => [`file in ${name}`, gone(error)] as const,
    ),
  ]);
  return Object.fromEntries(await Promise.all([...all, facts('image', image, '{{.Id}} {{json .RepoTags}}')]));
}

const gone = (error: unknown) =>
  `not there: ${error instanceof Error ? error.message.split('\n').at(-1) : error}`;

async function remove(docker: Docker): Promise<void> {
  for (const { name } of looks) {
    await docker('rm', '--force', '--volumes', name).catch(gone);
    await docker('volume', 'rm', `${name}-shared`).catch(gone);
    await docker('network', 'rm', name).catch(gone);
  }
  await docker('image', 'rm', image).catch(gone);
}

/** A shell and sleep of this machine, with their libraries: no registry is needed. */
async function importImage(docker: Docker): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-soak-image-'));
  const root = join(folder.path, 'root');
  await mkdir(root);
  const script = `set -e; for p in /bin/sh /bin/sleep; do mkdir -p .$(dirname $p); cp -L $p .$p
    for l in $(ldd $p | grep -o '/[^ )]*'); do mkdir -p .$(dirname $l); cp -L $l .$l; done; done; tar cf ../image.tar .`;
  await execa('sh', ['-c', script], { cwd: root });
  await docker('import', join(folder.path, 'image.tar'), image);
}
