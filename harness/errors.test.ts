import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BehaviourError, EnvironmentError, explain } from './errors.ts';

const root = join(import.meta.dirname, '..');
const word = '[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+';

test('every code of an error is explained in docs/troubleshooting.md, and nothing else is', () => {
  const explained = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8');
  const rows = explained.split('\n').filter((line) => line.startsWith('| `'));
  const told = rows.flatMap((row) =>
    [
      ...row
        .split('|', 2)
        .join('')
        .matchAll(/`([^`]+)`/g),
    ].map(([, code]) => code),
  );
  const sources = globSync(['{harness,tools}/**/*.{ts,js}', 'suites/**/*.ts'], { cwd: root })
    .filter((file) => !/\.test\.ts$|\/fake-[^/]*$/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const thrown = sources.matchAll(new RegExp(`(?:Error|super)\\(\\s*'(${word})'`, 'g'));
  const codes = new Set(Array.from(thrown, ([, code]) => code));

  expect(codes.size).toBeGreaterThan(80);
  expect([...codes].filter((code) => !told.includes(code))).toEqual([]);
  expect(told.filter((code) => !new RegExp(`\\b${code}\\b`).test(sources))).toEqual([]);
  expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
});

test('an error that suppressed others is told from the first on, with what each observed', () => {
  const stuck = new BehaviourError('RECOVERY_LATE', 'client-1 is not ready', { observed: 'down' });
  const left = new EnvironmentError('ENGINE_SWEEP', '1 leftover', { observed: 'container x' });
  const lost = new Error('the ledger is closed');
  expect(explain(new SuppressedError(lost, new SuppressedError(left, stuck)))).toBe(
    [
      ...['RECOVERY_LATE: client-1 is not ready', 'last observed: down', 'The clean-up failed, too:'],
      ...['- ENGINE_SWEEP: 1 leftover', 'last observed: container x', '- the ledger is closed'],
    ].join('\n'),
  );
});

test('of work that an abort ended, the reason of the abort is told', () => {
  const late = new BehaviourError('WAIT_TIMEOUT', 'no leader after 30.0 s');
  const aborted = Object.assign(new Error('The operation was aborted', { cause: late }), {
    name: 'AbortError',
  });
  expect(explain(aborted)).toBe('WAIT_TIMEOUT: no leader after 30.0 s');
});
