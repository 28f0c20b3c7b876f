import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { declaredVariables } from '../hcl/index.ts';
import type { HclVariables, Job, NomadClient } from '../nomad/index.ts';
import { pace, paced } from '../pace.ts';
import { refusedAs } from './refusal.ts';

/** `jobs/`, or the copy of it that `NOMAD_E2E_JOBS` names: the self-test injects its defects in one. */
const jobsFolder = process.env.NOMAD_E2E_JOBS || join(import.meta.dirname, '..', '..', 'jobs');

/** A job file, or the HCL that a suite has made of one; `name` then stands in ids, messages and the ledger for the file. */
export type JobSource = string | { readonly name: string; readonly hcl: string };

/** Where a job or volume file is: an absolute path is a file of the user's own, others are in `jobs/`. */
export const jobPath = (file: string) => resolve(jobsFolder, file);

/** The text of a job file. @throws UsageError JOB_FILE_MISSING */
export function readJobFile(file: string): string {
  try {
    return readFileSync(jobPath(file), 'utf8');
  } catch (cause) {
    throw new UsageError('JOB_FILE_MISSING', `there is no ${shown(file)}`, { cause });
  }
}

/** The file as a message names it. */
const shown = (file: string) => (isAbsolute(file) ? file : `jobs/${file}`);

/** `vars` over those `defaults` that the file declares. Nomad ignores an undeclared variable, so it is refused here. */
export function variablesFor<T extends HclVariables>(
  file: string,
  hcl: string,
  defaults: Record<string, string>,
  vars: T,
): Record<string, string> & T {
  const declared = declaredVariables(hcl);
  const unknown = Object.keys(vars).filter((name) => !declared.includes(name));
  if (unknown.length > 0) {
    throw new UsageError('JOB_VARIABLE_UNKNOWN', `${shown(file)} declares no variable ${unknown.join(', ')}`);
  }
  const wanted = Object.entries(defaults).filter(([name]) => declared.includes(name));
  return { ...Object.fromEntries(wanted), ...vars };
}

/**
 * The job of a file as Nomad's server parses it.
 * @throws UsageError JOB_INVALID with Nomad's words and the file's name and line
 */
export async function parseJob(
  nomad: Pick<NomadClient, 'jobs'>,
  file: string,
  hcl: string,
  variables: HclVariables,
): Promise<Job> {
  const refusal = {
    file: shown(file),
    code: 'JOB_INVALID',
    next: `correct the file: nomad job validate ${shown(file)}`,
  };
  return await refusedAs(refusal, async () => withTimeForDrivers(await nomad.jobs.parse(hcl, variables)));
}

/**
 * Nomad ends a driver for good that is not healthy 30 s after its start, which says nothing against it on a slow machine
 * (https://developer.hashicorp.com/nomad/docs/job-specification/csi_plugin#health_timeout; before 1.3.2 it is always 30 s).
 */
function withTimeForDrivers(job: Job): Job {
  const drivers = (job.TaskGroups ?? []).flatMap(({ Tasks }) => Tasks ?? []);
  for (const { CSIPluginConfig: plugin } of pace() > 1 ? drivers : [])
    if (plugin && !plugin.HealthTimeout) plugin.HealthTimeout = paced(30_000) * 1e6;
  return job;
}
