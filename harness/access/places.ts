import { accessSync, constants, lstatSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { EnvironmentError } from '../errors.ts';

/** Where the folders of runs may be: the user's runtime folder, which ends with the login, and the temporary one. */
interface Places {
  runtime: string | undefined;
  temporary: string;
}

const uid = process.getuid?.();

/** `XDG_RUNTIME_DIR` counts when it is a folder of this user: https://specifications.freedesktop.org/basedir-spec/latest/ */
function places({ XDG_RUNTIME_DIR: given = '' }: NodeJS.ProcessEnv = process.env): Places {
  return {
    runtime: isOwnRuntime(given) ? join(given, 'nomad-e2e') : undefined,
    temporary: join(tmpdir(), `nomad-e2e-${uid}`),
  };
}

function isOwnRuntime(path: string): boolean {
  if (!isAbsolute(path)) return false;
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    const found = statSync(path);
    return found.isDirectory() && found.uid === uid;
  } catch {
    return false;
  }
}

/**
 * The place for a new folder, made where it is missing.
 * @throws EnvironmentError ACCESS_FOLDER_UNSAFE when it is not this user's alone
 */
export function ownPlace({ keep }: { keep: boolean }): string {
  const place = placeFor({ keep });
  try {
    mkdirSync(place, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  requirePrivate(place);
  return place;
}

/** A persistent cluster outlives the login, so its files are among the temporary ones. */
function placeFor({ keep }: { keep: boolean }): string {
  const { runtime, temporary } = places();
  return keep ? temporary : (runtime ?? temporary);
}

/**
 * Where the files of a run will be; makes nothing.
 * @throws EnvironmentError ACCESS_FOLDER_UNSAFE
 */
export function checkAccessPlace(): string {
  const place = placeFor({ keep: false });
  if (lstatSync(place, { throwIfNoEntry: false })) requirePrivate(place);
  return place;
}

/** The places that are there and this user's alone. */
export function safePlaces(): string[] {
  const { runtime, temporary } = places();
  return [...(runtime === undefined ? [] : [runtime]), temporary].filter(
    (place) => whyUnsafe(place) === undefined,
  );
}

function requirePrivate(path: string): void {
  const observed = whyUnsafe(path);
  if (observed === undefined) return;
  throw new EnvironmentError(
    'ACCESS_FOLDER_UNSAFE',
    `${path} cannot hold what gives access to a cluster: it is not yours alone`,
    {
      observed,
      next: 'remove it, or set XDG_RUNTIME_DIR or TMPDIR to a folder of yours',
    },
  );
}

/** Why others may be in a folder; undefined when it is this user's alone. Its parents are not asked: they have to be sticky or own. */
function whyUnsafe(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return 'it is not there';
  if (found.isSymbolicLink()) return 'it is a symbolic link';
  if (!found.isDirectory()) return 'it is not a folder';
  if (found.uid !== uid) return `it belongs to user ${found.uid}, and this is user ${uid}`;
  const mode = found.mode & 0o777;
  return (mode & 0o077) === 0 ? undefined : `its mode is ${mode.toString(8)}, which lets others in`;
}
