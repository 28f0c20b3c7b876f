import type { PageData, Timeline } from '../timeline/data.ts';
import { filterTests } from './filter.ts';
import { timelinePanel } from './panel.ts';
import { themeButton } from './theme.ts';
import type { TimelineView } from './timeline.ts';
import { Tip } from './tip.ts';

/** Gives the page, which reads without it, its timelines, filter and themes. */
function begin(): void {
  const data = JSON.parse(document.querySelector('#data')?.textContent ?? '{}') as PageData;
  const views: TimelineView[] = [];
  const speaker = document.querySelector('#said');
  const say = (text: string) => {
    if (speaker) speaker.textContent = text;
  };
  const options = { tip: new Tip(data.began), openTest, say };
  const show = (host: Element | null, timeline: Timeline | undefined) => {
    if (!(host instanceof HTMLElement) || !timeline || host.dataset.shown) return;
    host.dataset.shown = 'yes';
    views.push(timelinePanel(host, timeline, options));
  };
  show(document.querySelector('#run-timeline'), data.run);
  for (const test of document.querySelectorAll<HTMLDetailsElement>('details.test')) {
    const open = () => show(test.querySelector('.timeline'), data.tests[test.dataset.number ?? '']);
    test.addEventListener('toggle', () => test.open && open());
    if (test.open) open();
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-opens]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      openTest(Number(link.dataset.opens));
    });
  }
  filterTests(say);
  themeButton(() => {
    for (const view of views) view.recolour();
  });
}

/** Opens a test in the list and goes there. */
function openTest(number: number): void {
  const test = document.querySelector<HTMLDetailsElement>(`#test-${number}`);
  if (!test) return;
  test.hidden = false;
  test.open = true;
  test.scrollIntoView({ block: 'start' });
  test.querySelector('summary')?.focus({ preventScroll: true });
}

begin();
