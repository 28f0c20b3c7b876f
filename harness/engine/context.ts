import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const configSchema = z.object({ currentContext: z.string() });
const metaSchema = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string().min(1) }) }) });

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
  return parsed(configSchema, text)?.currentContext;
}

/**
 * The endpoint of one context of the store, whose folder is named by the SHA-256 of the context's name; `certPath` is the folder with
 * its ca.pem, cert.pem and key.pem, when it has TLS material.
 */
export async function readContext(
  folder: string,
  name: string,
): Promise<{ host: string; certPath?: string } | { reason: string }> {
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
  return { host, ...(hasTls ? { certPath } : {}) };
}

/** The docker endpoint's host of a meta.json. */
export function hostOfMeta(text: string): string | undefined {
  return parsed(metaSchema, text)?.Endpoints.docker.Host;
}

function parsed<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
