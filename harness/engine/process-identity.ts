import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const exitCheckMs = 20;

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks since boot, field 22 of /proc/<pid>/stat (proc(5)); '0' where there is no /proc. */
  start: string;
}

/** The process' identity, or undefined when it is gone; a zombie is gone. */
export function identify(pid: number): ProcessIdentity | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return process.platform === 'linux' ? undefined : identifyBySignal(pid);
  const { state, start } = parseStat(text);
  return state === 'Z' || state === 'X' ? undefined : { pid, start };
}

/** Fields 3 and 22 of a stat line; the command in field 2 may hold spaces and brackets. */
export function parseStat(text: string): { state: string; start: string } {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', start: fields[19] ?? '' };
}

export function isAlive({ pid, start }: ProcessIdentity): boolean {
  return identify(pid)?.start === start;
}

/**
 * The end of a process that another run started: Node has no event for one that is not its child,
 * so this looks at /proc every 20 ms. False when it is still there at the timeout.
 */
export async function gone(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isAlive(identity)) {
    if (performance.now() > deadline) return false;
    await delay(exitCheckMs);
  }
  return true;
}

export function self(): ProcessIdentity {
  return identify(process.pid) ?? { pid: process.pid, start: '0' };
}

/**
 * Where process numbers have their meaning: `<boot id>.<pid namespace>`. Two containers on one kernel have the same boot id
 * and different namespaces; a restarted machine has another boot id.
 */
export function hostId(): string {
  const boot = read('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown';
  return `${boot}.${pidNamespace()}`;
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
  } catch {
    return '0';
  }
}

function identifyBySignal(pid: number): ProcessIdentity | undefined {
  try {
    process.kill(pid, 0);
    return { pid, start: '0' };
  } catch {
    return undefined;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
