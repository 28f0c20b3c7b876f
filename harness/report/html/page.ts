import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../model/report.ts';
import { cutHint, drawnOf } from './cut.ts';
import { decisionSection } from './decision.ts';
import { Html, html, scriptJson } from './escape.ts';
import { headSection } from './head.ts';
import { knownSection } from './known.ts';
import { pageScript } from './page-script.ts';
import { planPicture } from './plan-picture.ts';
import { testsSection } from './tests.ts';
import { timeSection } from './time.ts';
import { upgradeSection } from './upgrade.ts';
import { findingsSection } from './verdict.ts';
import { volumesSection } from './volumes.ts';

const room = join(import.meta.dirname, '..');

/**
 * The report as one file that needs nothing else: no server, no network. It reads without its script, too. What may run is
 * named by its hash, so that a text of the ledger could not run even if it were not escaped.
 */
export async function htmlPage(whole: Report): Promise<string> {
  const report = { ...whole, page: drawnOf(whole) };
  const script = await pageScript();
  const style = readFileSync(join(room, 'html', 'style.css'), 'utf8');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${report.verdict}: ${report.subject}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#main">Go to the result</a>
${headSection(report)}
<main id="main">
${decisionSection(report)}
${planPicture(report)}
${findingsSection(report)}
${knownSection(report)}
${upgradeSection(report)}
${runSection(report)}
${testsSection(report)}
${volumesSection(report)}
${timeSection(report)}
</main>
<footer>Made from <a href="ledger.ndjson">ledger.ndjson</a> of run ${report.id}. Again: <code>npx nomad-e2e report ${report.id}</code></footer>
<div id="said" class="unseen" role="status" aria-live="polite"></div>
<script type="application/json" id="data">${scriptJson(report.page)}</script>
<script>${new Html(script)}</script>
</body>
</html>
`;
  return page.text;
}

function runSection({ page, id }: Report): Html {
  return html`<section id="timeline" aria-labelledby="timeline-title">
<h2 id="timeline-title">The run on one clock</h2>
<p class="hint">Drag to move; Ctrl and the wheel, or + and −, to zoom; arrow keys from event to event; double click opens a test.
${page.run.lanes.length === 0 && 'The ledger has nothing to show.'}</p>
${cutHint(page.run, id)}
<div id="run-timeline" class="timeline tall"></div>
<noscript><p>The timelines need JavaScript; all that follows does not.</p></noscript>
</section>`;
}
