import { chmod, writeFile } from 'node:fs/promises';

const programs = {
  /** write(1, text, size); exit(0) */
  amd64: (size: number) => [
    ...[0xb8, 1, 0, 0, 0, 0xbf, 1, 0, 0, 0, 0x48, 0x8d, 0x35, 16, 0, 0, 0, 0xba, size, 0, 0, 0, 0x0f, 0x05],
    ...[0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05],
  ],
  arm64: (size: number) =>
    [
      0xd2800020,
      0x100000e1,
      0xd2800002 + size * 32,
      0xd2800808,
      0xd4000001,
      0xd2800000,
      0xd2800ba8,
      0xd4000001,
    ].flatMap((word) => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24]),
};
const machines = { amd64: 62, arm64: 183 };

/** The smallest ELF program (elf(5)) that prints a text of less than 256 bytes and ends. */
export function fakeProgram(
  text: string,
  arch: string = process.arch === 'arm64' ? 'arm64' : 'amd64',
): Buffer {
  const known = arch === 'arm64' ? 'arm64' : 'amd64';
  const body = Buffer.concat([Buffer.from(programs[known](Buffer.byteLength(text))), Buffer.from(text)]);
  const head = Buffer.alloc(120);
  Buffer.from('7f454c46020101', 'hex').copy(head);
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(machines[known], 18);
  head.writeUInt32LE(1, 20);
  head.writeBigUInt64LE(0x400078n, 24);
  head.writeBigUInt64LE(64n, 32);
  for (const [at, value] of [
    [52, 64],
    [54, 56],
    [56, 1],
  ] as const)
    head.writeUInt16LE(value, at);
  // The one segment: all of the file, readable and executable.
  head.writeUInt32LE(1, 64);
  head.writeUInt32LE(5, 68);
  const size = BigInt(head.length + body.length);
  for (const [at, value] of [
    [80, 0x400000n],
    [96, size],
    [104, size],
    [112, 0x1000n],
  ] as const) {
    head.writeBigUInt64LE(value, at);
  }
  return Buffer.concat([head, body]);
}

export const fakeNomad = (version: string) =>
  fakeProgram(`Nomad v${version}\nBuildDate 2026-03-11T09:10:27Z\n`);

/** Writes a file that may be executed. */
export async function writeProgram(file: string, content: Buffer | string): Promise<void> {
  await writeFile(file, content);
  await chmod(file, 0o755);
}
