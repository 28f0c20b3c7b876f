import { VolumeFile } from '../csi/index.ts';
import { UsageError } from '../errors.ts';
import { refuseMistakes } from '../hcl/index.ts';
import { type OperatorJobFile, readJobFile } from './job-file.ts';
import { unsupportedIn } from './unsupported.ts';
import { type OperatorVolume, volumesNotGiven } from './volume-needs.ts';

/** The paths that the operator gave, and values for the files' variables. */
export interface OperatorFiles {
  jobs: readonly string[];
  volumes: readonly string[];
  vars: Record<string, string>;
}

/** The operator's files, read and found to be what a rehearsal can run. */
export interface ReadFiles {
  jobs: OperatorJobFile[];
  volumes: OperatorVolume[];
}

/**
 * Reads the operator's files and refuses what cannot be rehearsed, before anything is started.
 * @throws UsageError OWN_FILE_UNREADABLE, OWN_JOB_INVALID, OWN_JOB_UNSUPPORTED, OWN_VOLUME_MISSING,
 * OWN_VARIABLE_UNKNOWN, VOLUME_SPEC_INVALID, VOLUME_SPEC_UNREADABLE; each with file and line where there is one
 */
export async function readFiles({ jobs: jobPaths, volumes: paths, vars }: OperatorFiles): Promise<ReadFiles> {
  const jobs = await allOf(jobPaths.map((path) => readJobFile(path, vars)));
  const volumes = await allOf(paths.map((path) => readVolume(path, vars)));
  refuseTwice(
    'job',
    jobs.map(({ id, hcl }) => [id, hcl.file]),
  );
  refuseTwice(
    'volume',
    volumes.map(({ spec, file }) => [spec.ID, file]),
  );
  refuseUnknown([...jobs.map(({ hcl }) => hcl), ...volumes], vars);
  refuseMistakes(
    'OWN_JOB_UNSUPPORTED',
    jobs.map((job) => ({ hcl: job.hcl, mistakes: unsupportedIn(job) })),
    'change the file for the rehearsal, or leave the job out',
  );
  refuseMistakes(
    'OWN_VOLUME_MISSING',
    jobs.map((job) => ({ hcl: job.hcl, mistakes: volumesNotGiven(job, volumes) })),
    'add --volume <path of its volume file> for each',
  );
  return { jobs, volumes };
}

async function readVolume(path: string, vars: Record<string, string>) {
  const volume = await VolumeFile.read(path);
  return { file: path, declared: volume.declared, spec: volume.spec(vars) };
}

/** All results, or all refusals as one: a user corrects them together. */
async function allOf<T>(work: Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  const refused = results.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  const [first] = refused;
  if (first === undefined)
    return results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  if (!(first instanceof UsageError) || refused.length === 1) throw first;
  const errors = refused.filter((each) => each instanceof UsageError);
  throw new UsageError(first.code, errors.map(({ message }) => message).join('\n'), {
    next: [...new Set(errors.flatMap(({ next }) => next ?? []))].join('; '),
  });
}

function refuseTwice(what: string, named: (readonly [id: string, file: string])[]): void {
  for (const [id, same] of Map.groupBy(named, ([each]) => each)) {
    if (same.length < 2) continue;
    const files = same.map(([, file]) => file).join(' and ');
    throw new UsageError('OWN_JOB_INVALID', `${files} are both ${what} "${id}"`, {
      next: `give each ${what} once, with an id of its own`,
    });
  }
}

function refuseUnknown(
  files: readonly { declared: readonly string[] }[],
  vars: Record<string, string>,
): void {
  const declared = new Set(files.flatMap((each) => each.declared));
  const unknown = Object.keys(vars).filter((name) => !declared.has(name));
  if (unknown.length === 0) return;
  throw new UsageError('OWN_VARIABLE_UNKNOWN', `no file declares a variable ${unknown.join(', ')}`, {
    observed: `declared: ${[...declared].join(', ') || 'none'}`,
    next: 'correct --var',
  });
}
