/** Process exit codes of the CLI. `testFailure` is a red suite; the others mean that nothing was proven. */
export const exitCodes = { ok: 0, testFailure: 1, usage: 2, environment: 3, interrupted: 130 } as const;

/** What a user needs to know of a failure besides its message. */
export interface FailureDetails {
  /** The last thing that was seen before giving up, in one or a few lines. */
  observed?: string;
  /** The next command or step that gets the user on. */
  next?: string;
  /** The error underneath. */
  cause?: unknown;
}

/**
 * Base of every failure a user can meet: a stable `code` to look up, the thing that failed in `message`,
 * what was last observed, and the next command to run.
 */
export abstract class HarnessError extends Error {
  /** Stable across releases; listed in docs/troubleshooting.md. */
  readonly code: string;
  readonly observed: string | undefined;
  readonly next: string | undefined;
  abstract readonly exitCode: number;

  constructor(code: string, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.observed = details.observed;
    this.next = details.next;
  }
}

/** The user's input cannot be used (flags, versions, HCL): exit code 2. */
export class UsageError extends HarnessError {
  readonly exitCode = exitCodes.usage;
}

/** The machine, engine, binary or cluster cannot do what is needed: exit code 3. */
export class EnvironmentError extends HarnessError {
  readonly exitCode = exitCodes.environment;
}

/** Nomad or a driver did not behave as asserted or awaited: exit code 1. */
export class BehaviourError extends HarnessError {
  readonly exitCode = exitCodes.testFailure;
}

/**
 * What an error tells, in the order in which it happened: the first failure, then what its clean-up failed with (`await using`
 * throws both as one SuppressedError). Of what an abort ended, its reason.
 */
export function unfolded(error: unknown): unknown[] {
  if (isSuppressed(error)) return [...new Set([...unfolded(error.suppressed), ...unfolded(error.error)])];
  const reason = isAbortError(error) ? error.cause : undefined;
  return [reason instanceof HarnessError ? reason : error];
}

/** By its look, since vitest gives a test's errors as plain objects. */
function isSuppressed(error: unknown): error is Pick<SuppressedError, 'error' | 'suppressed'> {
  return typeof error === 'object' && error !== null && 'error' in error && 'suppressed' in error;
}

/** As timers, events and streams of Node end on an abort; their cause is the signal's reason. */
function isAbortError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'AbortError';
}

/** What a failure tells most by: what Nomad did wrong was seen, whatever failed beside it. */
const mostTelling = [exitCodes.testFailure, exitCodes.usage, exitCodes.environment];

/**
 * The exit code for a command that failed with this error: that of the first failure, not of its clean-up; of several side by
 * side the most telling; 3 for what is no failure of ours, such as a system error: nothing was proven then.
 */
export function exitCodeOfError(error: unknown): number {
  const [first] = unfolded(error);
  if (first instanceof HarnessError) return first.exitCode;
  if (first instanceof AggregateError) {
    const codes = new Set(first.errors.map(exitCodeOfError));
    return mostTelling.find((code) => codes.has(code)) ?? exitCodes.environment;
  }
  return exitCodes.environment;
}

/** The error as a user reads it: message, what was observed, what to do next; then what its clean-up failed with. */
export function explain(error: unknown): string {
  const [first, ...later] = unfolded(error);
  if (later.length === 0) return explainOne(first);
  const listed = later.map((each) => `- ${explainOne(each)}`);
  return [explainOne(first), 'The clean-up failed, too:', ...listed].join('\n');
}

function explainOne(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node's errors of a connection to several addresses have no message.
  const lines = [error.message || codeOf(error) || error.name];
  if (error instanceof AggregateError) lines.push(...error.errors.map((each) => `- ${explain(each)}`));
  if (error instanceof HarnessError) {
    lines[0] = `${error.code}: ${error.message}`;
    if (error.observed && !error.message.includes('\nlast observed: '))
      lines.push(`last observed: ${error.observed}`);
    if (error.next) lines.push(`next: ${error.next}`);
  }
  return lines.join('\n');
}

/** What an error says, also where it is none. */
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The code of an error of Node or of ours, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
