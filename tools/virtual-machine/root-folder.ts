import { appendFile, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { cacheFolder } from '../../harness/cache-folder.ts';

const checkout = join(import.meta.dirname, '..', '..');
/** Where the checkout is in the machine. */
export const checkoutInside = '/root/nomad-e2e';
/** One quick suite: its run leaves the binary and the images in the cache, and is the control. */
const control = 'suites/lifecycle/prestart-download.e2e.ts';

const packages = [
  ...['systemd-sysv', 'linux-image-cloud-amd64', 'docker.io', 'mmdebstrap', 'iptables', 'iproute2', 'procps'],
  ...['openssh-server', 'ca-certificates', 'e2fsprogs', 'kmod', 'util-linux', 'xz-utils'],
];

const files: Record<string, string> = {
  'etc/hostname': 'cgroup-v2\n',
  'etc/hosts': '127.0.0.1 localhost cgroup-v2\n',
  'etc/fstab': '/dev/vda / ext4 defaults 0 1\n',
  'etc/resolv.conf': 'nameserver 10.0.2.3\n',
  // Its console asks for a login when ssh takes one.
  'etc/systemd/system/serial-getty@ttyS0.service.d/after-ssh.conf': '[Unit]\nAfter=ssh.service\n',
  'etc/systemd/network/wired.network': '[Match]\nName=en* eth*\n\n[Network]\nDHCP=yes\n',
};

/** The engine is a private one, which begins with what the run on this machine left in the cache. */
const masked = [
  'docker.service',
  'docker.socket',
  'containerd.service',
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
];

interface Content {
  /** Flags of the run there: its version, and what else it needs an image for. */
  how: readonly string[];
  /** File of the public key that logs in. */
  key: string;
  signal: AbortSignal;
}

/** Fills a folder with what the machine's disk is to hold; needs root. */
export async function fillRoot(root: string, { how, key, signal }: Content): Promise<void> {
  const include = `--include=${packages.join(',')}`;
  await execa('mmdebstrap', ['--variant=minbase', include, 'bookworm', root], {
    stdio: 'inherit',
    cancelSignal: signal,
  });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const units = join(root, 'etc/systemd/system');
  for (const unit of masked) await symlink('/dev/null', join(units, unit)).catch(() => undefined);
  const networkd = join(units, 'multi-user.target.wants');
  await mkdir(networkd, { recursive: true });
  await symlink('/lib/systemd/system/systemd-networkd.service', join(networkd, 'systemd-networkd.service'));
  await mkdir(join(root, 'root/.ssh'), { recursive: true, mode: 0o700 });
  await appendFile(join(root, 'root/.ssh/authorized_keys'), await readFile(key, 'utf8'), { mode: 0o600 });
  await carryCheckout(join(root, checkoutInside));
  await fillCache(join(root, 'root/.cache'), { how, signal });
}

async function carryCheckout(to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const { stdout } = await execa('git', ['-C', checkout, 'ls-files'], { lines: true });
  for (const top of new Set(stdout.map((file) => file.split('/', 1)[0] ?? '')))
    await cp(join(checkout, top), join(to, top), { recursive: true });
  await cp(join(checkout, 'node_modules'), join(to, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
  });
}

async function fillCache(cache: string, { how, signal }: Omit<Content, 'key'>): Promise<void> {
  const [own, inside] = [cacheFolder(), cacheFolder({ XDG_CACHE_HOME: cache })];
  const kept = await readdir(join(own, 'binaries')).catch(() => []);
  for (const name of kept.filter((each) => how.some((word) => each.startsWith(`${word}-`))))
    await cp(join(own, 'binaries', name), join(inside, 'binaries', name), { recursive: true });
  await execa(process.execPath, ['harness/cli/nomad-e2e.js', 'run', ...how, control], {
    cwd: checkout,
    env: { XDG_CACHE_HOME: cache },
    stdio: 'inherit',
    cancelSignal: signal,
  });
}
