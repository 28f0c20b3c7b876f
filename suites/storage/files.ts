import { fileHashes, type NomadClient } from '../../harness/index.ts';

/** Name → SHA-256 of files in a job's storage, as the job noted them. */
export interface Files {
  /** What was there when its task started. */
  found: Record<string, string>;
  /** What it put there itself. */
  written: Record<string, string>;
}

/** What an allocation of a job of `jobs/storage` noted. It has done so before its main task runs. */
export async function filesOf(nomad: NomadClient, { ID }: { ID: string }): Promise<Files> {
  const noted = async (name: string) => fileHashes(await nomad.allocations.fs.cat(ID, `alloc/${name}`));
  const [found, written] = await Promise.all([noted('found'), noted('written')]);
  if (Object.keys(written).length !== 1) throw new Error(`allocation ${ID} has written no file`);
  return { found, written };
}
