import { basename, dirname, resolve } from 'node:path';
import { execa } from 'execa';
import type { Mistake } from '../hcl/index.ts';
import { type ApiJob, apiJobOf } from './api-blocks.ts';

/** Parsing takes a fraction of a second; this bounds a file that makes it go on for ever. */
const answerTimeoutMs = 30_000;

interface Asked {
  vars: Record<string, string>;
  signal: AbortSignal;
}

type Answer = ApiJob | { refused: (Mistake & { line: number })[] };

/**
 * A job file as `nomad job run` of this program reads it, without a server: functions that read files, variables of all types and
 * their validations are resolved as for its user. Where Nomad refuses it, each of its reasons.
 *
 * Nomad takes paths in a job from where it is called; people call it there, or beside the job.
 */
export async function parseWithCli(nomad: string, file: string, asked: Asked): Promise<Answer> {
  const here = await parseIn(process.cwd(), nomad, { ...asked, file });
  const missing =
    'refused' in here && here.refused.some(({ reason }) => reason.includes('no file exists at'));
  return missing ? await parseIn(dirname(resolve(file)), nomad, { ...asked, file }) : here;
}

async function parseIn(
  cwd: string,
  nomad: string,
  { file, vars, signal }: Asked & { file: string },
): Promise<Answer> {
  const given = Object.entries(vars).map(([name, value]) => `-var=${name}=${value}`);
  const answer = await execa(nomad, ['job', 'run', '-output', ...given, resolve(file)], {
    cwd,
    // A clean environment: NOMAD_ADDR, NOMAD_VAR_… and their like change what the program does.
    extendEnv: false,
    env: { PATH: process.env.PATH ?? '', NOMAD_CLI_NO_COLOR: '1' },
    ...{ stdin: 'ignore', reject: false, timeout: answerTimeoutMs, cancelSignal: signal },
  });
  signal.throwIfAborted();
  const job = answer.failed ? undefined : apiJobOf(answer.stdout);
  return job ?? { refused: reasonsIn(answer.stderr || (answer.shortMessage ?? ''), basename(file)) };
}

/** The CLI's diagnostics: `<file>:<line>,<column>-<column>: <summary>; <detail>`. A detail may go on in further lines. */
export function reasonsIn(stderr: string, file: string): (Mistake & { line: number })[] {
  const reasons: (Mistake & { line: number })[] = [];
  const others: string[] = [];
  for (const text of stderr.split('\n').filter((each) => each.trim() !== '')) {
    const [, named, line, reason = ''] = /^(.*?):(\d+),[\d,-]+: (.*)$/.exec(text) ?? [];
    const last = reasons.at(-1);
    if (named === file || named === '') reasons.push({ path: [], line: Number(line), reason });
    else if (last) last.reason += ` ${text.trim()}`;
    else others.push(text.trim());
  }
  if (reasons.length > 0)
    return reasons.map((each) => ({ ...each, line: each.line || ruleLine(each.reason) }));
  return [{ path: [], line: 1, reason: others.join(' ') || 'Nomad gave no reason' }];
}

/** A value of the command line has no line; the validation that refuses it has one. */
const ruleLine = (reason: string) => Number(/validation rule at .*?:(\d+),/.exec(reason)?.[1] ?? 1);
