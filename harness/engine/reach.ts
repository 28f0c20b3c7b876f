import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, isIPv6 } from 'node:net';
import { UsageError } from '../errors.ts';

/** Where the ports of an engine's containers are published, and asked for, unless another address was given. */
export const loopback = '127.0.0.1';

/** Whether an address is one of this network's: only then a socket can be bound to it, also where its link is idle. */
export async function isOwnAddress(address: string): Promise<boolean> {
  const server = createServer().listen(0, address);
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Whether this network has a link of that name, idle or not (proc_pid_net(5)). */
export async function hasLink(name: string): Promise<boolean> {
  const text = await readFile('/proc/self/net/dev', 'utf8').catch(() => '');
  return text.split('\n').some((line) => line.trimStart().startsWith(`${name}:`));
}

/** An address as a URL has it. */
export const inUrl = (address: string) => (isIPv6(address) ? `[${address}]` : address);

/**
 * The address behind what `--engine-address` names.
 * @throws UsageError ENGINE_ADDRESS_INVALID for a name that leads nowhere, and for an address that is all of them
 */
export async function engineAddress(given: string): Promise<string> {
  const [found] = given === '' ? [] : await lookup(given, { all: true }).catch(() => []);
  if (found !== undefined && !['0.0.0.0', '::'].includes(found.address)) return found.address;
  throw new UsageError('ENGINE_ADDRESS_INVALID', `--engine-address ${given} cannot be used`, {
    observed: found
      ? 'it stands for every address, and nobody can be asked there'
      : 'the name does not resolve',
    next: "give the address by which this machine reaches the engine's: the host in DOCKER_HOST, such as docker",
  });
}
