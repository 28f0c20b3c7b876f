import { mkdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unshareSecrets } from '../secrets/index.ts';
import { markOwner } from './owner.ts';
import { ownPlace } from './places.ts';
import { sweepAccess } from './sweep.ts';

export interface AccessOptions {
  /** It is of a persistent cluster, and outlives this process. */
  keep?: boolean;
  /** Told of what earlier runs have left. */
  say: (line: string) => void;
}

/** The folder of all that gives access to the cluster of one run. Disposing it removes it. */
export class AccessFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Makes that of a new run, and removes those of runs that were killed.
   * @throws EnvironmentError ACCESS_FOLDER_UNSAFE where others could enter it
   */
  static async make(runId: string, { keep = false, say }: AccessOptions): Promise<AccessFolder> {
    const path = join(ownPlace({ keep }), runId);
    const { removed, kept } = await sweepAccess();
    if (removed.length > 0) say(`removed access files of killed runs: ${removed.join(', ')}`);
    for (const line of kept) say(`kept ${line}`);
    await using made = new AsyncDisposableStack();
    // At once: one without an owner is never removed.
    mkdirSync(path, { mode: 0o700 });
    const folder = made.use(new AccessFolder(path));
    markOwner(path, runId, keep);
    made.move();
    return folder;
  }

  /** By which the processes of the run tell each other what to hide. */
  get secretsFile(): string {
    return join(this.path, 'secrets.ndjson');
  }

  /** Describes the cluster to other processes, by a file whose path it returns. */
  async writeDescriptor(descriptor: object): Promise<string> {
    return await this.write('cluster.json', JSON.stringify(descriptor, null, 2));
  }

  /** Writes a file that its owner alone can read, and returns its path. */
  async write(name: string, content: string | Buffer): Promise<string> {
    const file = join(this.path, name);
    await writeFile(file, content, { mode: 0o600 });
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unshareSecrets(this.secretsFile);
    await rm(this.path, { recursive: true, force: true });
  }
}
