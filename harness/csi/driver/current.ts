import { readJsonFile } from '../../json-file.ts';
import { hide, secretsIn } from '../../secrets/index.ts';
import { defaultProfile, readProfile } from './read.ts';
import { type DriverProfile, savedProfile } from './schema.ts';

let known: { file: string | undefined; profile: Promise<DriverProfile> } | undefined;

/**
 * The driver profile that the suites of this process run on: the file that `NOMAD_E2E_DRIVER` names, as
 * `writeDriver` wrote it; hostpath unless it is set.
 * @throws EnvironmentError PROFILE_UNREADABLE
 */
export function currentDriver(env: NodeJS.ProcessEnv = process.env): Promise<DriverProfile> {
  const file = env.NOMAD_E2E_DRIVER;
  if (known?.file !== file || !known) known = { file, profile: read(file) };
  return known.profile;
}

async function read(file: string | undefined): Promise<DriverProfile> {
  if (!file) return await readProfile(defaultProfile);
  const profile = readSavedProfile(file);
  hide(secretsIn(profile));
  return profile;
}

/**
 * The profile that `writeDriver` has written into a file.
 * @throws EnvironmentError PROFILE_UNREADABLE
 */
export function readSavedProfile(file: string): DriverProfile {
  return readJsonFile(file, {
    parse: (value) => savedProfile.parse(value) as unknown as DriverProfile,
    as: { what: 'driver profile', code: 'PROFILE_UNREADABLE' },
    next: 'set NOMAD_E2E_DRIVER as `up` prints it; its file is gone with the cluster',
  });
}
