import { expect, test } from 'vitest';
import { lostRecords } from './lost-records.ts';

const spans = [{ allocation: 'a', records: 3 }];

test('all that was acknowledged is there, and more', () => {
  expect(lostRecords({ spans, holes: [], acknowledged: { a: 2 } })).toEqual([]);
});

test('a hole below the last record is a lost record, whatever was acknowledged', () => {
  expect(lostRecords({ spans, holes: ['a misses 2'] })).toEqual([{ what: 'a misses 2', count: 1 }]);
});

test('what is missing above the last record counts from there', () => {
  expect(lostRecords({ spans, holes: ['a misses 2'], acknowledged: { a: 6 } })).toEqual([
    { what: 'a misses 2', count: 1 },
    { what: '3 records of a, which had acknowledged 6', count: 2 },
  ]);
});

test('a writer without a record has lost all that it had acknowledged', () => {
  expect(lostRecords({ spans, acknowledged: { b: 2 } })).toMatchObject([{ count: 2 }]);
});

test.each([0, null, Number.NaN])('an acknowledgement of %s is none', (acknowledged) => {
  expect(lostRecords({ spans, acknowledged: { b: acknowledged } })).toEqual([]);
});
