import type { ShownBug } from './events/tests.ts';

/** How many tests ended in which way. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Tests that showed a bug which the version is known to have: neither passed nor failed. */
  known: number;
}

/** A test file that ran. */
export interface SuiteFile {
  /** Path from the folder that vitest ran in. */
  file: string;
  tests: SuiteTest[];
  /** What broke the file itself, where no test of it failed for it. */
  failure?: string;
}

/** How a test ended. */
export interface SuiteTest {
  /** With the names of what it is in: `outer > inner`. */
  name: string;
  /** As vitest says (`passed`, `failed`, `skipped`, `pending`), or `known`. */
  status: string;
  /** The known bug that it showed; a test that failed besides is `failed`. */
  known?: ShownBug;
  /** The first line of each error. */
  failures: string[];
  /** All that each error of a failed one says. */
  messages?: string[];
  /** Milliseconds; undefined when it did not run. */
  ms: number | undefined;
  /** Folder of what was kept of a failed one. */
  bundle?: string;
}

/** The name of the result of a file that broke outside of its tests. */
export const fileItself = 'the file itself';

/** What a process of vitest leaves behind: how each test ended, and what broke outside of them. */
export interface SessionResult {
  files: SuiteFile[];
  errors: string[];
}

/** What a running process of vitest says of itself whenever a file is known or a test ends, in the file `signFileOf` its result. */
export interface SessionSign {
  /** The longest time that one of the tests so far may take. */
  longestMs: number;
  /** Those that have not ended, of files that have begun. */
  open: string[];
}

export const signFileOf = (resultFile: string) => `${resultFile}.sign`;
