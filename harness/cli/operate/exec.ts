import { attachExec } from '../../cluster/index.ts';
import { rawOutput } from '../../secrets/index.ts';
import { findNode, requireEngine } from './find-run.ts';

export interface ExecOptions {
  node: string;
  command: string[];
  run: string | undefined;
  signal: AbortSignal;
}

/** Runs a command on a node, with this terminal where there is one. Returns the command's exit code. */
export async function exec({ node, command, run, signal }: ExecOptions): Promise<number> {
  await using engine = await requireEngine(signal);
  const { containerId } = await findNode(engine, { run, node });
  const { stdin } = process;
  const [stdout, stderr] = [rawOutput(process.stdout), rawOutput(process.stderr)];
  const isTerminal = stdin.isTTY && process.stdout.isTTY;
  const terminal = isTerminal ? process.stdout : undefined;
  if (isTerminal) stdin.setRawMode(true);
  try {
    return await attachExec(engine.docker, containerId, { command, stdin, stdout, stderr, terminal, signal });
  } finally {
    if (isTerminal) stdin.setRawMode(false);
    stdin.destroy();
  }
}
