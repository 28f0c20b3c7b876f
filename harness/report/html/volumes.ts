import type { Release } from '../../evidence/index.ts';
import { greatest, median } from '../../median.ts';
import type { Report } from '../model/report.ts';
import type { VolumeReport } from '../model/volumes.ts';
import { duration } from '../words.ts';
import { listHint, rowsListed } from './cut.ts';
import { type Html, html } from './escape.ts';

/** Who held which volume, whether two wrote at once, and how soon it was free again. */
export function volumesSection({ volumes, releases }: Report): Html {
  if (volumes.length + releases.length === 0) return html``;
  return html`<section id="volumes" aria-labelledby="volumes-title">
<h2 id="volumes-title">Volumes</h2>
${releases.length > 0 && releaseTable(releases)}
${volumes.length > 0 && volumeTable(volumes)}
</section>`;
}

function releaseTable(releases: readonly Release[]): Html {
  const rows = [...Map.groupBy(releases, ({ path }) => path)].map(([path, own]) => ({
    path,
    ...spread(own),
  }));
  const slowest = rows.sort((a, b) => b.longest / b.bound - a.longest / a.bound);
  return html`<table class="releases"><caption>From the holder's end until the volume could be claimed again, against the bound</caption>
<thead><tr><th scope="col">After</th><th scope="col">Times</th><th scope="col">Median</th><th scope="col">Longest</th><th scope="col">Of the bound</th><th scope="col">Bound</th></tr></thead>
<tbody>${slowest.map(
    ({
      path,
      count,
      middle,
      longest,
      bound,
    }) => html`<tr><th scope="row">${path}</th><td>${count}</td><td>${duration(middle)}</td><td>${duration(longest)}</td>
<td><span class="measure"><i style="width:${Math.min(100, (100 * longest) / bound).toFixed(1)}%;background:var(--${
      longest > bound ? 'bad' : 'write'
    })"></i></span>${Math.round((100 * longest) / bound)} %</td><td>${duration(bound)}</td></tr>`,
  )}</tbody></table>`;
}

function spread(releases: readonly Release[]) {
  const times = releases.map(({ releaseMs }) => releaseMs);
  return {
    count: times.length,
    middle: median(times),
    longest: greatest(times),
    bound: greatest(releases.map(({ boundMs }) => boundMs)),
  };
}

function volumeTable(volumes: readonly VolumeReport[]): Html {
  const worst = [...volumes].sort((a, b) => Number(isBad(b)) - Number(isBad(a)));
  return html`<details ${volumes.some(isBad) && html`open`}><summary>${volumes.length} volumes and their holders</summary>
<table><thead><tr><th scope="col">Volume</th><th scope="col">Access mode</th><th scope="col">Holders</th><th scope="col">Two writers at once</th></tr></thead>
<tbody>${worst
    .slice(0, rowsListed)
    .map(
      (each) =>
        html`<tr${isBad(each) && html` class="is-bad"`}><th scope="row"><code>${each.volume}</code></th><td>${
          each.modes.join(', ') || 'not in the ledger'
        }</td><td>${each.holders.length || writers(each)}</td><td>${twoWriters(each)}</td></tr>`,
    )}</tbody></table>${listHint(volumes, rowsListed, 'ledger.ndjson')}</details>`;
}

function writers({ written }: VolumeReport): number {
  return new Set(written.filter(({ tone }) => tone === 'write').map(({ label }) => label)).size;
}

function isBad({ twoWriters }: VolumeReport): boolean {
  return twoWriters.some(({ tone }) => tone === 'bad');
}

function twoWriters(report: VolumeReport): Html {
  const ms = report.twoWriters.reduce((sum, { from, to }) => sum + to - from, 0);
  if (ms === 0) return html`never`;
  if (isBad(report)) return html`<b class="red-text">for ${duration(ms)}: forbidden</b>`;
  return html`for ${duration(ms)}, as its mode allows`;
}
