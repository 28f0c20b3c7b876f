import { UsageError } from '../errors.ts';
import { linesByName } from '../hcl/index.ts';
import { refusedAs } from '../jobs/index.ts';
import type { Job, NomadClient } from '../nomad/index.ts';
import type { OperatorJobFile } from './job-file.ts';
import { nodes } from './nodes.ts';
import { notesOn } from './notes.ts';
import { claimedVolumes } from './operator-job.ts';
import type { OperatorVolume } from './volume-needs.ts';

/** A job as Nomad parsed it. */
export interface ParsedJob {
  file: string;
  job: Job;
  /** What of it means something else in a rehearsal, a line each. */
  notes: string[];
  /** The lines of its file, by what is named on them. */
  lines: Record<string, number[]>;
}

/**
 * The jobs as Nomad parses them, with a namespace and datacenters in any case; those that its CLI could not be asked for are
 * parsed by the server.
 * @throws UsageError OWN_JOB_INVALID with Nomad's words, the file's name and the line
 */
export async function parseJobs(nomad: NomadClient, files: readonly OperatorJobFile[]): Promise<ParsedJob[]> {
  return await Promise.all(
    files.map(async (read) => {
      const { file, source } = read.hcl;
      const parse = () => nomad.jobs.parse(source, read.vars);
      const job = read.parsed ?? (await refusedAs({ file, code: 'OWN_JOB_INVALID' }, parse));
      const { Namespace = 'default', Datacenters = [nodes.datacenter] } = job;
      return {
        file,
        lines: linesByName(read.hcl.places),
        notes: notesOn(read),
        job: { ...job, Namespace, Datacenters },
      };
    }),
  );
}

/** For volumes that only the server's parser knows. @throws UsageError OWN_VOLUME_MISSING */
export function requireVolumes(parsed: readonly ParsedJob[], given: readonly OperatorVolume[]): void {
  const missing = parsed.flatMap(({ file, job }) =>
    claimedVolumes(job)
      .filter((id) => !given.some(({ spec }) => spec.ID === id))
      .map((id) => `${file}: job ${job.ID} asks for volume "${id}", which is not provided by any --volume`),
  );
  if (missing.length === 0) return;
  throw new UsageError('OWN_VOLUME_MISSING', missing.join('\n'), {
    next: 'add --volume <path of its volume file> for each',
  });
}
