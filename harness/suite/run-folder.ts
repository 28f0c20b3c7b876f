import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { RunFolder } from '../evidence/index.ts';

/** The folder of this run, which all workers share: `NOMAD_E2E_RUN`, else `runs/local`. Made when missing. */
export function runFolder(env: NodeJS.ProcessEnv = process.env): RunFolder {
  const folder = new RunFolder(env.NOMAD_E2E_RUN || join('runs', 'local'));
  mkdirSync(folder.path, { recursive: true });
  return folder;
}
