import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Key } from 'openpgp';
import { EnvironmentError, explain, UsageError } from '../errors.ts';

/** HashiCorp's key; the file says where it was copied from. */
const hashicorpKey = join(import.meta.dirname, 'hashicorp.asc');

/** The keys that may sign a release, and the file they are in. */
export interface ReleaseKeys {
  file: string;
  keys: Key[];
}

/**
 * The keys that may sign a release: those of the armored file that is named, or that NOMAD_E2E_RELEASE_KEY names, else HashiCorp's.
 * @throws UsageError BINARY_KEY_INVALID for a named file that holds no public key
 */
export async function releaseKeys(
  named: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ReleaseKeys> {
  const file = named ?? (env.NOMAD_E2E_RELEASE_KEY || hashicorpKey);
  try {
    // Loaded where it is needed: it takes a third of a second.
    const { readKeys } = await import('openpgp');
    const text = await readFile(file, 'utf8');
    // openpgp reads the first block alone; a file may have several keys, or a key's expired copy and its renewed one.
    const blocks = text.match(/^-----BEGIN [\s\S]*?^-----END .*$/gm) ?? [text];
    const read = await Promise.all(blocks.map((armoredKeys) => readKeys({ armoredKeys })));
    return { file, keys: read.flat() };
  } catch (cause) {
    const details = {
      observed: explain(cause).split('\n')[0] ?? '',
      next: 'name an armored OpenPGP public key: NOMAD_E2E_RELEASE_KEY=<file>',
      cause,
    };
    const message = `${file} is not a file with the public key of a release archive`;
    if (file === hashicorpKey) throw new EnvironmentError('BINARY_KEY_INVALID', message, details);
    throw new UsageError('BINARY_KEY_INVALID', message, details);
  }
}
