import { execa } from 'execa';
import { confirmed } from '../confirmed.ts';
import { EnvironmentError } from '../errors.ts';
import { debianPackages, installCommand } from './errors.ts';

export interface InstallOptions {
  onProgress?: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * Installs Docker Engine from Debian's own packages. Needs root and apt-get. An abort ends the download of package lists; while
 * packages are being unpacked it is heard at their end, since dpkg leaves a broken system when it is killed.
 */
export async function installEngine({ onProgress, signal }: InstallOptions = {}): Promise<void> {
  onProgress?.(`installing ${debianPackages.join(', ')} with apt-get`);
  await apt(['update', '-q'], { onProgress, signal });
  signal?.throwIfAborted();
  const waits = () => onProgress?.('apt-get is installing and is not interrupted: waiting for its end');
  signal?.addEventListener('abort', waits, { once: true });
  try {
    await apt(['install', '-q', '-y', '--no-install-recommends', ...debianPackages], { onProgress });
  } finally {
    signal?.removeEventListener('abort', waits);
  }
  signal?.throwIfAborted();
}

/** True when the machine installs packages with apt-get. */
export async function hasApt(): Promise<boolean> {
  const { failed } = await execa('apt-get', ['--version'], { reject: false });
  return !failed;
}

/** Asks on the terminal; anything but yes is no. */
export function askToInstall(signal?: AbortSignal): Promise<boolean> {
  return confirmed(`No container engine found. Install ${debianPackages.join(', ')} with apt-get?`, signal);
}

type Progress = { onProgress: InstallOptions['onProgress'] | undefined; signal?: AbortSignal | undefined };

async function apt(args: string[], { onProgress, signal }: Progress): Promise<void> {
  const command = execa('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    stdin: 'ignore',
    // A process group of its own: the terminal sends Ctrl-C to all of ours.
    detached: true,
    all: true,
    reject: false,
    ...(signal ? { cancelSignal: signal } : {}),
  });
  for await (const line of command.iterable({ from: 'all' })) onProgress?.(String(line));
  const result = await command;
  signal?.throwIfAborted();
  if (!result.failed) return;
  const last = String(result.all ?? '')
    .split('\n')
    .slice(-10)
    .join('\n');
  throw new EnvironmentError('ENGINE_INSTALL_FAILED', `apt-get ${args[0]} failed with ${result.exitCode}`, {
    observed: last,
    next: installCommand,
    cause: result,
  });
}
