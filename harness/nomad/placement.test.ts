import { expect, test } from 'vitest';
import { placementFailures, placementReasons } from './placement.ts';

test('one line a group, with the constraints and dimensions that kept nodes out', () => {
  const evaluation = {
    FailedTGAllocs: {
      app: { NodesEvaluated: 2, NodesFiltered: 1, NodesExhausted: 1, DimensionExhausted: { memory: 1 } },
      db: {
        NodesEvaluated: 1,
        NodesFiltered: 1,
        NodesExhausted: 0,
        ConstraintFiltered: { 'missing drivers': 1 },
      },
    },
  };
  expect(placementFailures(evaluation)).toEqual([
    'app: 2 nodes evaluated, 1 filtered, 1 exhausted (memory: 1)',
    'db: 1 nodes evaluated, 1 filtered (missing drivers: 1), 0 exhausted',
  ]);
});

test('nothing for an evaluation that placed everything', () => {
  expect(placementFailures({ FailedTGAllocs: null })).toEqual([]);
});

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
