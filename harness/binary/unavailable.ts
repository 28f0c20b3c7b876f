import { EnvironmentError, explain, HarnessError, UsageError } from '../errors.ts';
import type { BinarySource } from './source.ts';

/** Failures after which another source may still have the version. A wrong sum is not among them: it must be seen. */
const tried = [
  'BINARY_VERSION_UNKNOWN',
  'BINARY_RELEASE_UNREACHABLE',
  'BINARY_NOT_OPEN_SOURCE',
  'BINARY_GO_MISSING',
  'BINARY_GO_TOO_OLD',
  'BINARY_CC_MISSING',
  'BINARY_MODULE_UNREACHABLE',
  'BINARY_BUILD_FAILED',
];

export function isTried(error: unknown): error is HarnessError {
  return error instanceof HarnessError && tried.includes(error.code);
}

/** The failure of all sources as one error: their reasons, and what helps with each. */
export function noSource(
  version: string,
  failures: { source: BinarySource; error: HarnessError }[],
): HarnessError {
  const errors = failures.map(({ error }) => error);
  const [only, another] = errors;
  if (only && !another) return only;
  const details = {
    observed: failures.map(({ source, error }) => `${source}: ${explain(error)}`).join('\n'),
    next: errors.map((error) => error.next).join('\n  or: '),
    cause: new AggregateError(errors),
  };
  // An archive that answers knows every release; what is not open source, Go was not asked for.
  const codes = errors.map(({ code }) => code);
  const isUnknown = (code: string) => code === 'BINARY_VERSION_UNKNOWN' || code === 'BINARY_NOT_OPEN_SOURCE';
  if (codes.includes('BINARY_VERSION_UNKNOWN') && codes.every(isUnknown)) {
    return new UsageError('BINARY_VERSION_UNKNOWN', `there is no Nomad ${version}`, details);
  }
  return new EnvironmentError('BINARY_UNAVAILABLE', `Nomad ${version} is available from no source`, details);
}
