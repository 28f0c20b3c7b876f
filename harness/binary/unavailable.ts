import { EnvironmentError, HarnessError, UsageError } from '../errors.ts';
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

/** Why a source does not have a version. */
export interface Failure {
  source: BinarySource;
  error: HarnessError;
}

/** Why the next source is tried, in one line. */
export const inWords = ({ source, error }: Failure) => `not from ${source}: ${error.message}`;

export function isTried(error: unknown): error is HarnessError {
  return error instanceof HarnessError && tried.includes(error.code);
}

/** An error as the reason of another one, which says what to do next. */
export function reasonOf({ code, message, observed }: HarnessError): string {
  return `${code}: ${message}${observed === undefined ? '' : `\n${observed}`}`;
}

/** Whether `resolveBinary` failed only because no source has the version, or none can be reached. */
export function isUnavailable(error: unknown): error is HarnessError {
  return isTried(error) || (error instanceof HarnessError && error.code === 'BINARY_UNAVAILABLE');
}

/** The failure of all sources as one error: their reasons, and what helps with each. */
export function noSource(version: string, failures: readonly Failure[]): HarnessError {
  const errors = failures.map(({ error }) => error);
  const [only, another] = errors;
  if (only && !another) return only;
  const details = {
    observed: failures.map(({ source, error }) => `${source}: ${reasonOf(error)}`).join('\n'),
    next: [...new Set(errors.map((error) => error.next))].join('\n  or: '),
    cause: new AggregateError(errors),
  };
  const unknown = errors.find(({ code }) => code === 'BINARY_VERSION_UNKNOWN');
  if (unknown && errors.every(({ code }) => code === unknown.code)) {
    return new UsageError(unknown.code, `there is no Nomad ${version}`, details);
  }
  // Go was not asked for what is not open source: the archive's word is the only one.
  if (unknown && errors.every(({ code }) => code === unknown.code || code === 'BINARY_NOT_OPEN_SOURCE')) {
    return new UsageError(unknown.code, unknown.message, details);
  }
  return new EnvironmentError(
    'BINARY_UNAVAILABLE',
    `could not obtain Nomad ${version} from any source`,
    details,
  );
}
