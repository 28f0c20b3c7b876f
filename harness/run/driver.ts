import type { AccessFolder } from '../access/index.ts';
import type { CarriedImage } from '../cluster/index.ts';
import type { DriverProfile } from '../csi/index.ts';
import type { Engine } from '../engine/index.ts';
import { EnvironmentError, UsageError } from '../errors.ts';
import { imageStore, nameInNode } from '../image/index.ts';
import { hide, secretsIn } from '../secrets/index.ts';

/** A driver whose image is at hand. */
interface HeldDriver {
  /** With the image's name in the nodes. */
  driver: DriverProfile;
  carried: CarriedImage[];
}

/**
 * Looks the driver's image up in the host's engine, else pulls it; a driver without one is ours.
 * @throws EnvironmentError DRIVER_IMAGE_MISSING naming the profile and the image
 */
export async function holdDriver(
  engine: Engine,
  driver: DriverProfile,
  signal: AbortSignal,
): Promise<HeldDriver> {
  const { image } = driver;
  const possible = withoutCapabilities(driver, engine.missingCapabilities);
  if (image === undefined) return { driver: possible, carried: [] };
  try {
    const id = await imageStore(engine).obtain(image, signal);
    const name = nameInNode(image, id);
    return { driver: { ...possible, image: name }, carried: [{ id, name }] };
  } catch (cause) {
    signal.throwIfAborted();
    throw new EnvironmentError(
      'DRIVER_IMAGE_MISSING',
      `the image ${image} of driver profile ${driver.name} can neither be found nor pulled`,
      {
        observed: (cause instanceof Error ? cause.message : String(cause))
          .replaceAll(/\s*\n\s*/g, ' ')
          .trim(),
        next: `docker pull ${image} on this machine, or docker load and docker tag it; its engine's images are carried into the nodes`,
        cause,
      },
    );
  }
}

/** Whether a driver notes its calls for the judge: only ours does, which has no image of its own. */
export const notesCalls = (driver: Pick<DriverProfile, 'image'> | undefined): boolean => !driver?.image;

/** An engine refuses a task a capability that no container of its machine can have, and the task with it. */
export function withoutCapabilities(driver: DriverProfile, missing: readonly string[]): DriverProfile {
  const tasks = (['monolith', 'controller', 'node'] as const).flatMap((shape) => {
    const { cap_add, ...task } = driver[shape] ?? {};
    return cap_add ? [[shape, { ...task, cap_add: cap_add.filter((each) => !missing.includes(each)) }]] : [];
  });
  return { ...driver, ...Object.fromEntries(tasks) };
}

/** Nodes refuse privileged tasks unless they are told otherwise. @throws UsageError DRIVER_PRIVILEGED */
export function requireUnprivileged({ name, ...tasks }: DriverProfile): void {
  const { monolith, controller, node } = tasks;
  if (![monolith, controller, node].some((task) => task?.privileged)) return;
  throw new UsageError(
    'DRIVER_PRIVILEGED',
    `driver profile ${name} has privileged tasks, which the nodes take with --allow-privileged only`,
  );
}

/**
 * Writes the profile where suites read it (`NOMAD_E2E_DRIVER`), and returns the file. It may hold secrets.
 */
export async function writeDriver(access: AccessFolder, driver: DriverProfile): Promise<string> {
  hide(secretsIn(driver));
  return await access.write('driver.json', JSON.stringify(driver, null, 2));
}
