import { expect } from 'vitest';
import type { WriteRecord, WriterSpan } from '../evidence/index.ts';
import { overlappingWriters, writerSpans } from '../writers/index.ts';

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    /** No two allocations wrote these records (`recordsIn`) during the same time, and some did write. */
    toShowOneWriterAtATime(): R;
  }
}

expect.extend({
  toShowOneWriterAtATime(records: readonly WriteRecord[]) {
    const [spans, pairs] = [writerSpans(records), overlappingWriters(records)];
    const found = pairs.length > 0 ? pairs.map(inWords) : ['nobody wrote a record'];
    return {
      // Of no record neither holds.
      pass: spans.length === 0 ? this.isNot : pairs.length === 0,
      message: () =>
        this.isNot && spans.length > 0
          ? `expected two writers at once, and there were one at a time: ${spans.map(nameOf).join(', ')}`
          : `expected one writer at a time, but ${found.join('; ')}`,
    };
  },
});

/** Who wrote at the same time, and when: seconds of the clock that all nodes of a cluster share. */
function inWords([earlier, later]: [WriterSpan, WriterSpan]): string {
  const until = Math.min(earlier.last, later.last);
  const when = `from ${later.first.toFixed(2)} to ${until.toFixed(2)} s`;
  return `${nameOf(earlier)} and ${nameOf(later)} both wrote ${when} after the kernel's start`;
}

const nameOf = ({ allocation, node, records }: WriterSpan) => `${allocation} on ${node} (${records} records)`;
