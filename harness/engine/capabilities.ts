import { readFile } from 'node:fs/promises';
import type { ContainerRuntimeClient } from 'testcontainers';
import { labels } from './labels.ts';

/** Linux capabilities in the order of their bits (linux/capability.h), without the prefix CAP_. */
const names = `
  CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST
  NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE
  SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM
  BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE`
  .trim()
  .split(/\s+/);

/** Capabilities that the kernel knows and this process and its children can never have (capabilities(7), CapBnd). */
export async function missingCapabilities(pid: number | 'self'): Promise<string[]> {
  const [status, last] = await Promise.all([
    readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''),
    readFile('/proc/sys/kernel/cap_last_cap', 'utf8').catch(() => ''),
  ]);
  return notInBoundingSet(status, last.trim() === '' ? names.length - 1 : Number(last));
}

/**
 * The same of the machine of an engine that is not local, whose /proc is not here: a container that sees its processes says what the
 * first one has.
 */
export async function capabilitiesMissingAt(
  { docker }: { docker: ContainerRuntimeClient['container']['dockerode'] },
  { image, runId }: { image: string; runId: string },
): Promise<string[]> {
  const container = await docker.createContainer({
    ...{ Image: image, Entrypoint: ['cat', '/proc/sys/kernel/cap_last_cap', '/proc/1/status'], Tty: true },
    ...{ Labels: labels(runId), HostConfig: { PidMode: 'host', NetworkMode: 'none' } },
  });
  try {
    await container.start();
    await container.wait();
    const text = String(await container.logs({ stdout: true }));
    return notInBoundingSet(text.replaceAll('\r', ''), Number.parseInt(text, 10));
  } finally {
    await container.remove({ force: true });
  }
}

/** The names whose bit is not set in the CapBnd line of a /proc/<pid>/status. */
export function notInBoundingSet(status: string, lastCapability: number): string[] {
  const hex = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  if (hex === undefined) return [];
  const set = BigInt(`0x${hex}`);
  return names.filter((_, bit) => bit <= lastCapability && (set & (1n << BigInt(bit))) === 0n);
}
