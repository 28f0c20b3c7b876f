import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { events, ledgerText, readLedger } from '../../../harness/evidence/index.ts';
import { tempFolder } from '../../../harness/temp-folder.ts';
import { allJudgeDefects, outcomeOf, soundLedgers, tryJudge } from './index.ts';

describe.each(soundLedgers())('$kind', ({ kind, entries, beside }) => {
  test('the whole ledger is good', () => {
    expect(outcomeOf(entries)).toBe('good');
  });

  test('each line is one that can be read', async () => {
    await using folder = await tempFolder('judges');
    const file = join(folder.path, 'ledger.ndjson');
    await writeFile(file, ledgerText(entries));
    expect(events.unreadable.of(readLedger(file))).toEqual([]);
  });

  test('what stands beside the evidence is in the ledger, and its loss is good', () => {
    for (const name of Object.keys(beside)) {
      expect(entries.map((each) => each.kind)).toContain(name);
      expect(outcomeOf(entries.filter((each) => each.kind !== name)), name).toBe('good');
    }
  });

  test('each defect is caught', () => {
    const defects = allJudgeDefects().filter(({ sound }) => sound.kind === kind);
    expect(defects.length).toBeGreaterThan(3);
    expect(defects.map((defect) => tryJudge(defect)).filter(({ outcome }) => outcome !== 'good')).toEqual([]);
  });
});

const [defect] = allJudgeDefects();
const [first] = defect?.ledgers ?? [];

test.each<[string, NonNullable<Parameters<typeof tryJudge>[1]>, string]>([
  ['calls all good', () => 'good', `good though: ${first?.name}`],
  ['calls nothing good', () => 'unknown', 'the whole ledger is unknown, not good'],
  [
    'calls one good',
    (entries) => (entries === first?.entries || entries === defect?.sound.entries ? 'good' : 'bad'),
    `good though: ${first?.name}`,
  ],
])('a judge that %s does not catch it', (_, judge, said) => {
  const verdict = defect && tryJudge(defect, judge);
  expect(verdict).toMatchObject({ outcome: said.startsWith('good') ? 'bad' : 'unknown', said });
});

test('a defect without a ledger proves nothing', () => {
  expect(defect && tryJudge({ ...defect, ledgers: [] })).toMatchObject({ outcome: 'unknown' });
});
