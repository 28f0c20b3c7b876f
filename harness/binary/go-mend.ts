import { chmod, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../errors.ts';
import { isBefore } from '../version/index.ts';
import { nomadModule, type Release } from './go-module.ts';

/** Since 1.4.3 and 1.5 the `api` module's Dispatch takes one argument more; no proxy holds an `api` from before that. */
const oldCall = 'Dispatch(job, metaMap, payload, w)';
const newCall = 'Dispatch(job, metaMap, payload, "", w)';
/** The call of a release that has the argument. */
const fittingCall = 'Dispatch(job, metaMap, payload, idPrefixTemplate, w)';
const file = join('command', 'job_dispatch.go');

/** A release whose own source does not fit the oldest `api` that can be had. */
export interface Mend {
  /** Line for the build's go.mod. */
  replace: string;
  /** What the linker needs to be told: a later Go refuses what the libraries of that time do. */
  linkerFlags: string;
}

/** Whether a release is older than what {@link mend} mends. */
export function needsMending(version: string): boolean {
  return isBefore(version, '1.5.0');
}

/**
 * Copies the release's source into the build's folder with that one call of its command line (`nomad job dispatch`)
 * adapted. The agent is compiled from the source as it was released.
 * @throws EnvironmentError BINARY_BUILD_FAILED when the call is not where it was
 */
export async function mend({ version, dir }: Release, cwd: string): Promise<Mend> {
  const source = join(cwd, 'nomad');
  await cp(dir, source, { recursive: true });
  await makeWritable(source);
  const text = await readFile(join(source, file), 'utf8');
  if (!text.includes(oldCall) && !text.includes(fittingCall)) {
    throw new EnvironmentError(
      'BINARY_BUILD_FAILED',
      `Nomad ${version} cannot be adapted to its api module`,
      {
        observed: `${file} has no call ${oldCall}`,
        next: 'give a binary: --nomad-binary <path>',
      },
    );
  }
  await writeFile(join(source, file), text.replace(oldCall, newCall));
  return { replace: `${nomadModule} => ./nomad`, linkerFlags: '-checklinkname=0' };
}

/** Go keeps its modules read-only, and a copy that only root can change or remove would outlive the build. */
async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeWritable(path);
    else if (entry.isFile()) await chmod(path, 0o644);
  }
}
