import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UsageError } from '../errors.ts';
import { type Entry, RunFolder } from '../evidence/index.ts';
import { readJsonFile } from '../json-file.ts';
import { secretsIn } from '../secrets/index.ts';

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
 * All lines of a saved run in the order of their clock, with those of its repetitions, whose bundles are in their folders, and
 * without the secrets that the files of a persistent cluster still know.
 * @throws UsageError LEDGER_NEWER
 */
export function readRun(folder: RunFolder): Entry[] {
  // The token for a cluster of somebody else is nowhere written down, so it is looked for by its value.
  const known = [...secretsIn(descriptorIn(folder)), process.env.NOMAD_TOKEN ?? ''];
  const also = known.filter((secret) => secret !== '');
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

function descriptorIn(folder: RunFolder): unknown {
  const file = folder.file('cluster.json');
  if (!existsSync(file)) return undefined;
  // Its secrets are what is to be hidden, so that it cannot be passed over.
  const next = 'remove it: the cluster is gone, and only what it says of secrets is asked for';
  return readJsonFile(file, { next, parse: (value) => value });
}
