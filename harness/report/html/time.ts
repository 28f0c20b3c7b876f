import type { Report } from '../model/report.ts';
import { duration } from '../words.ts';
import { type Html, html } from './escape.ts';

const waitsShown = 25;

/** Where the time went: phases, and within the tests waits for Nomad against all else. */
export function timeSection({ time }: Report): Html {
  const { phases, testsMs, waitingMs, waits } = time;
  const longest = Math.max(1, ...phases.map(({ ms }) => ms));
  const share = testsMs > 0 ? (100 * waitingMs) / testsMs : 0;
  return html`<section id="time" aria-labelledby="time-title">
<h2 id="time-title">Where the time went</h2>
<table class="phases"><caption>Phases of the run; some run side by side</caption><tbody>${phases.map(
    ({ name, ms }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${duration(ms)}</td><td class="rest"><span class="measure"><i style="width:${((100 * ms) / longest).toFixed(1)}%;background:var(--step)"></i></span></td></tr>`,
  )}</tbody></table>
${
  testsMs > 0 &&
  html`<h3>Within the tests</h3>
<p>Of ${duration(testsMs)} that tests took, added up over those side by side, ${duration(waitingMs)} were waits for Nomad and
${duration(testsMs - waitingMs)} our own calls, checks and clean-up.</p>
<div class="split" role="img" aria-label="${Math.round(share)} % waiting for Nomad, ${Math.round(100 - share)} % our own">
<span class="nomad" style="width:${share.toFixed(1)}%">Nomad ${Math.round(share)} %</span><span class="own">ours ${Math.round(100 - share)} %</span></div>`
}
${
  waits.length > 0 &&
  html`<table class="waits"><caption>What was awaited longest, in sum${
    waits.length > waitsShown && ` (${waitsShown} of ${waits.length} kinds)`
  }</caption>
<thead><tr><th scope="col">Awaited</th><th scope="col">Times</th><th scope="col">In sum</th><th scope="col">Median</th><th scope="col">Longest</th><th scope="col">In vain</th></tr></thead>
<tbody>${waits
    .slice(0, waitsShown)
    .map(
      ({ what, count, totalMs, medianMs, maxMs, failed }) =>
        html`<tr><th scope="row">${what}</th><td class="number">${count}</td><td class="number">${duration(totalMs)}</td><td class="number">${duration(medianMs)}</td><td class="number">${duration(maxMs)}</td><td class="number">${failed || ''}</td></tr>`,
    )}</tbody></table>`
}
</section>`;
}
