import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import {
  type Block,
  type HclFile,
  labelledBlocks,
  lineOf,
  type Mistake,
  parseHcl,
  resolveText,
  type Variables,
  variablesOf,
} from '../hcl/index.ts';
import type { Job } from '../nomad/index.ts';
import { type ApiJob, apiJobOf } from './api-blocks.ts';
import { parseWithCli } from './nomad-cli.ts';
import { valueMistakes } from './value-types.ts';

/** A job file of the operator, read without a server. */
export interface OperatorJobFile {
  hcl: HclFile;
  /** The label, when `id` is an expression that nothing here has evaluated. */
  id: string;
  /** As Nomad's CLI reads it, where it could be asked, else as written. */
  job: Block;
  written: Block;
  /** As Nomad's API takes it; undefined where only the cluster's server can parse it. */
  parsed: Job | undefined;
  variables: Variables;
  /** Those of the given values that the file has a variable for: Nomad refuses others. */
  vars: Record<string, string>;
  /** What is wrong in it; such a file is never run. */
  invalid: readonly Mistake[];
}

/** A task with its group. A task that stands in the job itself is a group of its own (Nomad docs, `job` block). */
export interface OperatorTask extends Block {
  label: string;
  group: string;
}

const invalid = 'OWN_JOB_INVALID';

/** What a job file is read with. */
export interface Reading {
  vars: Record<string, string>;
  /** Nomad's program of the version that the jobs run on first, where it is at hand and runs here. */
  nomad: string | undefined;
  signal: AbortSignal;
}

/**
 * Reads a job file, of HCL or of JSON as the API has it.
 * @throws UsageError OWN_FILE_UNREADABLE, OWN_JOB_INVALID with `file:line: reason` for a text that is neither
 */
export async function readJobFile(file: string, reading: Reading): Promise<OperatorJobFile> {
  const source = await readText(file);
  return /^\s*\{/.test(source) ? jsonJob(file, source) : await hclJob(file, source, reading);
}

async function hclJob(
  file: string,
  source: string,
  { vars: given, nomad, signal }: Reading,
): Promise<OperatorJobFile> {
  const hcl = await parseHcl(file, source, invalid);
  const root = { body: hcl.body, path: [] };
  const jobs = labelledBlocks(root, 'job');
  const [job] = jobs;
  if (!job || jobs.length > 1) {
    throw new UsageError(invalid, `${file}:1: a job file holds one job block, this one ${jobs.length}`, {
      next: `nomad job validate ${file}`,
    });
  }
  const vars = Object.fromEntries(Object.entries(given).filter(([name]) => hcl.declared.includes(name)));
  const variables = variablesOf(hcl.body, vars);
  const id = typeof job.body.id === 'string' ? resolveText(job.body.id, variables) : undefined;
  const label = id && !('laterBy' in id) ? id.text : job.label;
  const written = { hcl, id: label, job, written: job, parsed: undefined, variables, vars };
  // Without the values Nomad would only name them.
  const asked = nomad !== undefined && variables.mistakes.length === 0;
  const answer = asked ? await parseWithCli(nomad, file, { vars, signal }) : undefined;
  if (answer && !('refused' in answer)) {
    const read = { ...job, body: answer.body };
    return { ...written, id: answer.job.ID, job: read, parsed: answer.job, invalid: [] };
  }
  const refused = answer?.refused ?? [];
  const lines = refused.map((each) => each.line);
  const ours = [...variables.mistakes, ...valueMistakes(root, job)];
  return { ...written, invalid: [...refused, ...ours.filter((each) => !lines.includes(lineOf(hcl, each)))] };
}

/** The job of a file of JSON, in the shape that rules know from HCL. */
function jsonJob(file: string, source: string): OperatorJobFile {
  const next = 'give --job the HCL of the job, or what nomad job inspect prints of it';
  let api: ApiJob | undefined;
  try {
    api = apiJobOf(source);
  } catch (cause) {
    throw new UsageError(invalid, `${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      next,
      cause,
    });
  }
  if (!api)
    throw new UsageError(
      invalid,
      `${file}:1: JSON that is not a job of Nomad's API: it has no "ID" and "TaskGroups"`,
      { next },
    );
  const { job: parsed, body, places } = api;
  const hcl = { file, source, body, places, declared: [] };
  const job = { body, path: ['job', parsed.ID, 0] };
  return {
    hcl,
    id: parsed.ID,
    job,
    written: job,
    parsed,
    variables: variablesOf({}, {}),
    vars: {},
    invalid: [],
  };
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
