import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { enginePath, type PrivatePaths } from '../../harness/engine/private-paths.ts';

/** Where runs of a soak put things. */
export interface Places {
  runs: string;
  tmp: string;
  xdg: string;
  /** The user's cache folder, which runs of a soak share with all others. */
  cache: string;
  engine: PrivatePaths;
}

/** In the environment of each run of a soak, and so of all that it starts. */
export const markVariable = 'NOMAD_E2E_SOAK';

/** Everything of this machine that a run may have made, but for what its engine has: a line each, which begins with its kind. */
export async function onMachine(places: Places): Promise<string[]> {
  const found = await Promise.all([
    processes(places),
    mounts(),
    links(),
    ...['iptables-save', 'ip6tables-save'].map(rules),
    forwarding(),
    locks(places),
    temporary(places),
    access(places),
  ]);
  return found.flat();
}

/** Those that a run has started, by its environment or by what they have open, and all in other pid namespaces: of containers. */
async function processes({ runs, tmp, xdg, engine }: Places): Promise<string[]> {
  const folders = [runs, tmp, xdg, engine.data, engine.state];
  const here = await readlink('/proc/self/ns/pid');
  const found = await Promise.all(
    (await readdir('/proc')).map(async (pid) => {
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
      const at = join('/proc', pid);
      const text = (file: string) => readFile(join(at, file), 'utf8').catch(() => '');
      const [, state, start] = /\) (\S)(?: \S+){18} (\S+)/.exec(await text('stat')) ?? [];
      if (state === undefined || state === 'Z' || state === 'X') return [];
      const [command, environment] = await Promise.all([text('cmdline'), text('environ')]);
      const targets = await Promise.all(
        [...(await opened(at)), 'cwd', 'ns/pid'].map((file) => target(join(at, file))),
      );
      const space = targets.at(-1);
      const isOurs =
        environment.includes(`${markVariable}=`) ||
        (space !== '' && space !== here) ||
        folders.some((folder) => command.includes(folder) || targets.some((each) => isWithin(each, folder)));
      return isOurs ? [`process ${pid} (${start}) ${command.replaceAll('\0', ' ').slice(0, 100)}`] : [];
    }),
  );
  return found.flat();
}

const target = (link: string) => readlink(link).catch(() => '');
const isWithin = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

async function opened(at: string): Promise<string[]> {
  const names = await readdir(join(at, 'fd')).catch(() => []);
  return names.map((name) => join('fd', name));
}

async function mounts(): Promise<string[]> {
  const text = await readFile('/proc/self/mounts', 'utf8');
  return lines(text).map((line) => `mount ${line.split(' ').slice(0, 3).join(' ')}`);
}

async function links(): Promise<string[]> {
  const text = await output('ip', ['-o', 'link', 'show']);
  return [...text.matchAll(/^\d+: ([^:@]+)/gm)].map(([, name]) => `link ${name}`);
}

/** Rules, chains, and policies that are not ACCEPT, which an empty table has as well as one that is not there. */
async function rules(program: string): Promise<string[]> {
  let table = '';
  return lines(await output(program, [])).flatMap((line) => {
    if (line.startsWith('*')) table = line.slice(1);
    const [what = ''] = line.startsWith(':') ? line.split(' [') : [line];
    const counts = line.startsWith('-A') || (line.startsWith(':') && !what.endsWith(' ACCEPT'));
    return counts ? [`${program.replace('-save', '')} rule ${table}: ${what}`] : [];
  });
}

async function forwarding(): Promise<string[]> {
  return [`ip_forward ${(await readFile('/proc/sys/net/ipv4/ip_forward', 'utf8')).trim()}`];
}

/** Locks of the cache folder, and what says that the private engine runs or is used. */
async function locks({ cache, engine }: Places): Promise<string[]> {
  const kept = [engine.log, engine.config, engine.users, engine.exec];
  const inState = await below(engine.state, (path) => path === engine.exec);
  const inCache = await below(cache, (path) => path === engine.data);
  return [
    ...inCache.filter((path) => path.endsWith('.lock')).map((path) => `lock ${path}`),
    ...inState.filter((path) => !kept.includes(path)).map((path) => `lock ${path}`),
  ];
}

/** Each file and folder for temporary ones, but for that of this user's access files, which all runs share. */
async function temporary({ tmp }: Places): Promise<string[]> {
  const names = await readdir(tmp);
  return names.filter((name) => name !== accessName).map((name) => `temporary ${join(tmp, name)}`);
}

const accessName = `nomad-e2e-${process.getuid?.()}`;

/** What gives access to a cluster: in the folders of runs, and all that is where only this user may look. */
async function access({ runs, tmp, xdg }: Places): Promise<string[]> {
  const names = /(^|\/)(cluster\.json|driver\.json|secrets\.ndjson|before\.snap|tls\/.*)$/;
  const inRuns = (await below(runs)).filter((path) => names.test(relative(runs, path)));
  const inOwn = [...(await below(join(tmp, accessName))), ...(await below(join(xdg, 'nomad-e2e')))];
  return [...inRuns, ...inOwn].map((path) => `access file ${path}`);
}

/** All paths below a folder, but for those below one that is passed over. */
async function below(
  folder: string,
  isPassedOver: (path: string) => boolean = () => false,
): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() && !isPassedOver(path)
        ? [path, ...(await below(path, isPassedOver))]
        : [path];
    }),
  );
  return found.flat();
}

/** Throws where the program is missing or fails: what was not seen is not good. */
async function output(program: string, args: string[]): Promise<string> {
  return (await execa(program, args, { env: { PATH: enginePath(process.env) } })).stdout;
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '');
