import { expect, test } from 'vitest';
import { parseRecords } from '../writers/index.ts';
import './matchers.ts';

const apart = parseRecords('1 a client-1 10.00 7\n2 a client-1 10.20 7\n1 b client-2 10.21 7\n');
const atOnce = parseRecords(
  '1 a client-1 10.00 7\n2 a client-1 10.30 7\n1 b client-2 10.21 7\n2 b client-2 10.40 7\n',
);

test('records of writers one after the other show one writer at a time', () => {
  expect(apart).toShowOneWriterAtATime();
});

test('two writers at once fail with both allocations and the interval', () => {
  expect(() => expect(atOnce).toShowOneWriterAtATime()).toThrow(
    'expected one writer at a time, but ' +
      "a on client-1 (2 records) and b on client-2 (2 records) both wrote from 10.21 to 10.30 s after the kernel's start",
  );
  expect(atOnce).not.toShowOneWriterAtATime();
});

test('no record at all is no proof of one writer at a time', () => {
  expect(() => expect([]).toShowOneWriterAtATime()).toThrow('nobody wrote a record');
  expect(() => expect([]).not.toShowOneWriterAtATime()).toThrow('nobody wrote a record');
});

test('the opposite, where it does not hold, names who wrote', () => {
  expect(() => expect(apart).not.toShowOneWriterAtATime()).toThrow(
    /a on client-1 \(2 records\), b on client-2/,
  );
});
