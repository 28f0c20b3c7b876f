import { expect, test } from 'vitest';
import { notesOnPath } from './path.ts';

const severities = (from: string, to: string) => notesOnPath(from, to).map(({ severity }) => severity);

test('a step to the next minor version has nothing against it', () => {
  expect(notesOnPath('1.10.5', '1.11.3')).toEqual([]);
});

test('an older version is a break, the same one a warning', () => {
  expect(severities('1.11.3', '1.9.4')).toEqual(['break']);
  expect(severities('1.11.10', '1.11.9')).toEqual(['break']);
  expect(severities('1.11.3', '1.11.3')).toEqual(['warning']);
});

test('clients before 1.6 under servers of 1.9 are a break, with its source', () => {
  const notes = notesOnPath('1.5.6', '1.9.4');
  expect(notes.find(({ severity }) => severity === 'break')).toMatchObject({
    message: expect.stringContaining('1.6'),
    source: expect.stringContaining('https://'),
  });
});

test('skipped versions and known bad targets are named', () => {
  expect(notesOnPath('1.9.4', '1.11.3')).toMatchObject(
    [{ severity: 'warning', message: /1 minor version is skipped/ }].map((note) => ({
      ...note,
      message: expect.stringMatching(note.message),
    })),
  );
  expect(
    notesOnPath('1.10.5', '1.11.1')
      .map(({ message }) => message)
      .join(),
  ).toContain('27382');
  expect(
    notesOnPath('1.11.1', '1.11.2')
      .map(({ message }) => message)
      .join(),
  ).toContain('27582');
});
