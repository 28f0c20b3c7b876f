import { z } from 'zod';
import { compareVersions } from '../engine/index.ts';
import { EnvironmentError, UsageError } from '../errors.ts';
import { isBefore } from '../version/index.ts';
import type { ClusterNode } from './node.ts';

/** The Docker engine inside the nodes, as it says itself (`GET /version`). */
export interface EngineInNodes {
  version: string;
  apiVersion: string;
  minApiVersion: string;
}

/** Which API versions the client library of Nomad's docker driver speaks; before the first it names none and takes what comes. */
const spoken = [
  // github.com/docker/docker 27.1.1, which negotiates: nomad#23966, nomad#24237.
  { since: '1.9.0', lowest: '1.24', highest: '1.46' },
  // github.com/docker/docker 28.0.4.
  { since: '1.10.0', lowest: '1.24', highest: '1.48' },
  // github.com/moby/moby/client 0.4.1.
  { since: '2.0.1', lowest: '1.40', highest: '1.54' },
] as const;

/** Lines of Docker with the first API version of each, and the lowest that it takes: docs.docker.com/reference/api/engine. */
const lines = [
  { since: '0.0', apiVersion: '1.12', minApiVersion: '1.12' },
  { since: '18.09', apiVersion: '1.39', minApiVersion: '1.12' },
  { since: '19.03', apiVersion: '1.40', minApiVersion: '1.12' },
  { since: '25.0', apiVersion: '1.44', minApiVersion: '1.24' },
  { since: '29.0', apiVersion: '1.52', minApiVersion: '1.44' },
] as const;

/** What an engine of this version speaks at least, before one can be asked. */
export function expectedApi(version: string): EngineInNodes {
  const line = lines.findLast(({ since }) => compareVersions(version, since) >= 0);
  const { apiVersion, minApiVersion } = line ?? lines[0];
  return { version, apiVersion, minApiVersion };
}

/** Why this Nomad and this engine have no API version in common; undefined when they have. */
export function apiGap(nomad: string, engine: EngineInNodes): string | undefined {
  const client = spoken.findLast(({ since }) => !isBefore(nomad, since));
  if (client === undefined) return undefined;
  const takes = `Docker ${engine.version} takes API ${engine.minApiVersion} to ${engine.apiVersion}`;
  if (compareVersions(engine.apiVersion, client.lowest) < 0)
    return `the docker driver of Nomad ${nomad} needs API ${client.lowest} or later, and ${takes}`;
  if (compareVersions(client.highest, engine.minApiVersion) < 0)
    return `the docker driver of Nomad ${nomad} speaks API ${client.highest} at most, and ${takes}`;
  return undefined;
}

/**
 * Before anything is started, by what is known of the versions.
 * @throws UsageError NODE_ENGINE_UNSUITED for a Nomad and an engine that cannot work together
 */
export function requireCommonApi(nomads: readonly string[], version: string): void {
  const gap = gapOf(nomads, expectedApi(version));
  if (gap !== undefined) throw new UsageError('NODE_ENGINE_UNSUITED', ...unsuited(gap));
}

const answer = z.object({ Version: z.string(), ApiVersion: z.string(), MinAPIVersion: z.string() });

/**
 * Asks the engine in a client; all nodes are of one image.
 * @throws EnvironmentError NODE_COMMAND_FAILED, and NODE_ENGINE_UNSUITED where it is another engine than its packages said
 */
export async function askEngine(client: ClusterNode, nomads: readonly string[]): Promise<EngineInNodes> {
  const text = await client.shell('curl -sSf --unix-socket /var/run/docker.sock http://engine/version');
  const { Version, ApiVersion, MinAPIVersion } = answer.parse(JSON.parse(text));
  const found = { version: Version, apiVersion: ApiVersion, minApiVersion: MinAPIVersion };
  const gap = gapOf(nomads, found);
  if (gap !== undefined) throw new EnvironmentError('NODE_ENGINE_UNSUITED', ...unsuited(gap));
  return found;
}

const gapOf = (nomads: readonly string[], engine: EngineInNodes) =>
  nomads.map((nomad) => apiGap(nomad, engine)).find((gap) => gap !== undefined);

const unsuited = (gap: string) =>
  [
    `Nomad cannot use the engine of the nodes: ${gap}`,
    { next: 'give another engine with --node-engine, or another version of Nomad' },
  ] as const;
