import type { Timeline, Tone } from '../timeline/data.ts';
import { tableOf } from './table.ts';
import { type TimelineOptions, TimelineView } from './timeline.ts';

const names: Record<Tone, string> = {
  ok: 'passed, answers',
  bad: 'failed',
  known: 'known bug',
  stall: 'stall',
  main: 'main',
  prestart: 'prestart',
  poststart: 'poststart',
  poststop: 'poststop',
  sidecar: 'sidecar',
  write: 'writer',
  read: 'reader',
  mount: 'claim and mount',
  wait: 'wait for Nomad',
  fault: 'fault',
  agent: 'agent away',
  step: 'step',
  placed: 'allocation',
  died: 'allocation failed or lost',
  plain: 'other event',
};

/** A timeline with its buttons, its legend and its table, within `host`. */
export function timelinePanel(host: HTMLElement, data: Timeline, options: TimelineOptions): TimelineView {
  const bar = document.createElement('div');
  bar.className = 'bar';
  host.replaceChildren(bar);
  const view = new TimelineView(host, data, options);
  const asTable = button('As a table', 'the same events as a table', () => toggleTable(host, data, asTable));
  asTable.setAttribute('aria-expanded', 'false');
  bar.append(
    button('+', 'zoom in', () => view.zoom(0.6)),
    button('−', 'zoom out', () => view.zoom(1 / 0.6)),
    button('Fit', 'show all', () => view.fit()),
    asTable,
    legend(data),
  );
  return view;
}

function button(text: string, label: string, act: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  element.title = label;
  if (text.length < 4) element.setAttribute('aria-label', label);
  element.addEventListener('click', act);
  return element;
}

function toggleTable(host: HTMLElement, data: Timeline, control: HTMLButtonElement): void {
  const shown = host.querySelector('.events');
  control.setAttribute('aria-expanded', String(!shown));
  if (shown) {
    shown.remove();
    return;
  }
  const box = document.createElement('div');
  box.className = 'events';
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', `events of ${data.title}`);
  box.append(tableOf(data));
  host.append(box);
}

function legend(data: Timeline): HTMLElement {
  const used = new Set(data.lanes.flatMap(({ spans }) => spans.map(({ tone }) => tone)));
  const list = document.createElement('ul');
  list.className = 'legend';
  for (const tone of (Object.keys(names) as Tone[]).filter((each) => used.has(each))) {
    const item = document.createElement('li');
    const patch = document.createElement('i');
    patch.style.background = `var(--${tone})`;
    item.append(patch, names[tone]);
    list.append(item);
  }
  return list;
}
