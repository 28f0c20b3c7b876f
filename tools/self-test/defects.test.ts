import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Ground, places } from './defect.ts';
import { defects } from './index.ts';

const root = join(import.meta.dirname, '..', '..');

test('there are at least 30 defects, of each kind, each with an id of its own', () => {
  expect(defects.length).toBeGreaterThanOrEqual(30);
  expect(new Set(defects.map(({ id }) => id)).size).toBe(defects.length);
  for (const place of places)
    expect(defects.filter(({ where }) => where === place).length, place).toBeGreaterThan(3);
});

test('the ACL system is on in every cluster but that of the defect that it is off', () => {
  expect(defects.filter(({ make }) => make?.acl === false).map(({ id }) => id)).toEqual(['acl-off']);
});

test.each(defects)(
  '$id: says why its tests are red, unless they must stay green',
  ({ where, because, suites }) => {
    expect(because === undefined).toBe(where === 'path');
    expect(because?.source).not.toBe('.');
    for (const suite of suites) expect(existsSync(join(root, suite)), suite).toBe(true);
  },
);

test.each(defects.filter(({ where }) => where === 'job'))(
  '$id: can be injected in the jobs as they are',
  async ({ inject }) => {
    const folder = mkdtempSync(join(tmpdir(), 'nomad-e2e-defect-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const injected = await inject({ folder } as Ground);
    expect(readFileSync(join(injected.env?.NOMAD_E2E_JOBS ?? '', 'csi', 'writer.nomad.hcl'), 'utf8')).toMatch(
      /job/,
    );
  },
);
