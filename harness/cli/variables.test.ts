import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dropStaleVariables, obeyed } from './variables.ts';

/** What is left of these variables, and what is said of them. */
function left(env: Record<string, string>) {
  const said: string[] = [];
  const own = { ...env };
  dropStaleVariables(own, (line) => said.push(line));
  return { env: own, said };
}

test('the reference names each variable that is obeyed, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'reference.md'), 'utf8');
  const named = new Set(page.match(/\bNOMAD_E2E_[A-Z_]*[A-Z]\b/g));
  expect([...named].sort()).toEqual([...obeyed].sort());
});

test('what a shell has left of another run is removed and named', () => {
  const stale = { NOMAD_E2E_PREFIX: 'x', NOMAD_E2E_SUITE_FILES: '/gone', NOMAD_E2E_OWN_SUITES: 'true' };
  const { env, said } = left({ ...stale, NOMAD_E2E_CACHE: '/c', PATH: '/bin' });
  expect(env).toEqual({ NOMAD_E2E_CACHE: '/c', PATH: '/bin' });
  expect(said).toEqual([expect.stringMatching(/^NOMAD_E2E_PREFIX, .*NOMAD_E2E_OWN_SUITES: not obeyed/)]);
});

test('a name that nobody knows is named, and one that is obeyed is not', () => {
  expect(left({ NOMAD_E2E_CACH: '/c' }).said).toEqual([
    expect.stringContaining('NOMAD_E2E_CACH: not obeyed'),
  ]);
  expect(left({ NOMAD_E2E_CACHE: '/c', NOMAD_E2E_DEBUG: '1' }).said).toEqual([]);
});

test('jobs of another folder are named', () => {
  expect(left({ NOMAD_E2E_JOBS: '/tmp/jobs' })).toEqual({
    env: { NOMAD_E2E_JOBS: '/tmp/jobs' },
    said: ['jobs are those of /tmp/jobs (NOMAD_E2E_JOBS)'],
  });
});
