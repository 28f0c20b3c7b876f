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
  /** Stable across releases; listed in the README. */
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

/** The error as a user reads it: message, what was observed, what to do next. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = [error.message];
  if (error instanceof AggregateError) lines.push(...error.errors.map((each) => `- ${explain(each)}`));
  if (error instanceof HarnessError) {
    lines[0] = `${error.code}: ${error.message}`;
    if (error.observed && !error.message.includes('\nlast observed: '))
      lines.push(`last observed: ${error.observed}`);
    if (error.next) lines.push(`next: ${error.next}`);
  }
  return lines.join('\n');
}
