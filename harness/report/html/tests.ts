import { bugName } from '../../evidence/index.ts';
import { checkedAtTestEnd } from '../../judge/index.ts';
import { greatest } from '../../median.ts';
import { covered } from '../model/lanes.ts';
import type { Report } from '../model/report.ts';
import type { TestReport } from '../model/tests.ts';
import type { Timeline } from '../timeline/data.ts';
import { duration } from '../words.ts';
import { cutHint, listedOf, listHint, testsListed } from './cut.ts';
import { type Html, html } from './escape.ts';
import { bundleLinks, failureParts } from './verdict.ts';

const signs = { passed: '✓', known: '≈', failed: '✕', skipped: '–', unfinished: '…' };

/** Every test, a line each, that opens to its errors and its timeline. */
export function testsSection({ tests: all, page, id }: Report): Html {
  const tests = listedOf(all).sort((a, b) => a.number - b.number);
  if (tests.length === 0) return html``;
  const longest = greatest(
    tests.map(({ begin, end }) => end - begin),
    1,
  );
  const areas = [...new Set(tests.map(({ area }) => area))].sort();
  return html`<section id="tests" aria-labelledby="tests-title">
<h2 id="tests-title">Tests</h2>
<p class="hint">Also checked at each test's end: ${checkedAtTestEnd.join('; ')}.</p>
${listHint(all, testsListed, 'junit.xml')}
<form id="filter" role="search" hidden>
<label>Find <input name="words" type="search" placeholder="words of a test or file" autocomplete="off"></label>
${choice('status', 'Status', ['all', ...new Set(tests.map(({ status }) => status))])}
${choice('area', 'Area', ['all', ...areas])}
${choice('order', 'Order', [
  ['number', 'as they began'],
  ['ms', 'longest first'],
])}
<output>${tests.length} of ${tests.length} tests</output>
</form>
<div id="test-list">${tests.map((test) => line(test, longest, timelineOf(page.tests[test.number], id)))}</div>
</section>`;
}

function choice(name: string, title: string, options: readonly (string | readonly [string, string])[]): Html {
  return html`<label>${title} <select name="${name}">${options.map((option) => {
    const [value, text] = typeof option === 'string' ? [option, option] : option;
    return html`<option value="${value}">${text}</option>`;
  })}</select></label>`;
}

function timelineOf(timeline: Timeline | undefined, id: string): Html {
  if (!timeline) return html`<p class="hint">It put nothing into the cluster.</p>`;
  return html`${cutHint(timeline, id)}<div class="timeline"></div>`;
}

function line(test: TestReport, longest: number, timeline: Html): Html {
  const { number, status, area, title, file, begin, end } = test;
  const ms = Math.round(end - begin);
  const words = `${title} ${file}`.toLowerCase();
  const share = (100 * ms) / longest;
  return html`<details class="test is-${status}" id="test-${number}" data-number="${number}" data-status="${status}" data-area="${area}" data-ms="${ms}" data-words="${words}">
<summary><span class="sign" role="img" aria-label="${status}">${signs[status]}</span><span class="title">${title}</span><span class="file">${file}</span><span class="took"><span class="length" style="width:${(share * 0.76).toFixed(1)}px"></span><span>${duration(ms)}</span></span></summary>
<div class="inside">
${failureParts(test)}
${test.known && html`<pre class="error">${test.known.reason}</pre>`}
${facts(test)}
${timeline}
</div>
</details>`;
}

function facts(test: TestReport): Html {
  const { waits, begin, end, allocations, scope, skipReason, known } = test;
  const waiting = covered(
    waits.map(({ from, to }) => ({ from: Math.max(from, begin), to: Math.min(to, end) })),
  );
  return html`<p class="hint">${skipReason && `Skipped: ${skipReason}. `}${known && `Known bug ${bugName(known)}: ${known.what}. `}${
    waits.length > 0 &&
    `Waited for Nomad during ${duration(waiting)} of ${duration(end - begin)} (${waits.length} waits). `
  }${allocations.length > 0 && `${allocations.length} allocations. `}${
    scope !== '' && html`Its ids begin with <code>${scope}</code>.`
  }${bundleLinks(test)}</p>`;
}
