import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import {
  type Block,
  type BlockLines,
  blockLines,
  type HclPath,
  labelledBlocks,
  lineAt,
  parseHcl,
} from '../hcl/index.ts';
import { type OwnFault, resolveText, type Scope, scopeOf } from './variables.ts';

/** A job file of the operator, read without Nomad. */
export interface OwnJobFile {
  file: string;
  source: string;
  /** As far as it can be told: the label when `id` is an expression. */
  id: string;
  job: Block;
  lines: BlockLines;
  scope: Scope;
  /** Those of the given variables that the file declares: Nomad refuses others. */
  variables: Record<string, string>;
}

/** A task with its group. A task that stands in the job itself is a group of its own (Nomad docs, `job` block). */
export interface OwnTask extends Block {
  label: string;
  group: string;
}

/**
 * Reads a job file.
 * @throws UsageError OWN_FILE_UNREADABLE, OWN_JOB_INVALID with `file:line: reason`
 */
export async function readOwnJob(file: string, vars: Record<string, string>): Promise<OwnJobFile> {
  const source = await readOwnFile(file, 'job');
  const body = await parseHcl(file, source, 'OWN_JOB_INVALID');
  const lines = blockLines(source);
  const jobs = labelledBlocks({ body, path: [] }, 'job');
  const [job] = jobs;
  if (!job || jobs.length > 1) {
    throw new UsageError(
      'OWN_JOB_INVALID',
      `${file}:1: a job file holds one job block, this one ${jobs.length}`,
      {
        next: `nomad job validate ${file}`,
      },
    );
  }
  const scope = scopeOf(body, vars);
  if (scope.faults.length > 0) throw faulty('OWN_JOB_INVALID', [{ file, lines, faults: scope.faults }]);
  const declared = Object.entries(vars).filter(([name]) => scope.declared.includes(name));
  const id = typeof job.body.id === 'string' ? resolveText(job.body.id, scope) : undefined;
  return {
    file,
    source,
    id: id && !('laterBy' in id) ? id.text : job.label,
    job,
    lines,
    scope,
    variables: Object.fromEntries(declared),
  };
}

/** @throws UsageError OWN_FILE_UNREADABLE */
async function readOwnFile(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError('OWN_FILE_UNREADABLE', `cannot read the ${what} file ${file}`, {
      observed: cause instanceof Error ? cause.message : String(cause),
      next: `give --${what} the path of a file`,
      cause,
    });
  }
}

/** The groups of a job. */
export function groupsOf({ job }: OwnJobFile) {
  return labelledBlocks(job, 'group');
}

/** The tasks of a job. */
export function tasksOf(own: OwnJobFile): OwnTask[] {
  const grouped = groupsOf(own).flatMap((group) =>
    labelledBlocks(group, 'task').map((task) => ({ ...task, group: group.label })),
  );
  const bare = labelledBlocks(own.job, 'task').map((task) => ({ ...task, group: task.label }));
  return [...grouped, ...bare];
}

/** `file:line` of a place in a job file. */
export const placeOf = ({ file, lines }: Pick<OwnJobFile, 'file' | 'lines'>, path: HclPath) =>
  `${file}:${lineAt(lines, path)}`;

/** The faults of several files as one error, a line each. */
export function faulty(
  code: string,
  found: { file: string; lines: BlockLines; faults: readonly OwnFault[] }[],
  next?: string,
): UsageError {
  const lines = found.flatMap((each) =>
    each.faults.map(({ path, reason }) => `${placeOf(each, path)}: ${reason}`),
  );
  return new UsageError(code, lines.join('\n'), {
    next:
      next ??
      `correct ${[...new Set(found.filter(({ faults }) => faults.length > 0).map(({ file }) => file))].join(', ')}`,
  });
}
