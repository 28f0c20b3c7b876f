import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder } from '../cache-folder.ts';
import { codeOf } from '../errors.ts';

const exitCheckMs = 20;

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks since boot, field 22 of /proc/<pid>/stat (proc(5)); '0' where it cannot be read. */
  start: string;
}

const unknownStart = '0';

/** How a process is looked at, for tests. */
export interface ProcessTable {
  /** The text of a file; throws as readFileSync does. */
  read(file: string): string;
  /** Signal 0: throws as process.kill does. */
  signal(pid: number): void;
}

const machine: ProcessTable = {
  read: (file) => readFileSync(file, 'utf8'),
  signal: (pid) => void process.kill(pid, 0),
};

/**
 * The process' identity, or undefined when it is surely gone: there is no /proc/<pid>, and the kernel knows no such process. A
 * zombie is gone. Whatever hides a process (hidepid, too many open files, no /proc) proves nothing, and its start is then unknown.
 */
export function identify(pid: number, table: ProcessTable = machine): ProcessIdentity | undefined {
  try {
    const { state, start } = parseStat(table.read(`/proc/${pid}/stat`));
    return state === 'Z' || state === 'X' ? undefined : { pid, start };
  } catch (error) {
    // ESRCH: it ended between the opening of the file and the reading.
    const isAbsent = ['ENOENT', 'ESRCH'].includes(codeOf(error) ?? '');
    return isAbsent && isUnknownToKernel(pid, table) ? undefined : { pid, start: unknownStart };
  }
}

function isUnknownToKernel(pid: number, table: ProcessTable): boolean {
  try {
    table.signal(pid);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** Fields 3 and 22 of a stat line; the command in field 2 may hold spaces and brackets. */
export function parseStat(text: string): { state: string; start: string } {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', start: fields[19] ?? '' };
}

/** What is known of a process: `unknown` when it may live and nothing proves that it does. */
export type Life = 'alive' | 'dead' | 'unknown';

export function lifeOf({ pid, start }: ProcessIdentity, table: ProcessTable = machine): Life {
  const found = identify(pid, table);
  if (found === undefined) return 'dead';
  if (found.start === unknownStart || start === unknownStart) return 'unknown';
  return found.start === start ? 'alive' : 'dead';
}

/** False only when the process is surely gone. */
export function isAlive(identity: ProcessIdentity, table?: ProcessTable): boolean {
  return lifeOf(identity, table) !== 'dead';
}

/** Sends a signal to this very process, and none to one that may only have its number. */
export function signalProcess(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (lifeOf(identity) === 'alive') process.kill(identity.pid, name);
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

let own: ProcessIdentity | undefined;

/** This process. Read once: later there may be too many open files. */
export function self(): ProcessIdentity {
  own ??= identify(process.pid) ?? { pid: process.pid, start: unknownStart };
  return own;
}

let host: string | undefined;

/**
 * Where process numbers have their meaning: `<boot id>.<pid namespace>`. Two containers on one kernel have the same boot id
 * and different namespaces; a restarted machine has another boot id. Where the kernel has none, an id in the cache folder
 * stands for the machine.
 */
export function hostId(): string {
  host ??= `${bootId() ?? keptHostId()}.${pidNamespace()}`;
  return host;
}

/** What a host id without a boot id begins with: another one of these says nothing of the machine. */
const keptPrefix = 'kept-';

/** Whether two host ids are surely of different boots. */
export function areDifferentBoots(left: string, right: string): boolean {
  const [a = '', b = ''] = [left, right].map((each) => each.split('.')[0]);
  return a !== b && isBootId(a) && isBootId(b);
}

/** Whether two host ids are surely of different boots or pid namespaces. */
export function areDifferentPlaces(left: string, right: string): boolean {
  const [a, b] = [left, right].map((each) => each.split('.')[1]);
  const knowsBoth = [left, right].every((each) => isBootId(each.split('.')[0] ?? ''));
  return areDifferentBoots(left, right) || (knowsBoth && a !== b && a !== '0' && b !== '0');
}

/** A UUID, but not what earlier releases wrote where there was none: `unknown`. */
const isBootId = (text: string) => text !== '' && text !== 'unknown' && !text.startsWith(keptPrefix);

/** What is read, or undefined where it is empty or cannot be read. */
function found(read: () => string): string | undefined {
  try {
    return read().trim() || undefined;
  } catch {
    return undefined;
  }
}

const bootId = () => found(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
const pidNamespace = () => found(() => readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')) ?? '0';

/** The id that the user's cache folder holds, made by the first who asks; one of this process alone where it takes none. */
export function keptHostId(folder = join(cacheFolder(), 'host')): string {
  const file = join(folder, 'id');
  const fresh = `${keptPrefix}${randomBytes(8).toString('hex')}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, fresh, { flag: 'wx' });
    return fresh;
  } catch {
    // Another process was faster, or an earlier one.
    return found(() => readFileSync(file, 'utf8')) ?? fresh;
  }
}
