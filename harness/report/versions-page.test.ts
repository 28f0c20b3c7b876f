import { expect, test } from 'vitest';
import { type VersionResult, versionsPage } from './versions-page.ts';

const byText = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
const result = (version: string, more: Partial<VersionResult> = {}): VersionResult => ({
  version,
  source: 'Go module',
  date: '2026-11-27',
  areas: [],
  counts: { passed: 200, known: 2, skipped: 9, failed: 0 },
  known: ['F1 (nomad#19887, good since 1.7.4)'],
  skipped: ['2 of operations: audit logs are of Nomad Enterprise only'],
  failed: [],
  ...more,
});

test('a page has a row and a section for each version, in their order', () => {
  const page = versionsPage('', [result('1.10.5'), result('1.6.1', { areas: ['csi'] })], byText);
  expect(page.split('\n').filter((line) => line.startsWith('| 1.'))).toEqual([
    '| 1.6.1  | 200    | 2     | 9       | 0      | 2026-11-27 | Go module | csi   |',
    '| 1.10.5 | 200    | 2     | 9       | 0      | 2026-11-27 | Go module | all   |',
  ]);
  expect(page).toContain('- known: F1 (nomad#19887, good since 1.7.4)\n- skipped: 2 of operations');
});

test('a later run renews its version and keeps the others', () => {
  const before = versionsPage('', [result('1.5.6'), result('1.6.1')], byText);
  const failed = {
    counts: { passed: 199, known: 2, skipped: 9, failed: 1 },
    failed: ['suites/csi/a.e2e.ts'],
  };
  const after = versionsPage(before, [result('1.6.1', failed)], byText);
  expect(after).toContain('| 1.6.1 | 199    | 2     | 9       | 1      |');
  expect(after).toContain('- failed: suites/csi/a.e2e.ts');
  expect(after.match(/^## Nomad /gm)).toHaveLength(2);
  expect(versionsPage(after, [], byText)).toBe(after);
});
