import { BehaviourError } from '../errors.ts';
import { atOnce, type WriteRecord, type WriterSpan } from '../evidence/index.ts';

/**
 * The records of a volume's file, in the order in which they were written.
 * @throws BehaviourError WRITE_RECORD_BROKEN when a line is not a whole record
 */
export function parseRecords(text: string): WriteRecord[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const match = /^(\d+) (\S+) (\S+) (\d+\.\d+) (\d+)$/.exec(line);
      if (!match?.[2] || !match[3]) {
        throw new BehaviourError('WRITE_RECORD_BROKEN', 'a record in the volume is not whole', {
          observed: line,
        });
      }
      const [sequence = 0, at = 0, wall = 0] = [match[1], match[4], match[5]].map(Number);
      return { sequence, allocation: match[2], node: match[3], at, wall };
    });
}

/** The writers in the order in which they began. */
export function writerSpans(records: readonly WriteRecord[]): WriterSpan[] {
  const byAllocation = Map.groupBy(records, ({ allocation }) => allocation);
  return [...byAllocation]
    .map(([allocation, own]) => ({
      allocation,
      node: own[0]?.node ?? '',
      first: Math.min(...own.map(({ at }) => at)),
      last: Math.max(...own.map(({ at }) => at)),
      // One that is there twice stands for no other.
      records: new Set(own.map(({ sequence }) => sequence)).size,
    }))
    .sort((a, b) => a.first - b.first);
}

/** Pairs of allocations that wrote during the same time. On a single-writer volume there must be none: see `atOnce`. */
export function overlappingWriters(records: readonly WriteRecord[]): [WriterSpan, WriterSpan][] {
  return atOnce(writerSpans(records));
}

/** What was written and is not there: `<allocation> misses <sequence>` for each hole below the last record. */
export function missingRecords(records: readonly WriteRecord[]): string[] {
  return [...Map.groupBy(records, ({ allocation }) => allocation)].flatMap(([allocation, own]) => {
    const seen = new Set(own.map(({ sequence }) => sequence));
    const last = Math.max(...seen);
    return Array.from({ length: last }, (_, at) => at + 1)
      .filter((sequence) => !seen.has(sequence))
      .map((sequence) => `${allocation} misses ${sequence}`);
  });
}

/** Who wrote when, and what is missing below the last record of each. */
export function writtenIn(records: readonly WriteRecord[]): { spans: WriterSpan[]; holes: string[] } {
  return { spans: writerSpans(records), holes: missingRecords(records) };
}

/** The lines of `sha256sum` as name → hash. */
export function fileHashes(text: string): Record<string, string> {
  const lines = text.matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm);
  return Object.fromEntries(Array.from(lines, ([, hash, name]) => [name, hash]));
}
