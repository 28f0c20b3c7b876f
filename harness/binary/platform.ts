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

/** What a file's first bytes say it runs on: `linux/amd64`, or words for something that is no Linux program. */
export async function platformOf(file: string): Promise<string> {
  await using handle = await open(file);
  const head = Buffer.alloc(20);
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  return describeHeader(head.subarray(0, bytesRead));
}

/** See {@link platformOf}. */
export function describeHeader(head: Buffer): string {
  if (head.toString('latin1', 0, 2) === '#!') return 'a script';
  if (head.toString('latin1', 0, 2) === 'MZ') return 'a Windows program';
  const magic = head.toString('hex', 0, 4);
  if (['cffaedfe', 'cefaedfe', 'cafebabe'].includes(magic)) return 'a macOS program';
  if (magic !== '7f454c46' || head.length < 20) return 'not a program';
  const machine = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18);
  return `linux/${machines[machine] ?? `machine ${machine}`}`;
}
