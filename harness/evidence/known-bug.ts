/** A known bug of Nomad that a test showed: on the test's line in the ledger (`test-ended`), and in vitest's report. */
export interface ShownBug {
  readonly id: string;
  /** Number of its issue in Nomad's repository; left out where none is known. */
  readonly issue?: number | undefined;
  readonly what: string;
  /** The first version that no longer has it; left out while it is open. */
  readonly firstGood?: string | undefined;
  /** What the assertion of the good behaviour said. */
  readonly reason: string;
}

/** `A1 (nomad#27582, fixed in 1.11.3)` */
export function bugName({ id, issue, firstGood }: Pick<ShownBug, 'id' | 'issue' | 'firstGood'>): string {
  const where = issue === undefined ? 'no issue known' : `nomad#${issue}`;
  return `${id} (${where}, ${firstGood === undefined ? 'open' : `fixed in ${firstGood}`})`;
}
