import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { evilRun, fakeReport, knownRun } from '../fake-ledger.ts';
import { htmlPage } from './page.ts';

const evil = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'`;

test('text of a ledger adds no element to the page', async () => {
  const page = await htmlPage(evilRun(evil));
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page).not.toContain('<img');
  expect(page).not.toMatch(/\son(error|load|click)="/);
  expect(page).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
});

test('the page runs only scripts named by their hash', async () => {
  const page = await htmlPage(evilRun('x'));
  const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
  const hash = createHash('sha256').update(script).digest('base64');
  expect(page).toContain(`script-src &#39;sha256-${hash}&#39;`);
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(page).not.toMatch(/@import|url\(/);
});

test('failed tests follow the verdict', async () => {
  const page = await htmlPage(evilRun('claim kept'));
  const [verdict, finding, list] = ['class="verdict"', 'class="red"', 'id="test-list"'].map((text) =>
    page.indexOf(text),
  );
  expect(verdict).toBeGreaterThan(0);
  expect(finding).toBeGreaterThan(verdict ?? 0);
  expect(list).toBeGreaterThan(finding ?? 0);
  expect(page).toContain('suites/csi/a.e2e.ts:3:4');
  expect(page).toContain(
    "Also checked at each test's end: each allocation kept the order of its lifecycle; its jobs",
  );
  expect(page).toContain('href="failures/claim%20kept/errors.txt"');
});

test('a passed run lists its known bugs', async () => {
  const page = await htmlPage(knownRun(evil));
  expect(page).not.toContain('<img');
  expect(page).toMatch(/class="verdict">.*passed<\/span>/);
  expect(page).toContain('Each of 1 test held, 1 more showed a known bug');
  const [, section = ''] = /<section id="known"(.*?)<\/section>/s.exec(page) ?? [];
  expect(section).toContain('X1 (nomad#7, fixed in 1.2.4)');
  expect(section).toContain('data-opens="0">shows it</a>');
  expect(page).toContain('<li class="chip is-known"><b>1</b> known</li>');
  expect(page).toContain('data-status="known"');
  expect(page).not.toContain('id="findings"');
});

test('unknown findings are not shown as failures', async () => {
  const message = 'it never came to its end';
  const findings = [{ severity: 'unknown' as const, rule: 'unfinished', message }];
  const page = await htmlPage(
    fakeReport({ folder: '/runs/none', entries: [], verdict: { outcome: 'unknown', findings } }),
  );
  expect(page).toMatch(/class="verdict">.*unknown<\/span>/);
  expect(page).toContain('What is not known');
  expect(page).toContain(message);
  expect(page).not.toContain('What is wrong');
});
