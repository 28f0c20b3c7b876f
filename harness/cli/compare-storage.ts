import { storageTable } from '../report/index.ts';
import { onCluster, type RunContext, storageSuites } from '../run/index.ts';
import { writeClean } from '../secrets/index.ts';
import { conclude, reportSuites, requireFolderOf } from './suites.ts';

/**
 * Runs these suites on a cluster, prints a table of what they observed, and writes it into the folder of the run and, if
 * named, to `output`. Returns the exit code.
 * @throws UsageError FLAG_INVALID for an output in no folder
 */
export async function compareStorage({
  output,
  ...context
}: RunContext & { output: string | undefined }): Promise<number> {
  if (output !== undefined) requireFolderOf(output);
  const ended = await onCluster(context, { filters: storageSuites });
  reportSuites(ended, context);
  const { folder, version, entries } = ended;
  const table = storageTable(entries, { version });
  for (const file of [folder.file('storage.md'), ...(output === undefined ? [] : [output])]) {
    await writeClean(file, table);
  }
  process.stdout.write(`\n${table}\n`);
  return conclude(ended);
}
