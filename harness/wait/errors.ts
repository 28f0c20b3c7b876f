import { BehaviourError } from '../errors.ts';
import { seconds } from '../text.ts';

/** One observed state, kept when it differs from the one before. */
export interface Observation {
  /** Milliseconds since the wait began. */
  atMs: number;
  state: string;
}

export interface WaitReport {
  what: string;
  elapsedMs: number;
  history: readonly Observation[];
  /** Carries the stack of the wait's call site. */
  site: Error;
  cause?: unknown;
}

abstract class WaitError extends BehaviourError {
  readonly what: string;
  readonly elapsedMs: number;
  readonly lastObserved: string;
  /** Oldest first, the last 20 changes. */
  readonly history: readonly Observation[];

  constructor(code: string, message: string, { what, elapsedMs, history, site, cause }: WaitReport) {
    const lastObserved = history.at(-1)?.state ?? 'nothing';
    const told = history.map(({ atMs, state }) => `  +${seconds(atMs)} ${state}`).join('\n');
    super(code, `${message}\nlast observed: ${lastObserved}${told === '' ? '' : `\nhistory:\n${told}`}`, {
      cause,
      observed: lastObserved,
    });
    this.what = what;
    this.elapsedMs = elapsedMs;
    this.lastObserved = lastObserved;
    this.history = history;
    const frames = (site.stack ?? '').split('\n').slice(1);
    this.stack = [`${this.name}: ${this.message}`, ...frames].join('\n');
  }
}

/** The awaited state did not come in time. */
export class WaitTimeout extends WaitError {
  constructor(report: WaitReport) {
    super('WAIT_TIMEOUT', `timed out after ${seconds(report.elapsedMs)} waiting for ${report.what}`, report);
  }
}

/** The awaited state can no longer come. */
export class WaitFailed extends WaitError {
  constructor(reason: string, report: WaitReport) {
    super(
      'WAIT_FAILED',
      `gave up after ${seconds(report.elapsedMs)} waiting for ${report.what}: ${reason}`,
      report,
    );
  }
}
