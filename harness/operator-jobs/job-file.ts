import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import {
  type Block,
  type HclFile,
  labelledBlocks,
  parseHcl,
  refuseMistakes,
  resolveText,
  type Variables,
  variablesOf,
} from '../hcl/index.ts';

/** A job file of the operator, read without Nomad. */
export interface OperatorJobFile {
  hcl: HclFile;
  /** The label, when `id` is an expression that only Nomad's parser knows. */
  id: string;
  job: Block;
  variables: Variables;
  /** Those of the given values that the file has a variable for: Nomad refuses others. */
  vars: Record<string, string>;
}

/** A task with its group. A task that stands in the job itself is a group of its own (Nomad docs, `job` block). */
export interface OperatorTask extends Block {
  label: string;
  group: string;
}

const invalid = 'OWN_JOB_INVALID';

/**
 * Reads a job file.
 * @throws UsageError OWN_FILE_UNREADABLE, OWN_JOB_INVALID with `file:line: reason`
 */
export async function readJobFile(file: string, given: Record<string, string>): Promise<OperatorJobFile> {
  const hcl = await parseHcl(file, await readText(file), invalid);
  const jobs = labelledBlocks({ body: hcl.body, path: [] }, 'job');
  const [job] = jobs;
  if (!job || jobs.length > 1) {
    throw new UsageError(invalid, `${file}:1: a job file holds one job block, this one ${jobs.length}`, {
      next: `nomad job validate ${file}`,
    });
  }
  const vars = Object.fromEntries(Object.entries(given).filter(([name]) => hcl.declared.includes(name)));
  const variables = variablesOf(hcl.body, vars);
  refuseMistakes(invalid, [{ hcl, mistakes: variables.mistakes }]);
  const id = typeof job.body.id === 'string' ? resolveText(job.body.id, variables) : undefined;
  return { hcl, id: id && !('laterBy' in id) ? id.text : job.label, job, variables, vars };
}

/** @throws UsageError OWN_FILE_UNREADABLE */
async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError('OWN_FILE_UNREADABLE', `cannot read the job file ${file}`, {
      observed: cause instanceof Error ? cause.message : String(cause),
      next: 'give --job the path of a file',
      cause,
    });
  }
}

/** The groups of a job. */
export function groupsOf({ job }: OperatorJobFile) {
  return labelledBlocks(job, 'group');
}

/** The tasks of a job. */
export function tasksOf(file: OperatorJobFile): OperatorTask[] {
  const grouped = groupsOf(file).flatMap((group) =>
    labelledBlocks(group, 'task').map((task) => ({ ...task, group: group.label })),
  );
  const bare = labelledBlocks(file.job, 'task').map((task) => ({ ...task, group: task.label }));
  return [...grouped, ...bare];
}
