import { readdir } from 'node:fs/promises';
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
