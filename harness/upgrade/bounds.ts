import type { RehearsalBounds } from '../evidence/index.ts';

/** What the user states; the rest is derived. */
export type GivenBounds = Partial<RehearsalBounds>;

/**
 * The bounds over which a rehearsal is a NO-GO. In twice the grace without an answer every client that was late once is
 * given up; a writer may be without an agent for as long as the grace, and 5 s are for its release and start elsewhere. On
 * two busy cores with a grace of 5 s, sound rehearsals have had gaps of up to 2.5 s and stalls of up to 2.7 s.
 */
export function boundsFor(heartbeatGraceMs: number, given: GivenBounds): RehearsalBounds {
  return { writerStallMs: heartbeatGraceMs + 5000, apiGapMs: 2 * heartbeatGraceMs, ...given };
}
