import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { storageTable } from '../report/index.ts';
import { writeClean } from '../secrets/index.ts';
import type { CommandContext } from './command.ts';
import { conclude, onCluster } from './suites.ts';

/** The suites that observe what becomes of data in some kind of storage. */
export const observers = [
  'suites/storage/',
  ...[
    'file-after-purge',
    'file-node-replaced',
    'file-other-nodes',
    'multi-node-multi-writer',
    'release-drain',
    'writers-two-jobs',
  ].map((name) => `suites/csi/${name}.e2e.ts`),
];

/**
 * Runs these suites on a cluster, prints a table of what they observed, and writes it into the folder of the run and, if
 * named, to `output`. Returns the exit code.
 * @throws UsageError FLAG_INVALID for an output in no folder
 */
export async function compareStorage({
  output,
  ...context
}: CommandContext & { output: string | undefined }): Promise<number> {
  if (output !== undefined && !existsSync(dirname(output))) {
    throw new UsageError(
      'FLAG_INVALID',
      `--output ${output} cannot be used: there is no folder ${dirname(output)}`,
    );
  }
  const { runDir, version, entries, ...counts } = await onCluster(context, { filters: observers });
  const table = storageTable(entries, { version });
  for (const file of [join(runDir, 'storage.md'), ...(output === undefined ? [] : [output])]) {
    await writeClean(file, table);
  }
  process.stdout.write(`\n${table}\n`);
  return conclude(counts);
}
