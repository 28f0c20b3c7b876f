import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { withoutOctal } from '../text.ts';

/** Mount points at or under the folder in a mountinfo text (proc_pid_mountinfo(5)), the deepest first. */
export function mountsUnder(mountinfo: string, folder: string): string[] {
  const points = mountinfo.split('\n').map((line) => withoutOctal(line.split(' ')[4] ?? ''));
  return points.filter((point) => point === folder || point.startsWith(`${folder}/`)).reverse();
}

/** Unmounts what a killed dockerd left: a clean one does this itself at its end. */
export async function unmountUnder(folder: string): Promise<void> {
  for (const point of mountsUnder(await readFile('/proc/self/mountinfo', 'utf8'), folder)) {
    await execa('umount', [point], { reject: false });
  }
}
