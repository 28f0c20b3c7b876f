import { attachExec, nodePaths } from '../../cluster/index.ts';
import { exitCodes } from '../../errors.ts';
import { findNode, requireEngine } from './find-run.ts';

export interface LogsOptions {
  node: string;
  run: string | undefined;
  follow: boolean;
  /** How many of the last lines; all of them without it. */
  lines: number | undefined;
  signal: AbortSignal;
}

/** Prints the log of a node's Nomad agent, from its birth on. Returns the exit code. */
export async function logs({ node, run, follow, lines, signal }: LogsOptions): Promise<number> {
  await using engine = await requireEngine(signal);
  const { containerId } = await findNode(engine, { run, node });
  const command = [
    'tail',
    '-n',
    lines === undefined ? '+1' : String(lines),
    ...(follow ? ['-F'] : []),
    nodePaths.agentLog,
  ];
  const { stdout, stderr } = process;
  const code = await attachExec(engine.docker, containerId, { command, stdout, stderr, signal });
  return code === 0 ? exitCodes.ok : exitCodes.environment;
}
