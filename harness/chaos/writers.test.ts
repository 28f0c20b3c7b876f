import { expect, test } from 'vitest';
import { type AllocationHistory, type Entry, events } from '../evidence/index.ts';
import { soundChaos } from './sound-ledger.ts';
import { writerFindings } from './writers.ts';

const ended = (at: number | undefined, exitCode: number) =>
  at === undefined ? [] : [{ type: 'Terminated', at, exitCode }];
/** The sound ledger with another end of the first round's only writer of its single-writer volume. */
const withEnd = (seconds: number | undefined, exitCode = 0, status = 'complete'): Entry[] =>
  soundChaos().map((entry) => {
    if (!events.allocation.is(entry) || entry.allocation !== 'w1') return entry;
    const [write] = entry.tasks;
    const started = write?.events[0]?.at ?? 0;
    const at = seconds === undefined ? undefined : started + seconds * 1e9;
    const tasks = [{ ...write, events: ended(at, exitCode) }] as AllocationHistory['tasks'];
    return { ...entry, status, tasks };
  });
const rules = (entries: readonly Entry[]) =>
  writerFindings(entries).map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);
const of = 'round 1: agent of client-1 killed: writer w1 of volume chaos-0-single';

test('a writer that wrote until it was stopped is no finding, nor is one that was lost', () => {
  expect(rules(soundChaos())).toEqual([]);
  expect(rules(withEnd(11))).toEqual([]);
  expect(rules(withEnd(undefined, 0, 'lost'))).toEqual([]);
});

test('a writer that fell silent before its end is unknown, as is one without an end', () => {
  expect(rules(withEnd(20))).toEqual([`unknown writer-silent: ${of} wrote nothing for 14 s before its end`]);
  expect(rules(withEnd(undefined))).toEqual([
    `unknown writer-silent: ${of} is not known to have ended, or has no record`,
  ]);
});

test('an engine that was stopped has ended its writers', () => {
  const stopped = withEnd(20).map((entry) =>
    events.chaosStep.is(entry) ? { ...entry, fault: 'engine-stopped' } : entry,
  );
  expect(rules(stopped)).toEqual([]);
});

test('a writer that could not write to its volume is bad', () => {
  expect(rules(withEnd(7, 3))).toEqual([`stop writer-failed: ${of} could not write to it`]);
});
