import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { abortableStream } from '../abortable.ts';
import { withDeadline } from '../deadline.ts';
import { lines } from '../nomad/index.ts';
import type { Docker } from './node-exec.ts';
import { httpPort } from './node-paths.ts';

/** What node-init says when it has made a machine of its container. */
export const nodeUp = 'node-init: node up';
/** Docker engine and image store of a node; far above what was ever measured (2 s), for a busy machine. */
export const bootWithinMs = 60_000;

/**
 * Starts a node's container that has ended, and returns, when its machine is up, the port of this workstation that its API is
 * published on now; undefined for one that runs.
 * @throws EnvironmentError MACHINE_TIMEOUT with the last line that node-init printed
 */
export async function bootAgain(
  docker: Docker,
  { name, containerId }: { name: string; containerId: string },
): Promise<string | undefined> {
  const container = docker.getContainer(containerId);
  if ((await container.inspect()).State.Running) return undefined;
  await container.start();
  const { State, NetworkSettings } = await container.inspect();
  // Without what it printed at its earlier boots.
  const since = Date.parse(State.StartedAt) / 1000;
  let last = 'nothing';
  const limit = {
    ...{ what: `boot of node ${name}`, ms: bootWithinMs, machine: true },
    lastSeen: async () => `node-init printed last: ${last}`,
  };
  await withDeadline(limit, async (signal) => {
    const stream = await container.logs({
      follow: true,
      stdout: true,
      stderr: true,
      since,
      abortSignal: signal,
    });
    const out = new PassThrough();
    stream.once('end', () => out.end());
    docker.modem.demuxStream(stream, out, out);
    for await (const line of lines(out)) {
      last = line;
      if (line === nodeUp) return;
    }
    throw new Error(`node-init ended: ${last}`);
  });
  return NetworkSettings.Ports[`${httpPort}/tcp`]?.[0]?.HostPort;
}

/** Returns when the container is started after `since`, in seconds since 1970. */
export async function startedAgain(
  docker: Docker,
  containerId: string,
  { since, signal }: { since: number; signal: AbortSignal },
): Promise<void> {
  const filters = { container: [containerId], event: ['start'] };
  const events = await abortableStream(signal, docker.getEvents({ since, filters }));
  try {
    await once(events, 'data', { signal });
  } finally {
    events.destroy();
  }
}
