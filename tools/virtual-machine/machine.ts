import { on } from 'node:events';
import { access, constants, glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { deadline } from '../../harness/deadline.ts';
import { EnvironmentError, exitCodes } from '../../harness/errors.ts';

/** Under software emulation a boot takes 70 to 120 s. */
const bootTimeoutMs = 900_000;

/** Its own failure, such as a connection that is refused (ssh(1), EXIT STATUS). */
const ofSshItself = 255;

export interface Machine extends AsyncDisposable {
  /** Runs a command there, with its output here, and returns its exit code. @throws EnvironmentError MACHINE_UNAVAILABLE */
  run(command: string): Promise<number>;
  /** Copies the content of a folder there to one here. */
  bring(from: string, to: string): Promise<void>;
}

interface MachineOptions {
  /** What its disk is to hold. */
  root: string;
  /** Where the disk is made. */
  work: string;
  /** File of the private key that logs in. */
  key: string;
  /** Of 127.0.0.1, which leads to its ssh. */
  port: number;
  signal: AbortSignal;
}

/** Makes a disk of a root folder, and starts a machine with it. @throws EnvironmentError MACHINE_TIMEOUT, MACHINE_UNAVAILABLE */
export async function startMachine({ root, work, key, port, signal }: MachineOptions): Promise<Machine> {
  const disk = join(work, 'disk.img');
  await execa('mke2fs', ['-q', '-t', 'ext4', '-d', root, disk, '24G']);
  const [kernel, initrd] = [
    await only(join(root, 'boot/vmlinuz-*')),
    await only(join(root, 'boot/initrd.img-*')),
  ];
  const accelerator = (await hasKvm()) ? 'kvm' : 'tcg,thread=multi';
  const qemu = execa(
    'qemu-system-x86_64',
    [
      // Emulated protection keys now and then have Node 24 end at its start ("Check failed: it->second.Size() > offset").
      ...['-accel', accelerator, '-cpu', 'max,pku=off', '-smp', '2', '-m', '8192'],
      ...['-nographic', '-no-reboot', '-kernel', kernel, '-initrd', initrd],
      // Without the first two the kernel takes its time from a device, which ends the emulated processor's work at each look at the clock.
      ...['-append', 'root=/dev/vda rw console=ttyS0 clocksource=tsc tsc=reliable mitigations=off'],
      ...['-drive', `file=${disk},format=raw,if=virtio,cache=unsafe`],
      ...['-netdev', `user,id=net,hostfwd=tcp:127.0.0.1:${port}-:22`, '-device', 'virtio-net-pci,netdev=net'],
    ],
    { stdin: 'ignore', buffer: { stdout: false }, reject: false, cancelSignal: signal },
  );
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => {
    qemu.kill('SIGTERM');
    await qemu;
  });
  if (!(await booted(qemu, signal))) throw unavailable('it ended before it was up', (await qemu).stderr);
  const host = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  const login = ['-q', '-i', key, ...host, '-p', `${port}`, 'root@127.0.0.1'];
  const own = stack.move();
  const here = { stdin: 'ignore', cancelSignal: signal } as const;
  return {
    async run(command) {
      const shown = { ...here, stdout: 'inherit', stderr: 'inherit', reject: false } as const;
      const { exitCode = exitCodes.environment } = await execa('ssh', [...login, command], shown);
      if (exitCode === ofSshItself) throw unavailable('ssh does not reach it', command);
      return exitCode;
    },
    async bring(from, to) {
      const file = join(work, 'brought.tar');
      await execa('ssh', [...login, `mkdir -p ${from} && tar -C ${from} -c .`], {
        ...here,
        stdout: { file },
      });
      await execa('tar', ['-x', '-f', file, '-C', to], { cancelSignal: signal });
    },
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}

/** A machine within one may have the device and no virtualization. */
async function hasKvm(): Promise<boolean> {
  const flags = await readFile('/proc/cpuinfo', 'utf8');
  return (
    /\b(vmx|svm)\b/.test(flags) &&
    (await access('/dev/kvm', constants.W_OK).then(
      () => true,
      () => false,
    ))
  );
}

/** Whether its console asked for a login before it ended. */
async function booted({ stdout }: { stdout: Readable }, signal: AbortSignal): Promise<boolean> {
  const limit = deadline({ what: 'login of the virtual machine', ms: bootTimeoutMs, signal, machine: true });
  let last = '';
  for await (const [part] of on(stdout, 'data', { signal: limit, close: ['end'] })) {
    last = `${last}${part}`.slice(-2000);
    if (!/login: $/.test(last)) continue;
    stdout.resume();
    return true;
  }
  return false;
}

async function only(pattern: string): Promise<string> {
  for await (const file of glob(pattern)) return file;
  throw unavailable('it has no kernel', `there is no ${pattern}`);
}

const unavailable = (why: string, observed: string) =>
  new EnvironmentError('MACHINE_UNAVAILABLE', `the virtual machine did not start: ${why}`, { observed });
