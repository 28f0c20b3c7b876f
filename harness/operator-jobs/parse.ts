import type { CsiVolumeSpec } from '../csi/index.ts';
import { UsageError } from '../errors.ts';
import { type Job, NomadApiError, type NomadClient } from '../nomad/index.ts';
import type { OwnJobFile } from './job-file.ts';
import { claimedVolumes } from './needs.ts';

/** A job as Nomad's server parsed it. */
export interface ParsedJob {
  own: OwnJobFile;
  job: Job;
}

/**
 * The jobs as the server parses them, with a namespace in any case.
 * @throws UsageError OWN_JOB_INVALID with Nomad's words, the file's name and the line
 */
export async function parseJobs(nomad: NomadClient, files: readonly OwnJobFile[]): Promise<ParsedJob[]> {
  return await Promise.all(
    files.map(async (own) => {
      const job = await inNomadsWords(own, 'OWN_JOB_INVALID', () =>
        nomad.jobs.parse(own.source, own.variables),
      );
      return { own, job: { ...job, Namespace: job.Namespace ?? 'default' } };
    }),
  );
}

/** What only the server's parser could tell: @throws UsageError OWN_VOLUME_MISSING */
export function requireVolumes(parsed: readonly ParsedJob[], given: readonly CsiVolumeSpec[]): void {
  const missing = parsed.flatMap(({ own, job }) =>
    claimedVolumes(job)
      .filter((id) => !given.some(({ ID }) => ID === id))
      .map((id) => `${own.file}: job ${job.ID}: volume "${id}" is not provided by any --volume`),
  );
  if (missing.length === 0) return;
  throw new UsageError('OWN_VOLUME_MISSING', missing.join('\n'), {
    next: 'add --volume <path of its volume file> for each',
  });
}

/** Nomad's refusal of a file as the user's to correct; Nomad is given text, which it calls `input.hcl`. */
export async function inNomadsWords<T>(
  { file }: Pick<OwnJobFile, 'file'>,
  code: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof NomadApiError) || (error.status !== 400 && error.status !== 500)) throw error;
    const words = error.body
      .trim()
      .replace(/^Failed to parse job: /, '')
      .replaceAll('input.hcl:', `${file}:`);
    // Nomad wraps its reasons: `1 error occurred:`, then a list.
    const reasons = words.split('\n').filter((line) => !/errors? occurred:\s*$/.test(line));
    const first = (reasons[0] ?? words).replace(/^[\s*]+/, '');
    throw new UsageError(code, first.startsWith(file) ? first : `${file}: ${first}`, {
      observed: words,
      next: `correct ${file}`,
      cause: error,
    });
  }
}
