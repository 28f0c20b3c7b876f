import { appendFileSync, closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { parseJsonOf } from '../json-file.ts';
import { type Forms, formsOf, isDistinct } from './forms.ts';
import { secretsIn } from './found.ts';

/** All that this process hides, in the forms to look for. */
const known = new Map<string, Forms>();
/** Files by which the processes of a run tell each other, and how much of each is read. */
const shared = new Map<string, number>();

/** Hides these texts from now on in whatever is written of the run, by every process that works on it. */
export function hide(secrets: readonly string[]): void {
  const fresh = secrets.filter((secret) => isDistinct(secret) && !known.has(secret));
  for (const secret of fresh) known.set(secret, formsOf(secret));
  for (const file of shared.keys()) tell(file, fresh);
}

/** What is hidden at this moment, also by what the other processes of the run have told. */
export function hidden(): Iterable<Forms> {
  for (const file of shared.keys()) listen(file);
  return known.values();
}

/**
 * Shares what is hidden with the other processes of a run, by a file that its owner alone can read. It holds secrets, so it is
 * removed with the cluster.
 */
export function shareSecrets(file: string): void {
  if (shared.has(file)) return;
  closeSync(openSync(file, 'a', 0o600));
  shared.set(file, 0);
  listen(file);
  tell(file, [...known.keys()]);
}

/** Ends the sharing and removes the file; what is known stays hidden. */
export function unshareSecrets(file: string): void {
  if (!shared.has(file)) return;
  listen(file);
  shared.delete(file);
  rmSync(file, { force: true });
}

/** Hides the secrets of a cluster that runs, by its descriptor, and shares what else is made on it. */
export function hideSecretsOf(descriptor: unknown): void {
  hide(secretsIn(descriptor));
  const file = (descriptor as { secretsFile?: unknown } | null)?.secretsFile;
  if (typeof file === 'string') shareSecrets(file);
}

function tell(file: string, secrets: readonly string[]): void {
  if (secrets.length === 0) return;
  try {
    appendFileSync(file, secrets.map((secret) => `${JSON.stringify(secret)}\n`).join(''), { mode: 0o600 });
  } catch (error) {
    // The cluster is gone, with its folder and all who would read this.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function listen(file: string): void {
  const read = shared.get(file) ?? 0;
  // The cluster and its secrets may be gone already.
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= read) return;
  const text = readFileSync(file).subarray(read);
  const whole = text.subarray(0, text.lastIndexOf('\n') + 1);
  shared.set(file, read + whole.length);
  for (const line of whole.toString().split('\n').slice(0, -1)) {
    // Passed over, it could be a secret that is then written somewhere.
    const secret = parseJsonOf(file, line, { parse: String, next: 'free some disk space, then run again' });
    if (!known.has(secret)) known.set(secret, formsOf(secret));
  }
}
