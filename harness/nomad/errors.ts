import { EnvironmentError, exitCodes, HarnessError } from '../errors.ts';

/** The request that an error belongs to. */
export interface RequestLine {
  method: string;
  /** Path with its query, without address or token. */
  path: string;
}

const bodyInMessage = 600;

/** Nomad answered with a status that is not 2xx. `body` is Nomad's own text, whole. */
export class NomadApiError extends HarnessError {
  readonly exitCode = exitCodes.testFailure;
  readonly status: number;
  readonly method: string;
  readonly path: string;
  readonly body: string;

  constructor({ method, path }: RequestLine, status: number, body: string) {
    const text = body.trim();
    const shown = text.length > bodyInMessage ? `${text.slice(0, bodyInMessage)}…` : text;
    super('NOMAD_API', `${method} ${path} answered ${status}: ${shown}`, { observed: shown });
    this.status = status;
    this.method = method;
    this.path = path;
    this.body = body;
  }
}

/** No whole answer came: refused, reset, timed out, or not HTTP. */
export class NomadUnreachableError extends EnvironmentError {
  readonly method: string;
  readonly path: string;

  constructor(address: string, { method, path }: RequestLine, cause: unknown) {
    const reason = rootReason(cause);
    super('NOMAD_UNREACHABLE', `${method} ${path} got no answer from ${address}: ${reason}`, {
      cause,
      observed: reason,
      next: `check that a Nomad agent serves ${address}, and that scheme and TLS options fit`,
    });
    this.method = method;
    this.path = path;
  }
}

/** Nomad answered 2xx with something that is not what its API documents. */
export class NomadAnswerError extends EnvironmentError {
  constructor({ method, path }: RequestLine, observed: string, cause?: unknown) {
    super('NOMAD_ANSWER', `${method} ${path} returned an unreadable response`, { observed, cause });
  }
}

/** An answer is longer than this process may take into its memory. */
export class NomadAnswerTooLargeError extends EnvironmentError {
  constructor({ method, path }: RequestLine, bytes: number) {
    super('NOMAD_ANSWER_TOO_LARGE', `${method} ${path} returned more than ${bytes / 1024 / 1024} MiB`, {
      next: 'read its end only: `logs` takes `last`, the number of bytes',
    });
  }
}

/** The parser's words for an answer that is not HTTP/1.x from its first line on, as Nomad 1.11.2's event stream (nomad#27582). */
const notHttp = /Invalid HTTP version|Expected HTTP\//;

/** True where the same request may succeed later: no connection, or a server without a leader. */
export function isTransient(error: unknown): boolean {
  if (error instanceof NomadUnreachableError) return !notHttp.test(rootReason(error.cause));
  return error instanceof NomadApiError && (error.status >= 500 || error.status === 429);
}

/** What Nomad answers, or undefined where its answer has one of these statuses. */
export async function unlessStatus<T>(
  answer: Promise<T>,
  ...statuses: readonly number[]
): Promise<T | undefined> {
  return await answer.catch((error: unknown) => {
    if (error instanceof NomadApiError && statuses.includes(error.status)) return undefined;
    throw error;
  });
}

function rootReason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return rootReason(error.errors[0]);
  if (error instanceof Error && error.cause !== undefined) return rootReason(error.cause);
  return error instanceof Error ? error.message || error.name : String(error);
}
