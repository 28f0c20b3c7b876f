import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** An endpoint of the docker command line's context store. */
export interface DockerContext {
  name: string;
  host: string;
  /** Folder with ca.pem, cert.pem and key.pem, when the context has TLS material. */
  certPath?: string;
}

/** The docker command line's folder: DOCKER_CONFIG, or ~/.docker. */
export function dockerConfigFolder(env: NodeJS.ProcessEnv, home: string): string {
  return env.DOCKER_CONFIG || join(home, '.docker');
}

/** The context in use: DOCKER_CONTEXT, else `currentContext` of config.json. Undefined stands for "default". */
export async function currentContextName(
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<string | undefined> {
  const name = env.DOCKER_CONTEXT || contextOfConfig(await textOf(join(folder, 'config.json')));
  return name === 'default' || name === '' ? undefined : name;
}

/** `currentContext` of a config.json; a broken file counts as none, as the docker command line would still start. */
export function contextOfConfig(text: string | undefined): string | undefined {
  const config = parseObject(text);
  return typeof config?.currentContext === 'string' ? config.currentContext : undefined;
}

/** Reads one context from the store; its folder is named by the SHA-256 of the context's name. */
export async function readContext(folder: string, name: string): Promise<DockerContext | { reason: string }> {
  const id = createHash('sha256').update(name).digest('hex');
  const text = await textOf(join(folder, 'contexts', 'meta', id, 'meta.json'));
  if (text === undefined) return { reason: `the context is not in ${join(folder, 'contexts')}` };
  const host = hostOfMeta(text);
  if (host === undefined) return { reason: 'the context has no docker endpoint' };
  const certPath = join(folder, 'contexts', 'tls', id, 'docker');
  const hasTls = await stat(certPath).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return { name, host, ...(hasTls ? { certPath } : {}) };
}

/** The docker endpoint's host of a meta.json. */
export function hostOfMeta(text: string): string | undefined {
  const endpoints = parseObject(text)?.Endpoints;
  const docker = isObject(endpoints) ? endpoints.docker : undefined;
  return isObject(docker) && typeof docker.Host === 'string' && docker.Host !== '' ? docker.Host : undefined;
}

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
