import { readFile } from 'node:fs/promises';
import { type CsiVolumeSpec, readVolumeSpec } from '../csi/index.ts';
import { UsageError } from '../errors.ts';
import { faulty, type OwnJobFile, readOwnJob } from './job-file.ts';
import { unsupportedIn } from './unsupported.ts';
import { volumesNotGiven } from './volume-needs.ts';

/** What the operator gave: files, and values for their variables. */
export interface OwnFiles {
  jobs: readonly string[];
  volumes: readonly string[];
  vars: Record<string, string>;
}

/** The operator's files, read and found to be what a rehearsal can run. */
export interface GivenWorkload {
  jobs: OwnJobFile[];
  volumes: CsiVolumeSpec[];
}

/**
 * Reads the operator's files and refuses what cannot be rehearsed, before anything is started.
 * @throws UsageError OWN_FILE_UNREADABLE, OWN_JOB_INVALID, OWN_JOB_UNSUPPORTED, OWN_VOLUME_MISSING,
 * OWN_VARIABLE_UNKNOWN, VOLUME_SPEC_INVALID, VOLUME_SPEC_UNREADABLE; each with file and line where there is one
 */
export async function readGiven({ jobs: files, volumes: specs, vars }: OwnFiles): Promise<GivenWorkload> {
  const jobs = await allOf(files.map((file) => readOwnJob(file, vars)));
  const volumes = await allOf(specs.map((file) => readVolumeSpec(file, vars)));
  refuseTwice(
    'job',
    jobs.map(({ id, file }) => [id, file]),
  );
  refuseTwice(
    'volume',
    volumes.map(({ ID }, at) => [ID, specs[at] ?? '']),
  );
  await refuseUnknown(jobs, specs, vars);
  const unsupported = jobs.map((own) => ({ ...own, faults: unsupportedIn(own) }));
  if (unsupported.some(({ faults }) => faults.length > 0)) {
    throw faulty(
      'OWN_JOB_UNSUPPORTED',
      unsupported,
      'change the file for the rehearsal, or leave the job out',
    );
  }
  const needy = jobs.map((own) => ({ ...own, faults: volumesNotGiven(own, volumes) }));
  if (needy.some(({ faults }) => faults.length > 0)) {
    throw faulty('OWN_VOLUME_MISSING', needy, 'add --volume <path of its volume file> for each');
  }
  return { jobs, volumes };
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

async function refuseUnknown(
  jobs: OwnJobFile[],
  specs: readonly string[],
  vars: Record<string, string>,
): Promise<void> {
  const texts = await Promise.all(specs.map((file) => readFile(file, 'utf8')));
  const inVolumes = texts.flatMap((text) =>
    Array.from(text.matchAll(/^\s*variable\s+"([^"]+)"/gm), ([, name = '']) => name),
  );
  const declared = new Set([...jobs.flatMap(({ scope }) => scope.declared), ...inVolumes]);
  const unknown = Object.keys(vars).filter((name) => !declared.has(name));
  if (unknown.length === 0) return;
  throw new UsageError('OWN_VARIABLE_UNKNOWN', `no file declares a variable ${unknown.join(', ')}`, {
    observed: `declared: ${[...declared].join(', ') || 'none'}`,
    next: 'correct --var',
  });
}
