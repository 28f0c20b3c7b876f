import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ledger } from '../evidence/index.ts';

/** The folder of this run: `NOMAD_E2E_RUN`, else `runs/local`. Created when missing. */
export function runFolder(env: NodeJS.ProcessEnv = process.env): string {
  const folder = resolve(env.NOMAD_E2E_RUN ?? join('runs', 'local'));
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The run's ledger, shared by all workers. */
export function openRunLedger(folder: string): Promise<Ledger> {
  return Ledger.open(join(folder, 'ledger.ndjson'));
}
