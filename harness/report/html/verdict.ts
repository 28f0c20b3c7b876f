import type { Finding } from '../../judge/index.ts';
import type { Report } from '../model/report.ts';
import { isRed, type TestReport } from '../model/tests.ts';
import { address, duration, findingsTitle } from '../words.ts';
import { listHint, rowsListed } from './cut.ts';
import { type Html, html } from './escape.ts';

/** Findings of the judges, then failed tests with their errors and bundles. Nothing when all is well. */
export function findingsSection({ decision, tests, outcome, ...report }: Report): Html {
  const red = tests.filter(isRed);
  // Those of a rehearsal are the first of what it advises.
  const findings = decision ? [] : report.findings;
  if (findings.length + red.length === 0) return html``;
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">${findingsTitle(outcome)}</h2>
${findings.length > 0 && html`<ul class="findings">${findings.slice(0, rowsListed).map(finding)}</ul>${listHint(findings, rowsListed, 'junit.xml')}`}
${red.slice(0, rowsListed).map(redTest)}
${listHint(red, rowsListed, 'junit.xml')}
</section>`;
}

function finding({ severity, rule, message }: Finding): Html {
  return html`<li class="is-${severity}"><span class="tag">${severity === 'note' ? severity : severity.toUpperCase()}</span>
<code>${rule}</code> <span class="message">${message}</span></li>`;
}

function redTest(test: TestReport): Html {
  const { title, file, number, begin, end } = test;
  return html`<article class="red">
<h3>${title}</h3>
<p class="where"><code>${test.failures[0]?.at ?? file}</code> · after ${duration(end - begin)}</p>
${failureParts(test)}
<p class="actions"><a href="#test-${number}" data-opens="${number}">Its timeline</a>${bundleLinks(test)}</p>
</article>`;
}

/** The errors of a test; what the ledger does not have is said. */
export function failureParts({ failures, status, bundle }: TestReport): Html {
  if (status === 'unfinished') return html`<p>It began, and the run ended before it did.</p>`;
  if (status !== 'failed') return html``;
  if (failures.length > 0)
    return html`${failures.map(({ message }) => html`<pre class="error">${message}</pre>`)}`;
  return html`<p>${bundle ? 'Its error is in its bundle.' : 'The ledger does not have its error.'}</p>`;
}

/** Links into the failure bundle, relative to the run's folder, where the report lies. */
export function bundleLinks({ bundle }: TestReport): Html {
  if (!bundle) return html``;
  const folder = address(bundle);
  return html` <a href="${folder}/errors.txt">Errors with their stacks</a> <a href="${folder}/">Failure bundle</a>`;
}
