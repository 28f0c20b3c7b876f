import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

export const root = join(import.meta.dirname, '..');
export const program = join(root, 'harness', 'cli', 'nomad-e2e.js');

/** The command line as a user calls it, in a process of its own. Its result says how it ended; it does not throw. */
export function nomadE2e(args: readonly string[], env: Record<string, string> = {}) {
  return execa(process.execPath, [program, ...args], { cwd: root, env, stdin: 'ignore', reject: false });
}

/** Every file below a folder, as paths from it. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
}

/** Where runs write to, in an empty folder: their own folders, and what gives access to their clusters. */
export async function placesIn(folder: string): Promise<{ runs: string; runtime: string }> {
  const [runs, runtime] = [join(folder, 'runs'), join(folder, 'runtime')];
  await mkdir(runs);
  await mkdir(runtime, { mode: 0o700 });
  return { runs, runtime };
}

/** The runs whose access folders are in a runtime folder. */
export const accessIn = (runtime: string) => readdir(join(runtime, 'nomad-e2e'));
