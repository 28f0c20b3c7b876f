import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** A small disk that is mounted at a folder. */
export interface SmallDisk extends AsyncDisposable {
  /** Writes to it until it takes no more. */
  fill(): void;
}

export async function mountSmallDisk(folder: string): Promise<SmallDisk> {
  await mkdir(folder, { recursive: true });
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'nomad-e2e-soak', folder]);
  return {
    fill: () => fill(join(folder, '.full')),
    // By what a run has left, it is busy: that is found before, and named.
    [Symbol.asyncDispose]: async () => void (await execa('umount', ['--lazy', folder])),
  };
}

function fill(path: string): void {
  const file = openSync(path, 'a');
  try {
    for (const size of [1 << 20, 4096, 1]) {
      try {
        for (;;) writeSync(file, Buffer.alloc(size));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}
