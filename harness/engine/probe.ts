import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { deadline } from '../deadline.ts';
import { codeOf, messageOf } from '../errors.ts';
import type { Candidate, Surroundings } from './candidates.ts';
import { candidates } from './candidates.ts';
import type { Tried } from './errors.ts';

/** A connection is refused at once or answered in milliseconds; this bounds a host that drops packets. */
const probeTimeoutMs = 5_000;

/** What `GET /version` of an engine says. */
const versionSchema = z.object({
  Version: z.string(),
  ApiVersion: z.string(),
  Components: z.array(z.object({ Name: z.string() })).optional(),
});
export type EngineVersion = z.infer<typeof versionSchema>;

export function isPodman(version: EngineVersion): boolean {
  return version.Components?.some(({ Name }) => /podman/i.test(Name)) ?? false;
}

type Address = Pick<Candidate, 'host' | 'certPath'>;

/** The first candidate that answers and is not a Podman that nobody named, and the reasons of those before it. */
export interface Found {
  candidate: Candidate | undefined;
  version: EngineVersion | undefined;
  tried: Tried[];
}

/** Tries every candidate in order; never throws for an engine that is not there. */
export async function findEngine(around: Surroundings, signal?: AbortSignal): Promise<Found> {
  const { list, tried } = await candidates(around);
  for (const candidate of list) {
    const limit = deadline({
      what: `answer of ${candidate.host}`,
      ms: probeTimeoutMs,
      signal,
      machine: true,
    });
    try {
      const version = await engineVersion(candidate, limit);
      if (candidate.explicit || !isPodman(version)) return { candidate, version, tried };
      tried.push({
        source: candidate.source,
        host: candidate.host,
        reason: 'Podman, which cannot run nodes',
      });
    } catch (error) {
      signal?.throwIfAborted();
      tried.push(reasonOf(candidate, error, limit.aborted));
    }
  }
  return { candidate: undefined, version: undefined, tried };
}

/** `GET /version` (Docker Engine API), asked once; waits for as long as the signal allows. */
export async function engineVersion(at: Address, signal: AbortSignal): Promise<EngineVersion> {
  const { data } = versionSchema.safeParse(await getJson(at, '/version', signal));
  if (data) return data;
  throw new Error('the answer is not that of a container engine');
}

/** GET of an Engine API path, asked once. */
export async function getJson(at: Address, path: string, signal: AbortSignal): Promise<unknown> {
  const { origin, connect } = await endpointOf(at);
  const dispatcher = new Agent({ connect });
  try {
    const { statusCode, body } = await request(`${origin}${path}`, { dispatcher, signal });
    if (statusCode === 200) return await body.json();
    throw new Error(`GET ${path} answered ${statusCode}`);
  } finally {
    await dispatcher.destroy();
  }
}

async function endpointOf({ host, certPath }: Address) {
  const url = new URL(host);
  if (url.protocol === 'unix:')
    return { origin: 'http://engine', connect: { socketPath: decodeURIComponent(url.pathname) } };
  if (!['tcp:', 'http:', 'https:'].includes(url.protocol)) {
    throw new Error(
      `${url.protocol}// is not supported: an engine is asked at unix://, tcp://, http:// or https://`,
    );
  }
  const tls = certPath !== undefined || url.protocol === 'https:';
  const port = url.port || (tls ? '2376' : '2375');
  const origin = `${tls ? 'https' : 'http'}://${url.hostname}:${port}`;
  return { origin, connect: certPath ? await readCertificates(certPath) : {} };
}

/** An IPv6 address is in brackets in a URL, and nowhere else. */
export const hostnameOf = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * Whether the address leads to another machine or network namespace. A name that nobody knows is answered by no engine either.
 */
export async function isRemote(
  host: string,
  own: () => ReturnType<typeof networkInterfaces> = networkInterfaces,
): Promise<boolean> {
  const url = new URL(host);
  if (url.protocol === 'unix:') return false;
  const here = Object.values(own()).flatMap((each) => each ?? []);
  const found = await lookup(hostnameOf(url), { all: true }).catch(() => []);
  return found.some(({ address }) => !isLoopback(address) && here.every((each) => each.address !== address));
}

const isLoopback = (address: string) => address === '::1' || address.startsWith('127.');

async function readCertificates(folder: string) {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFile(join(folder, name))),
  );
  return { ca, cert, key };
}

/** The failure in the words of an error list. */
export function reasonOf({ source, host, explicit }: Candidate, error: unknown, timedOut: boolean): Tried {
  const code = codeOf(error);
  const told: Record<string, string> = {
    ENOENT: 'no such socket',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'the host name does not resolve',
  };
  const reason = timedOut
    ? `no answer in ${probeTimeoutMs / 1000} s`
    : (told[code ?? ''] ?? messageOf(error));
  return { source, host, reason, ...(code && !timedOut ? { code } : {}), ...(explicit && { explicit }) };
}
