import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ledgerText } from '../evidence/index.ts';
import { tempFolder } from '../temp-folder.ts';
import { judge, soundRehearsal } from '../upgrade/index.ts';
import { historyBounds } from './baseline.ts';

test('an earlier rehearsal bounds alike by its folder and by its verdict', async () => {
  await using folder = await tempFolder('baseline');
  const [run, verdict] = [join(folder.path, 'run'), join(folder.path, 'baseline.json')];
  mkdirSync(run);
  writeFileSync(join(run, 'ledger.ndjson'), ledgerText(soundRehearsal()));
  writeFileSync(verdict, JSON.stringify(judge(soundRehearsal())));
  const [byRun, byVerdict] = [run, verdict].map((named) =>
    historyBounds(named).map(({ from: _, ...bound }) => bound),
  );
  expect(byRun).toContainEqual({ cost: 'api-gap', does: 'upgrade server', ms: 2500 });
  expect(byVerdict).toEqual(byRun);
  expect(historyBounds(undefined)).toEqual([]);
});

test('what was no GO is no baseline, by its folder and by its verdict', async () => {
  await using folder = await tempFolder('baseline');
  const [run, verdict] = [join(folder.path, 'run'), join(folder.path, 'baseline.json')];
  mkdirSync(run);
  const cut = soundRehearsal().slice(0, -2);
  writeFileSync(join(run, 'ledger.ndjson'), ledgerText(cut));
  writeFileSync(verdict, JSON.stringify(judge(cut)));
  for (const named of [run, verdict])
    expect(() => historyBounds(named)).toThrow(/is no baseline: its verdict is unknown/);
});

test.each([
  ['no JSON', 'hello'],
  ['the verdict of a run without steps', '{"outcome":"good","measures":{"costs":[]}}'],
  ['the verdict of an older version', '{"outcome":"good","measures":{"apiGap":{"ms":1}}}'],
])('%s is no baseline', async (_, text) => {
  await using folder = await tempFolder('baseline');
  const file = join(folder.path, 'verdict.json');
  writeFileSync(file, text);
  expect(() => historyBounds(file)).toThrow('holds no costs of a rehearsal');
});
