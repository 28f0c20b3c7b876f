import { VolumeFile } from '../csi/index.ts';
import { UsageError } from '../errors.ts';
import { lineOf, type Mistake, refuseMistakes } from '../hcl/index.ts';
import { type Dispatch, dispatchesOf, type GivenDispatches } from './dispatches.ts';
import { imagesInFile } from './image-names.ts';
import { type OperatorJobFile, type Reading, readJobFile } from './job-file.ts';
import { type NomadVariable, readVariables } from './nomad-variables.ts';
import { type Ground, unsupportedIn } from './unsupported.ts';
import { type OperatorVolume, volumesNotGiven } from './volume-needs.ts';

/** What the operator gave: paths, values for the files' variables, and what the jobs are run with. */
export interface OperatorFiles extends GivenDispatches {
  jobs: readonly string[];
  volumes: readonly string[];
  vars: Record<string, string>;
  /** Nomad Variables, each `path.key=value` or `@file`. */
  nomadVars: readonly string[];
}

/** The operator's files, read and found to be what a rehearsal can run. */
export interface ReadFiles {
  jobs: OperatorJobFile[];
  volumes: OperatorVolume[];
  /** By the job's id. */
  dispatches: ReadonlyMap<string, Dispatch>;
  variables: NomadVariable[];
}

/** Where the jobs are to run, and how their files are read. */
export type ReadingGround = Ground & Omit<Reading, 'vars'>;

/**
 * Reads the operator's files and refuses what cannot be rehearsed, before anything is started, with all reasons at once.
 * @throws UsageError OWN_FILE_UNREADABLE, OWN_JOB_INVALID, OWN_JOB_UNSUPPORTED, OWN_VOLUME_MISSING, OWN_VARIABLE_UNKNOWN,
 * OWN_DISPATCH_INVALID, NOMAD_VARIABLE_INVALID, VOLUME_SPEC_INVALID, VOLUME_SPEC_UNREADABLE; each with file and line where there
 * is one
 */
export async function readFiles(given: OperatorFiles, ground: ReadingGround): Promise<ReadFiles> {
  const { jobs: jobPaths, volumes: paths, vars } = given;
  const refusals = new Refusals();
  const jobs = await refusals.without(jobPaths.map((path) => readJobFile(path, { ...ground, vars })));
  const volumes = await refusals.without(paths.map((path) => readVolume(path, vars)));
  const allRead = jobs.length === jobPaths.length && volumes.length === paths.length;
  const [variables = []] = await refusals.without([readVariables(given.nomadVars, ground.from)]);
  const [dispatches = new Map<string, Dispatch>()] = await refusals.without(
    allRead ? [dispatchesOf(given, jobs)] : [],
  );
  const named = {
    job: jobs.map(({ id, hcl }) => [id, hcl.file] as const),
    volume: volumes.map(({ spec, file }) => [spec.ID, file] as const),
  };
  refusals.of(() => refuseTwice('job', named.job));
  refusals.of(() => refuseTwice('volume', named.volume));
  // A file that could not be read may declare them, or be what a job asks for.
  if (allRead) refusals.of(() => refuseUnknown([...jobs.map(({ hcl }) => hcl), ...volumes], vars));
  for (const job of jobs) refusals.of(() => refuseJob(job, ground));
  if (volumes.length === paths.length) {
    const missing = jobs.map((job) => ({ hcl: job.hcl, mistakes: volumesNotGiven(job, volumes) }));
    refusals.of(() =>
      refuseMistakes('OWN_VOLUME_MISSING', missing, 'add --volume <path of its volume file> for each'),
    );
  }
  refusals.throwAny();
  return { jobs, volumes, dispatches, variables };
}

/** What is wrong in a file, and what no rehearsal can give it; of two reasons for one line the second says more. */
function refuseJob(job: OperatorJobFile, ground: Ground): void {
  const { hcl, invalid } = job;
  const unsupported = unsupportedIn(job, ground);
  const lines = unsupported.map((each) => lineOf(hcl, each));
  const images = unsupported.length > 0 ? imagesOfRegistries(job) : [];
  const rest = invalid.filter((each) => !lines.includes(lineOf(hcl, each)));
  const next = rest.length > 0 ? undefined : 'change the file for the rehearsal, or leave the job out';
  refuseMistakes(
    rest.length > 0 ? 'OWN_JOB_INVALID' : 'OWN_JOB_UNSUPPORTED',
    [{ hcl, mistakes: [...rest, ...unsupported, ...images] }],
    next,
  );
}

/** Images that are looked for when the rest is right: a file that is corrected once should be right then. */
function imagesOfRegistries(job: OperatorJobFile): Mistake[] {
  return imagesInFile(job).named.flatMap(({ reference, path }) =>
    /^[^/]*[.:][^/]*\//.test(reference)
      ? [
          {
            path,
            reason: `image ${reference}: not looked for yet; it must be in this machine's engine, or be pulled`,
          },
        ]
      : [],
  );
}

async function readVolume(path: string, vars: Record<string, string>) {
  const volume = await VolumeFile.read(path);
  return { file: path, declared: volume.declared, spec: volume.spec(vars) };
}

/** What is refused, as one error: a user corrects it together. */
class Refusals {
  readonly #errors: UsageError[] = [];

  /** The results of what is not refused. */
  async without<T>(work: readonly Promise<T>[]): Promise<T[]> {
    const results = await Promise.allSettled(work);
    for (const each of results) if (each.status === 'rejected') this.#add(each.reason);
    return results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  }

  of(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#add(error);
    }
  }

  #add(error: unknown): void {
    if (!(error instanceof UsageError)) throw error;
    this.#errors.push(error);
  }

  throwAny(): void {
    const [first, ...others] = this.#errors;
    if (!first) return;
    if (others.length === 0) throw first;
    const lines = (of: (error: UsageError) => string | undefined, between: string) =>
      [...new Set(this.#errors.flatMap((each) => of(each) ?? []))].join(between);
    const observed = lines((each) => each.observed, '\n');
    const next = lines((each) => each.next, '; ');
    throw new UsageError(
      first.code,
      lines(({ message }) => message, '\n'),
      { ...(observed && { observed }), ...(next && { next }) },
    );
  }
}

function refuseTwice(what: string, named: readonly (readonly [id: string, file: string])[]): void {
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
