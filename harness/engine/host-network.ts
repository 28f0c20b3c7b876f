import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { EnvironmentError } from '../errors.ts';
import { undoing } from './firewall.ts';
import type { PrivatePaths } from './private-paths.ts';
import { enginePath } from './private-paths.ts';
import { hostId } from './process-identity.ts';

const families = ['iptables', 'ip6tables'] as const;
const forwardFile = '/proc/sys/net/ipv4/ip_forward';

/** What the machine's network was before the engine came; outlives an engine that was killed. */
const recordSchema = z.object({
  host: z.string(),
  forward: z.string(),
  links: z.array(z.string()),
  rules: z.object({ iptables: z.string(), ip6tables: z.string() }),
});

/** The bridge of a private engine: docker0 is another engine's. At most 15 characters (IFNAMSIZ). */
export const bridgeOf = (paths: Pick<PrivatePaths, 'state'>) => `ne2e-${basename(paths.state).slice(-8)}`;

/**
 * Notes what the network is, for `restoreNetwork`, and makes the bridge with an address range that no route leads to.
 * @throws EnvironmentError ENGINE_BRIDGE
 */
export async function prepareNetwork(paths: PrivatePaths): Promise<string> {
  const bridge = bridgeOf(paths);
  const links = await linkNames();
  // That of an engine that was killed is older, and still true.
  if ((await readRecord(paths)) === undefined) {
    const [iptables, ip6tables] = await Promise.all(families.map(savedRules));
    const forward = await readFile(forwardFile, 'utf8');
    const record = { host: hostId(), forward, links, rules: { iptables, ip6tables } };
    await writeFile(paths.network, JSON.stringify(record));
  }
  if (links.includes(bridge)) return bridge;
  const range = freeRange(await ip('-4', '-o', 'route', 'show', 'table', 'all'));
  try {
    await ip('link', 'add', 'name', bridge, 'type', 'bridge');
    await ip('addr', 'add', range, 'dev', bridge);
    await ip('link', 'set', bridge, 'up');
  } catch (error) {
    await restoreNetwork(paths);
    throw error;
  }
  return bridge;
}

/** Takes out what the engine has left in the machine's network. What another engine needs stays. */
export async function restoreNetwork(paths: PrivatePaths): Promise<void> {
  const before = await readRecord(paths);
  if (before === undefined) return;
  const alone = !otherEngine();
  const bridge = bridgeOf(paths);
  const isOwnLink = (name: string) =>
    name === bridge || (alone && /^br-[0-9a-f]{12}$/.test(name) && !before.links.includes(name));
  for (const family of families) {
    const input = undoing(before.rules[family], await savedRules(family), { isOwnLink, alone });
    if (input !== '') await execa(`${family}-restore`, ['--noflush', '-w'], { ...quietly(), input });
  }
  for (const link of (await linkNames()).filter(isOwnLink))
    await execa('ip', ['link', 'delete', link], quietly());
  if (alone && before.forward !== (await readFile(forwardFile, 'utf8')))
    await writeFile(forwardFile, before.forward);
  await rm(paths.network, { force: true });
}

async function readRecord(paths: PrivatePaths) {
  const text = await readFile(paths.network, 'utf8').catch(() => '');
  if (text === '') return undefined;
  const record = recordSchema.parse(JSON.parse(text));
  // Of an earlier boot, whose rules are gone.
  return record.host === hostId() ? record : undefined;
}

const quietly = () => ({ reject: false, env: { PATH: enginePath(process.env) } }) as const;

/** Nothing where the program is not there: then dockerd makes no such rules. */
async function savedRules(family: (typeof families)[number]): Promise<string> {
  return (await execa(`${family}-save`, [], quietly())).stdout ?? '';
}

/** Not by /sys/class/net, which is that of the namespace it was mounted in. */
async function linkNames(): Promise<string[]> {
  return [...(await ip('-o', 'link', 'show')).matchAll(/^\d+: ([^:@]+)/gm)].map(([, name = '']) => name);
}

async function ip(...args: string[]): Promise<string> {
  const { failed, code, stdout, stderr } = await execa('ip', args, quietly());
  if (!failed) return stdout;
  throw new EnvironmentError('ENGINE_BRIDGE', 'the private engine cannot be given a bridge of its own', {
    observed: code === 'ENOENT' ? 'the program ip is not installed' : `ip ${args.join(' ')}: ${stderr}`,
    next: 'sudo apt-get install -y iproute2, or start an engine yourself and set DOCKER_HOST',
  });
}

/** Whether another dockerd works in this network namespace. */
function otherEngine(): boolean {
  const here = readlinkSync('/proc/self/ns/net');
  return readdirSync('/proc').some((pid) => {
    try {
      const isEngine = /^\d+$/.test(pid) && readFileSync(join('/proc', pid, 'comm'), 'utf8') === 'dockerd\n';
      return isEngine && readlinkSync(join('/proc', pid, 'ns', 'net')) === here;
    } catch {
      return false; // It has ended meanwhile.
    }
  });
}

/**
 * An address in a range that no route of the text leads to (`ip route show table all`); the default route leads everywhere.
 * @throws EnvironmentError ENGINE_BRIDGE
 */
export function freeRange(routes: string): string {
  const taken = [...routes.matchAll(/\b(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?/g)].map((found) => {
    const [a = 0, b = 0, c = 0, d = 0] = found.slice(1, 5).map(Number);
    return { start: ((a * 256 + b) * 256 + c) * 256 + d, size: 2 ** (32 - Number(found[5] ?? 32)) };
  });
  for (let n = 0; n < 256; n += 1) {
    const start = ((10 * 256 + 213) * 256 + n) * 256;
    const isFree = taken.every((each) => each.start + each.size <= start || start + 256 <= each.start);
    if (isFree) return `10.213.${n}.1/24`;
  }
  throw new EnvironmentError(
    'ENGINE_BRIDGE',
    'no address range is free for the bridge of the private engine',
    {
      observed: 'routes lead to all of 10.213.0.0/16',
      next: 'start an engine yourself and set DOCKER_HOST',
    },
  );
}
