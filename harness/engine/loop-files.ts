import type { Engine } from './engine.ts';
import { statusOf } from './errors.ts';
import { labelNames } from './labels.ts';

const target = '/srv/loop-files';

/**
 * Lets go of the loop devices that are on files of a volume, once its containers are gone: such a device is the kernel's, and outlives
 * them. Only who sees the volume's files can tell which they are, so a container of the node image is asked, on whatever machine the
 * engine is. Without that image nothing can be told, and the devices stay.
 */
export async function releaseLoopFiles(
  { docker }: Pick<Engine, 'docker'>,
  volume: string,
  labels: Record<string, string>,
): Promise<void> {
  const image = labels[labelNames.loopFiles];
  if (image === undefined) return;
  const container = await docker
    .createContainer({
      Image: image,
      Entrypoint: ['release-loop-devices', target],
      // As those of the run, so that it is swept when this process is killed.
      Labels: labels,
      HostConfig: {
        CapAdd: ['SYS_ADMIN', 'MKNOD'],
        DeviceCgroupRules: ['c 10:237 rwm', 'b 7:* rwm'],
        SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined', 'label=disable'],
        NetworkMode: 'none',
        UsernsMode: 'host',
        Mounts: [{ Type: 'volume', Source: volume, Target: target }],
      },
    })
    .catch((error: unknown) => {
      if (statusOf(error) === 404) return undefined;
      throw error;
    });
  if (!container) return;
  try {
    await container.start();
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    if (StatusCode === 0) return;
    const printed = await container.logs({ stdout: true, stderr: true });
    throw new Error(`loop devices on its files are still in use, see losetup --list: ${plain(printed)}`);
  } finally {
    await container.remove({ force: true });
  }
}

/** Without the frames of the engine's log stream. */
const plain = (log: Buffer) =>
  log
    .toString('utf8')
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim();
