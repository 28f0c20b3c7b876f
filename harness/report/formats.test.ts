import { expect, test } from 'vitest';
import { evilRun, knownRun } from './fake-ledger.ts';
import { annotations, markdownSummary } from './github.ts';
import { junit } from './junit.ts';
import { prometheusText } from './prometheus.ts';
import { chromeTrace } from './trace.ts';

const evil = '</failure><b x="1">&\u001b[31m "quoted" \'q\' `tick` | pipe\n::error::second]]>';

/** The names of an XML text's elements; throws where it is not well-formed. */
function elements(xml: string): string[] {
  const body = xml.replace(/^<\?xml[^>]*\?>\n/, '');
  const open: string[] = [];
  const seen: string[] = [];
  const tag = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*)(\/?)>/g;
  let last = 0;
  for (const match of body.matchAll(tag)) {
    const text = body.slice(last, match.index);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    if (/[<\u0000-\u0008\u000b-\u001f]|&(?!(?:amp|lt|gt|quot|#39);)/.test(text))
      throw new Error(`not XML: ${text}`);
    last = match.index + match[0].length;
    const [, end, name = '', , alone] = match;
    if (end) expect(open.pop()).toBe(name);
    else {
      seen.push(name);
      if (!alone) open.push(name);
    }
  }
  expect(open).toEqual([]);
  expect(body.slice(last).trim()).toBe('');
  return seen;
}

test('JUnit is well-formed for any text', () => {
  const xml = junit(evilRun(evil));
  const seen = elements(xml);
  const count = (name: string) => seen.filter((each) => each === name).length;
  expect([count('testsuite'), count('testcase'), count('failure')]).toEqual([3, 3, 2]);
  expect(xml).toMatch(/<testsuites name="nomad-e2e r1[^>]*tests="3" failures="2" skipped="0"/);
  expect(xml).toContain('at suites/csi/a.e2e.ts:3:4');
});

test('JUnit reports a known bug as a skipped case', () => {
  const xml = junit(knownRun(evil));
  const seen = elements(xml);
  const count = (name: string) => seen.filter((each) => each === name).length;
  expect([count('testcase'), count('skipped'), count('failure')]).toEqual([3, 1, 0]);
  expect(xml).toMatch(/<testsuites [^>]*tests="3" failures="0" skipped="1"/);
  expect(xml).toContain('<property name="known-bug" value="X1"/>');
  expect(xml).toContain('<skipped message="known bug X1 (nomad#7, fixed in 1.2.4): ');
});

test('the summary lists known bugs apart from failures', () => {
  const report = knownRun('it *breaks*');
  const summary = markdownSummary(report);
  expect(summary).toContain('## ✅ passed');
  expect(summary).toContain('1 passed, 1 known in');
  expect(summary).toContain(
    '### Known bugs\n\n- `X1` X1 (nomad\\#7, fixed in 1.2.4): it \\*breaks\\* (shows it)',
  );
  expect(summary).not.toContain('Red:');
  expect(annotations(report)).toEqual([]);
});

test('metrics and trace report known as an outcome', () => {
  const report = knownRun('x');
  expect(prometheusText(report)).toMatch(/nomad_e2e_tests\{.*status="passed"\} 1\n/);
  expect(prometheusText(report)).toMatch(/nomad_e2e_tests\{.*status="known"\} 1\n/);
  const { traceEvents } = JSON.parse(chromeTrace(report)) as {
    traceEvents: { cat?: string; name: string; args?: { detail?: string } }[];
  };
  expect(traceEvents.find(({ cat }) => cat === 'known')).toMatchObject({
    name: 'shows it',
    args: { detail: 'suites/csi/a.e2e.ts, known bug X1 (nomad#7, fixed in 1.2.4)' },
  });
});

test('the summary escapes markup in texts', () => {
  const summary = markdownSummary(evilRun('<img src=x> ```\n# head'));
  expect(summary).not.toContain('<img src=x> \\`');
  expect(summary.split('\n')[0]).toBe('## ❌ failed: Nomad 1.2.3, 1 server, 2 clients');
  expect(summary).toContain('````text\n<img src=x> ```\n# head\n````');
  expect(summary).toContain('1 passed, 1 failed');
});

test('an annotation is one command for any message', () => {
  const lines = annotations(evilRun(evil));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^::error file=suites\/csi\/a\.e2e\.ts,line=3,col=4,title=[^,:\n]*::/);
  expect(lines[0]).not.toContain('\n');
});

test('the Chrome trace has a process for each test', () => {
  const { traceEvents } = JSON.parse(chromeTrace(evilRun('x'))) as {
    traceEvents: { ph: string; pid: number; name: string; ts: number; dur?: number }[];
  };
  const processes = traceEvents.filter(({ name }) => name === 'process_name').map(({ pid }) => pid);
  expect(processes).toEqual([1, 2, 3]);
  const task = traceEvents.find(({ ph, pid, name }) => ph === 'X' && pid === 2 && name === 'main');
  expect(task).toMatchObject({ ts: 250_000, dur: 140_000 });
  expect(traceEvents.every(({ ph, dur }) => (ph === 'X') === (dur !== undefined))).toBe(true);
});

test('Prometheus text has each series once', () => {
  const text = prometheusText(evilRun('a "b" \\ c\nd'));
  const lines = text.trim().split('\n');
  const series = lines.filter((line) => !line.startsWith('#')).map((line) => line.replace(/ \S+$/, ''));
  expect(new Set(series).size).toBe(series.length);
  for (const line of lines) {
    expect(line).toMatch(
      /^(?:# (?:HELP|TYPE) nomad_e2e_\w+ .+|nomad_e2e_\w+\{(?:\w+="(?:[^"\\\n]|\\[\\"n])*",?)+\} -?[\d.]+)$/,
    );
  }
  expect(text).toContain('nomad_e2e_run_ok{kind="suites",subject="Nomad 1.2.3, 1 server, 2 clients"} 0');
  expect(text).toMatch(/area_duration_seconds\{.*area="csi"\} 0\.8\n/);
  expect(text).toContain('phase="cluster: a \\"b\\" \\\\ c\\nd"');
});
