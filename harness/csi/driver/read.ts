import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { checkedBody, parseHcl } from '../../hcl/index.ts';
import { type DriverProfile, profileFile } from './schema.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'profiles');
const ending = '.profile.hcl';

/** The profile that suites run on when none is named: our own driver, with storage that all nodes share. */
export const defaultProfile = 'hostpath';

/** Names of the profiles that come with the harness. */
export function profileNames(): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(ending));
  return files.map((file) => basename(file, ending)).sort();
}

/**
 * The driver profile of a name (fixtures/profiles) or of a file.
 * @throws UsageError PROFILE_UNKNOWN naming those there are; PROFILE_INVALID with one `file:line: reason` for each mistake
 */
export async function readProfile(nameOrFile: string): Promise<DriverProfile> {
  const own = profileNames().includes(nameOrFile);
  const file = own ? join(folder, `${nameOrFile}${ending}`) : nameOrFile;
  if (!existsSync(file)) {
    throw new UsageError('PROFILE_UNKNOWN', `there is no driver profile or file "${nameOrFile}"`, {
      observed: `profiles: ${profileNames().join(', ')}`,
      next: `npx nomad-e2e run csi --driver-profile ${defaultProfile}`,
    });
  }
  return await parseProfile(basename(nameOrFile, ending), file, await readFile(file, 'utf8'));
}

/** As `readProfile`, from text; `file` is the name that mistakes carry. */
export async function parseProfile(name: string, file: string, source: string): Promise<DriverProfile> {
  const code = 'PROFILE_INVALID';
  const hcl = await parseHcl(file, source, code);
  return { name, ...checkedBody(hcl, profileFile, { code }) };
}
