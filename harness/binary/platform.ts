import { open } from 'node:fs/promises';
import { EnvironmentError } from '../errors.ts';

const archs: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The binary runs in Linux containers, whatever the host's system is; this is the host's processor in Go's names. */
export function targetArch(nodeArch: string = process.arch): string {
  const arch = archs[nodeArch];
  if (arch) return arch;
  throw new EnvironmentError('BINARY_WRONG_PLATFORM', `Nomad is not released for processor ${nodeArch}`, {
    next: 'use a machine with an amd64 or arm64 processor',
  });
}

/** `e_machine` of the ELF header, elf(5). */
const machines: Readonly<Record<number, string>> = {
  3: '386',
  40: 'arm',
  62: 'amd64',
  183: 'arm64',
  243: 'riscv64',
};

/** Sizes of the ELF header and of one program header of a 64-bit program, elf(5). */
const headerBytes = 64;
const segmentBytes = 56;

/** What a file's header says it runs on: `linux/amd64`, or words for something that Linux cannot run. */
export async function platformOf(file: string): Promise<string> {
  await using handle = await open(file);
  const head = Buffer.alloc(headerBytes);
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  return describeHeader(head.subarray(0, bytesRead), (await handle.stat()).size);
}

/** See {@link platformOf}. */
export function describeHeader(head: Buffer, size: number): string {
  if (head.toString('latin1', 0, 2) === '#!') return 'a script';
  if (head.toString('latin1', 0, 2) === 'MZ') return 'a Windows program';
  const magic = head.toString('hex', 0, 4);
  if (['cffaedfe', 'cefaedfe', 'cafebabe'].includes(magic)) return 'a macOS program';
  if (magic !== '7f454c46' || head.length < headerBytes) return 'not a program';
  const machine = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18);
  const name = `linux/${machines[machine] ?? `machine ${machine}`}`;
  return isRunnable(head, size) || machines[machine] === undefined ? name : `a damaged program for ${name}`;
}

/**
 * True for a header that the kernel accepts. One that it refuses must not be started: execvp(3) then hands the file
 * to the shell, which takes the bytes for commands.
 */
function isRunnable(head: Buffer, size: number): boolean {
  if (head[4] !== 2) return true;
  const type = head.readUInt16LE(16);
  const [segmentsAt, sectionsAt] = [Number(head.readBigUInt64LE(32)), Number(head.readBigUInt64LE(40))];
  const [segmentSize, segments] = [head.readUInt16LE(54), head.readUInt16LE(56)];
  const [sectionSize, sections] = [head.readUInt16LE(58), head.readUInt16LE(60)];
  const whole = segmentsAt + segments * segmentSize <= size && sectionsAt + sections * sectionSize <= size;
  return whole && (type === 2 || type === 3) && segmentSize === segmentBytes && segments > 0;
}
