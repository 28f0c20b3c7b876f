/** One line of the ledger: when it was written, what it is, and its own fields. */
export interface Entry {
  /** Wall clock, ISO 8601, UTC. */
  readonly at: string;
  /** Nanoseconds on the machine's monotonic clock: orders the lines of several processes. */
  readonly mono: number;
  readonly kind: string;
  readonly [field: string]: unknown;
}
