import { expect, test } from 'vitest';
import { evilRun } from './fake-ledger.ts';
import { rehearsedReport } from './fake-rehearsal.ts';
import { hasFormat } from './files.ts';
import { markdownSummary } from './github.ts';
import { htmlPage } from './html/page.ts';
import { plain } from './plain.ts';
import { runbookText } from './runbook.ts';

const evil = '</li><img src=x onerror=1> ``` $(reboot) [a](javascript:b) "q" \'s\'';
const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};
const unescaped = (text: string) =>
  text.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (name) => entities[name] ?? '');

test('page, summary and runbook give the same advice, and begin with the verdict', async () => {
  const report = rehearsedReport(evil);
  const page = unescaped((await htmlPage(report)).replaceAll(/<\/?(?:small|span|code|a)\b[^>]*>/g, ''));
  const [summary, runbook] = [markdownSummary(report), runbookText(report)];
  const { before = [], during = [], after = [], back = [] } = report.decision ?? {};
  const all = [...before, ...during, ...after, ...back];
  expect(all.length).toBeGreaterThan(10);
  for (const { what } of all) {
    expect(page).toContain(what);
    for (const text of [summary, runbook]) expect(text).toContain(plain(what));
  }
  expect(summary).toMatch(/^## ❌ NO-GO: /);
  expect(runbook).toMatch(/^# Runbook: .*\n\nMade from the rehearsal `u` of .*: \*\*NO-GO\*\*/);
  expect(runbook).toContain('**Do not follow it yet');
});

test('what speaks against the upgrade comes first, and each piece of advice has its evidence', () => {
  const { before = [], during = [], after = [] } = rehearsedReport().decision ?? {};
  expect(before.map(({ tag, rule }) => rule ?? tag)).toEqual([
    ...['api-gap', 'skipped', 'warning', 'note', 'note', 'do'],
  ]);
  expect(before[0]?.proofs).toEqual([{ text: `grep '"kind":"api"' ledger.ndjson` }]);
  expect(before[2]?.proofs).toEqual([
    { text: 'Nomad docs, Upgrade guides', href: 'https://nomad.invalid/guide' },
  ]);
  expect(before[3]?.what).toBe('a known bug that a test showed: X1 (nomad#7, fixed in 1.2.4): it breaks');
  expect(after.map(({ what }) => what)).toEqual([
    'restart every server once more',
    'answers of each server as the leader: 1 of 1 were good',
    'plan shop before its next deploy: nomad job plan it differs.nomad.hcl',
    'what the new version does otherwise: a task event: it differs',
  ]);
  expect(during.map(({ tag, what }) => `${tag} ${what}`)).toEqual(
    expect.arrayContaining([
      'measured time without an answer of the API: up to 1.00 s (2/3 pause), 500 ms were allowed',
      'unknown time in which an exec session was silent: not measured',
      'measured open exec sessions and log streams again: 1 open one was cut',
    ]),
  );
});

test('each address of a source is a link with its words, or with its issue', () => {
  const report = rehearsedReport();
  const { after = [] } = report.decision ?? {};
  expect(after[0]?.proofs).toEqual([
    { text: 'CHANGELOG 2.0.1', href: 'https://github.com/hashicorp/nomad/issues/1' },
    { text: 'nomad#2', href: 'https://github.com/hashicorp/nomad/issues/2' },
    { text: 'fixed by nomad#3', href: 'https://github.com/hashicorp/nomad/issues/3' },
  ]);
});

test('the runbook has the steps in the order that was rehearsed, with commands and numbers', () => {
  const runbook = runbookText(rehearsedReport());
  const [, first = '', pause = '', client = ''] = runbook.split(/\n### Step \d+\. |\n## After/);
  expect(first).toMatch(/^1\/3 server-1: upgrade the server that leads\n/);
  expect(first).toContain('- no server answered for longer than 500 ms (rehearsed: 800 ms)');
  expect(first).toContain('- its agent is not back within 1 min; it took 480 ms');
  expect(first).toContain('systemctl stop nomad');
  expect(pause).toMatch(/^2\/3 pause: wait until each client has sent two heartbeats\n/);
  expect(client).toMatch(/^3\/3 client-1: upgrade a client with little work, drained first\n/);
  const at = ['nomad node drain -enable', 'systemctl stop', 'systemctl start', 'drain -disable'].map((text) =>
    client.indexOf(text),
  );
  expect(at).toEqual(at.toSorted((a, b) => a - b));
  expect(at[0]).toBeGreaterThan(0);
  expect(client).toContain('- NOT MEASURED: no new connection, ');
  expect(runbook).toContain(
    '## The way back\n\n- [ ] warning: no downgrade ([Nomad docs](https://nomad.invalid/upgrade))\n- [ ] **UNKNOWN**: a way back',
  );
  expect(runbook).toContain("nomad job plan 'it differs.nomad.hcl'");
});

test('texts of jobs are neither markup nor commands', async () => {
  const report = rehearsedReport(evil);
  expect(await htmlPage(report)).not.toContain('<img');
  const runbook = runbookText(report);
  expect(runbook).toContain(`nomad job plan '${evil.replaceAll("'", `'\\''`)}.nomad.hcl'\n\`\`\`\`\n`);
  expect(
    runbook
      .split('\n')
      .filter((line) => line.startsWith('- '))
      .join('\n'),
  ).not.toMatch(/<img|\[a\]\(/);
});

test('a run that is no rehearsal has no runbook', () => {
  expect(hasFormat(rehearsedReport(), 'runbook')).toBe(true);
  expect(hasFormat(evilRun(evil), 'runbook')).toBe(false);
  expect(() => runbookText(evilRun(evil))).toThrow('is no rehearsal');
});

test('the picture draws what was over its bound red, and says what was not measured', async () => {
  const [, picture = ''] = /<svg class="plan"(.*?)<\/svg>/s.exec(await htmlPage(rehearsedReport())) ?? [];
  expect(picture).toContain(
    'aria-label="1/3 server-1 for 1.00 s, 2/3 pause for 1.00 s, 3/3 client-1 for 900 ms"',
  );
  expect(picture).toContain('<title>1/3 server-1: No server answered of 500 ms: 800 ms</title>');
  expect(picture).toMatch(/No server answered of 500 ms: 800 ms<\/title>\n<rect [^>]*fill:var\(--bad\)/);
  expect(picture).toContain('not measured');
});
