import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/** A small disk that is mounted at a folder. */
export interface SmallDisk extends AsyncDisposable {
  /** Writes to it until it takes no more. */
  fill(): void;
}

export async function mountSmallDisk(folder: string): Promise<SmallDisk> {
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'nomad-e2e-soak', folder]);
  let file: number | undefined;
  return {
    fill() {
      file = openSync(join(folder, 'full'), 'w');
      // Without a name it is nothing that was left, and takes the space as long as it is open.
      unlinkSync(join(folder, 'full'));
      fill(file);
    },
    async [Symbol.asyncDispose]() {
      if (file !== undefined) closeSync(file);
      // By what a run has left, it is busy: that was named before.
      await execa('umount', ['--lazy', folder]);
    },
  };
}

function fill(file: number): void {
  for (const size of [1 << 20, 4096, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
}
