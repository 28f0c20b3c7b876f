import { randomUUID } from 'node:crypto';
import { BehaviourError } from '../errors.ts';
import { type ExecOptions, type ExecResult, exec } from './exec.ts';
import type { Transport } from './transport.ts';

export interface ShellOptions extends Omit<ExecOptions, 'command' | 'closeAfter'> {
  /** For `sh`. Its input stays open until it is over, so it must know how much to read: `head -c 5`, not `cat`. */
  script: string;
}

const mostRuns = 5;

/** Says the end on both outputs and stays until its input is closed; with a terminal there is one output. */
const stay = (says: string) => `(eval "$1"); code=$?; ${says}; cat > /dev/null; exit $code`;

/**
 * Runs a script in a running task and returns all of its output, and its exit code, 0 or not.
 *
 * Nomad's docker driver ends an exec as soon as the engine says that the command is over, even if the command's output
 * is still on its way: `exec` then answers with the right exit code and without output. So the shell that runs the script
 * stays until its output was received.
 *
 * It may also end the exec with exit code 0 before the command has started, most of all when the task has just started;
 * the command runs afterwards, unheard. The script is then run again, so it must bear to run twice.
 *
 * @throws as `exec` does, and BehaviourError NOMAD_EXEC when this happens five times
 */
export async function shell(http: Transport, id: string, options: ShellOptions): Promise<ExecResult> {
  for (let run = 1; run <= mostRuns; run++) {
    const { ended, ...result } = await runOnce(http, id, options);
    if (ended || result.exitCode !== 0) return result;
  }
  const { task, script } = options;
  throw new BehaviourError(
    'NOMAD_EXEC',
    `exec in task ${task} of allocation ${id} ended before its command`,
    {
      observed: `exit code 0 without the end of its output, ${mostRuns} times: ${script}`,
      next: `nomad alloc exec -task ${task} ${id} sh`,
    },
  );
}

/** `ended` says that the script came to its end: without it an exit code other than 0 is that of a shell that was killed. */
async function runOnce(http: Transport, id: string, { script, ...options }: ShellOptions) {
  const end = `[end of output ${randomUUID()}]`;
  const { tty = false } = options;
  const says = tty ? 'printf %s "$2"' : 'printf %s "$2"; printf %s "$2" >&2';
  const command = ['sh', '-c', stay(says), 'sh', script, end];
  const { exitCode, stdout, stderr } = await exec(http, id, { ...options, command, closeAfter: end });
  const before = (output: string) => output.split(end, 1)[0] ?? '';
  return { exitCode, stdout: before(stdout), stderr: before(stderr), ended: stdout.includes(end) };
}
