import { expect, test } from 'vitest';
import { placementReasons } from './contents.ts';

test('the reasons of all groups are told, each once', () => {
  const FailedTGAllocs = {
    a: { ConstraintFiltered: { 'missing CSI Volume v': 2, 'missing drivers': 1 } },
    b: { ConstraintFiltered: { 'missing CSI Volume v': 2 } },
    c: { ConstraintFiltered: null },
  };
  expect(placementReasons({ FailedTGAllocs })).toEqual(['missing CSI Volume v', 'missing drivers']);
});

test('a job that was placed has none', () => {
  expect(placementReasons({ FailedTGAllocs: null })).toEqual([]);
  expect(placementReasons({})).toEqual([]);
});
