import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Finding } from '../../../harness/judge/index.ts';
import { untried, type Verdict } from '../judge.ts';
import type { RehearsalDefect } from './failures.ts';
import { judgeRehearsal } from './judge.ts';

const command = fileURLToPath(new URL('../../../harness/cli/nomad-e2e.js', import.meta.url));
const job = fileURLToPath(new URL('keeper.nomad.hcl', import.meta.url));

interface Rehearsal {
  from: string;
  to: string;
  servers: number;
  /** For its run, and what it prints. */
  folder: string;
  signal: AbortSignal;
}

/** Rehearses one small upgrade with all these failures in it, and returns which its verdict tells. */
export async function tryRehearsal(
  defects: readonly RehearsalDefect[],
  { from, to, servers, folder, signal }: Rehearsal,
): Promise<Verdict[]> {
  await mkdir(folder, { recursive: true });
  const inject = defects.map(({ id }) => id);
  const { stdout, exitCode } = await execa(
    process.execPath,
    [
      ...[command, 'upgrade', '--from', from, '--to', to, '--servers', `${servers}`, '--clients', '2'],
      ...['--no-diff', '--json', '--runs', folder, '--job', job, '--inject', ...inject],
    ],
    {
      stdin: 'ignore',
      stderr: { file: join(folder, 'rehearsal.txt') },
      reject: false,
      cancelSignal: signal,
      forceKillAfterDelay: 120_000,
    },
  );
  signal.throwIfAborted();
  const verdict = verdictIn(stdout);
  if (verdict) return defects.map((defect) => judgeRehearsal(defect, verdict.findings));
  const reason = `the rehearsal ended with ${exitCode} and no verdict: read ${join(folder, 'rehearsal.txt')}`;
  return defects.map(({ id, what }) => untried({ id, where: 'rehearsal', what }, reason));
}

function verdictIn(output: string): { findings: Finding[] } | undefined {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
