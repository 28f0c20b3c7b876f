import { readFileSync, statSync } from 'node:fs';
import { EnvironmentError } from '../errors.ts';
import type { SessionSign } from '../evidence/index.ts';
import { seconds } from '../text.ts';

/** Beside the longest time that a test may take: start of vitest, import of a file, hooks and clean-up, on a busy machine. */
const slackMs = 15 * 60_000;

/**
 * Aborts `signal` when the signs of a running vitest (`SessionSign`) fail to come for as long as its tests may take: then one of its
 * processes hangs in a way that no limit of a test ends.
 */
export function watchSilence(
  file: string,
  {
    slack = slackMs,
    everyMs = Math.min(slack / 4, 5000),
  }: { slack?: number | undefined; everyMs?: number } = {},
): Disposable & { signal: AbortSignal } {
  const silent = new AbortController();
  let [seen, sign]: [number, SessionSign] = [0, { longestMs: 0, open: [] }];
  // Not by the wall clock, on which a machine's sleep is silence.
  let since = performance.now();
  const look = () => {
    const at = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (at !== seen) {
      [seen, since] = [at, performance.now()];
      sign = signIn(file) ?? sign;
    }
    const silentMs = performance.now() - since;
    if (silentMs > sign.longestMs + slack) silent.abort(silence(silentMs, sign));
  };
  const timer = setInterval(look, everyMs).unref();
  return { signal: silent.signal, [Symbol.dispose]: () => clearInterval(timer) };
}

function silence(ms: number, { open }: SessionSign): EnvironmentError {
  return new EnvironmentError('VITEST_SILENT', `vitest has not ended a test for ${seconds(ms)}`, {
    observed: open.length > 0 ? `not ended: ${listed(open)}` : 'no test was open',
    next: 'run that file alone: a loop in it, or in what it calls, lets no timer run',
  });
}

const listed = (tests: readonly string[]) =>
  [...tests.slice(0, 10), ...(tests.length > 10 ? [`and ${tests.length - 10} others`] : [])].join(', ');

/** Undefined while it is being written. */
function signIn(file: string): SessionSign | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SessionSign;
  } catch {
    return undefined;
  }
}
