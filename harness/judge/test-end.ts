/**
 * What the end of each test checks besides the test's own assertions (harness/suite: end.ts, volumes.ts, purge.ts). The report prints
 * it, and docs/writing-a-suite.md lists it.
 */
export const checkedAtTestEnd: readonly string[] = [
  'each allocation kept the order of its lifecycle',
  'its jobs have ended and are gone',
  'nothing claims its volumes any more',
  'claims, mounts and attachments of its volumes agree',
  'its volumes are gone',
  'its faults are undone',
];
