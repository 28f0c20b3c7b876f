import { type KnownBug, suite } from '../bug.ts';

/** Bugs of jobs: where they are placed, and what they read and are found by. */
export const jobBugs: readonly KnownBug[] = [];
