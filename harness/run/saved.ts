import { join, relative } from 'node:path';
import { UsageError } from '../errors.ts';
import { type Entry, RunFolder } from '../evidence/index.ts';

/**
 * The folder of a saved run, named by its path or its id.
 * @throws UsageError RUN_UNKNOWN when it has no ledger
 */
export function savedRun(named: string, { next }: { next: string }): RunFolder {
  const folder = [named, join('runs', named)]
    .map((each) => new RunFolder(each))
    .find((each) => each.hasLedger);
  if (folder) return folder;
  throw new UsageError('RUN_UNKNOWN', `no run found in ${named}: it has no ledger`, { next });
}

/**
 * All lines of a saved run in the order of their clock, with those of its repetitions, whose bundles are in their folders.
 * Ledgers have no secrets: whoever writes a line knows those of its cluster.
 * @throws UsageError LEDGER_NEWER
 */
export function readRun(folder: RunFolder): Entry[] {
  // The token for a cluster of somebody else is nowhere written down, so it is looked for by its value.
  const { NOMAD_TOKEN: token } = process.env;
  const also = token ? [token] : [];
  const theirs = folder
    .repetitions()
    .flatMap((each) =>
      each
        .entries(also)
        .map((entry) =>
          typeof entry.bundle === 'string'
            ? { ...entry, bundle: relative(folder.path, each.file(entry.bundle)) }
            : entry,
        ),
    );
  const own = folder.entries(also);
  return theirs.length === 0 ? own : [...own, ...theirs].sort((a, b) => a.mono - b.mono);
}
