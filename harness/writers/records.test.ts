import { expect, test } from 'vitest';
import { fileHashes, missingRecords, overlappingWriters, parseRecords, writerSpans } from './records.ts';

const apart = parseRecords(
  '1 a client-1 10.00 7\n2 a client-1 10.20 7\n1 b client-2 10.21 7\n2 b client-2 10.40 7\n',
);

test('records are read back with their writer and clock', () => {
  expect(apart[2]).toEqual({ sequence: 1, allocation: 'b', node: 'client-2', at: 10.21, wall: 7 });
  expect(writerSpans(apart)).toMatchObject([
    { allocation: 'a', first: 10, last: 10.2, records: 2 },
    { allocation: 'b', node: 'client-2' },
  ]);
});

test('writers one after the other do not overlap', () => {
  expect(overlappingWriters(apart)).toEqual([]);
});

test('a writer that begins before another has ended overlaps, whatever the order of lines', () => {
  const mixed = parseRecords('1 b client-2 10.10 7\n1 a client-1 10.00 7\n2 a client-1 10.20 7\n');
  expect(overlappingWriters(mixed)).toMatchObject([[{ allocation: 'a' }, { allocation: 'b' }]]);
});

test('a torn record is a failure, not a missing line', () => {
  expect(() => parseRecords('1 a client-1 10.00 7\n2 a clie')).toThrow('not whole');
});

test('a hole in the sequence of one writer is named', () => {
  expect(missingRecords(apart)).toEqual([]);
  expect(missingRecords(parseRecords('1 a n 1.0 7\n3 a n 1.2 7\n'))).toEqual(['a misses 2']);
});

test('a record that is there twice counts once', () => {
  expect(writerSpans(parseRecords('1 a n 1.0 7\n1 a n 1.0 7\n'))).toMatchObject([{ records: 1 }]);
});

test('only lines of sha256sum are hashes', () => {
  const hash = 'a'.repeat(64);
  expect(fileHashes(`total 4\n-rw-r--r-- 1 hello\n${hash}  hello-1\n`)).toEqual({ 'hello-1': hash });
});
