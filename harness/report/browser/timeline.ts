import type { Span, Timeline } from '../timeline/data.ts';
import { type Row, rowsOf, spanAt } from '../timeline/rows.ts';
import { around, panned, type View, zoomed } from '../timeline/view.ts';
import { axisHeight, type Colours, paint, readColours } from './paint.ts';
import type { Tip } from './tip.ts';

/** Groups beyond this many lines begin closed, unless they are all there is. */
const closedFrom = 400;

export interface TimelineOptions {
  tip: Tip;
  /** Told of a span whose test is to be opened. */
  openTest: (test: number) => void;
  /** Tells a screen reader. */
  say: (text: string) => void;
}

/** A timeline on a canvas within `host`: drawn when something changes, a frame at a time. */
export class TimelineView {
  readonly canvas = document.createElement('canvas');
  readonly #data: Timeline;
  readonly #options: TimelineOptions;
  readonly #scroller = document.createElement('div');
  readonly #space = document.createElement('div');
  readonly #closed = new Set<string>();
  #rows: Row[] = [];
  #view: View;
  #colours: Colours = readColours();
  #chosen: Span | undefined;
  #chosenRow = 0;
  #pointer: number | undefined;
  #frame = 0;

  constructor(host: HTMLElement, data: Timeline, options: TimelineOptions) {
    this.#data = data;
    this.#options = options;
    this.#view = this.whole;
    this.#scroller.className = 'scroller';
    this.#scroller.tabIndex = 0;
    this.#scroller.setAttribute('role', 'application');
    this.#scroller.setAttribute('aria-roledescription', 'timeline');
    this.#scroller.setAttribute(
      'aria-label',
      `${data.title}: arrows go from event to event, plus and minus zoom, 0 shows all`,
    );
    this.#space.append(this.canvas);
    this.#scroller.append(this.#space);
    host.append(this.#scroller);
    if (data.lanes.length > closedFrom) for (const { group } of data.lanes) this.#closed.add(group);
    this.#listen();
    this.#lay();
  }

  /** All there is, with a little room at both ends. */
  get whole(): View {
    const room = Math.max((this.#data.to - this.#data.from) * 0.01, 1);
    return { from: this.#data.from - room, to: this.#data.to + room };
  }

  get view(): View {
    return this.#view;
  }

  /** Shows all. */
  fit(): void {
    this.#look(this.whole);
  }

  /** Zooms about the middle. */
  zoom(factor: number): void {
    this.#look(zoomed(this.#view, (this.#view.from + this.#view.to) / 2, factor, this.whole));
  }

  /** Reads the theme's colours again. */
  recolour(): void {
    this.#colours = readColours();
    this.#draw();
  }

  #look(view: View): void {
    this.#view = view;
    this.#draw();
  }

  #lay(): void {
    this.#rows = rowsOf(this.#data.lanes, this.#closed);
    const last = this.#rows.at(-1);
    this.#space.style.height = `${(last ? last.y + last.height : 0) + axisHeight + 4}px`;
    this.#draw();
  }

  #draw(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  get #gutter(): number {
    return this.#scroller.clientWidth < 700 ? 96 : 170;
  }

  #paint(): void {
    const { clientWidth: width, clientHeight: height } = this.#scroller;
    const scale = devicePixelRatio || 1;
    const { canvas } = this;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    // Opaque, and this is said once: the browser need not mix it with the page.
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    const scene = { width, height, gutter: this.#gutter, scroll: this.#scroller.scrollTop };
    const shown = { rows: this.#rows, view: this.#view, chosen: this.#chosen, pointer: this.#pointer };
    paint({ context, scene: { ...scene, ...shown }, colours: this.#colours });
  }

  #listen(): void {
    const scroller = this.#scroller;
    new ResizeObserver(() => this.#draw()).observe(scroller);
    scroller.addEventListener('scroll', () => this.#draw(), { passive: true });
    scroller.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    scroller.addEventListener('keydown', (event) => this.#key(event));
    scroller.addEventListener('blur', () => this.#options.tip.hide());
    this.canvas.addEventListener('pointerdown', (event) => this.#down(event));
    this.canvas.addEventListener('pointermove', (event) => this.#hover(event));
    this.canvas.addEventListener('pointerleave', () => {
      this.#pointer = undefined;
      this.#options.tip.hide();
      this.#draw();
    });
    this.canvas.addEventListener('dblclick', (event) => {
      const { span } = this.#at(event);
      if (span) this.#enter(span);
      else this.fit();
    });
  }

  /** With Ctrl, or once the timeline has the focus, the wheel zooms; else the page scrolls on. */
  #wheel(event: WheelEvent): void {
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    const own = event.ctrlKey || document.activeElement === this.#scroller;
    if (!own && !sideways) return;
    event.preventDefault();
    const { from, to } = this.#view;
    if (sideways) {
      const by = (event.deltaX || event.deltaY) / Math.max(this.#scroller.clientWidth, 1);
      this.#look(panned(this.#view, by * (to - from), this.whole));
    } else {
      this.#look(
        zoomed(this.#view, this.#timeAt(event.clientX), Math.exp(event.deltaY * 0.0022), this.whole),
      );
    }
  }

  #timeAt(clientX: number): number {
    const { left, width } = this.canvas.getBoundingClientRect();
    const share = (clientX - left - this.#gutter) / Math.max(width - this.#gutter, 1);
    return this.#view.from + Math.max(0, share) * (this.#view.to - this.#view.from);
  }

  #at(event: MouseEvent): { row: Row | undefined; span: Span | undefined } {
    const y = event.clientY - this.canvas.getBoundingClientRect().top - axisHeight + this.#scroller.scrollTop;
    const row = this.#rows.find((each) => y >= each.y && y < each.y + each.height);
    const slack = (6 * (this.#view.to - this.#view.from)) / Math.max(this.#scroller.clientWidth, 1);
    const span = row?.lane && spanAt(row.lane, this.#timeAt(event.clientX), slack);
    return { row, span };
  }

  #hover(event: PointerEvent): void {
    if (this.canvas.hasPointerCapture(event.pointerId)) return;
    const { left } = this.canvas.getBoundingClientRect();
    this.#pointer = event.clientX - left;
    const { row, span } = this.#at(event);
    this.canvas.style.cursor = span || (row && !row.lane) ? 'pointer' : 'grab';
    if (span) this.#options.tip.show(span, row?.lane?.name ?? '', event.clientX, event.clientY);
    else this.#options.tip.hide();
    this.#draw();
  }

  /** A press moves the view; one that does not move chooses a span, or opens and closes a group. */
  #down(event: PointerEvent): void {
    const { canvas } = this;
    const start = {
      x: event.clientX,
      top: event.clientY,
      view: this.#view,
      scroll: this.#scroller.scrollTop,
    };
    const { row, span } = this.#at(event);
    canvas.setPointerCapture(event.pointerId);
    this.#options.tip.hide();
    let moved = false;
    const move = (now: PointerEvent) => {
      moved ||= Math.abs(now.clientX - start.x) + Math.abs(now.clientY - start.top) > 4;
      if (!moved) return;
      const share = (start.x - now.clientX) / Math.max(canvas.clientWidth - this.#gutter, 1);
      this.#scroller.scrollTop = start.scroll + start.top - now.clientY;
      this.#look(panned(start.view, share * (start.view.to - start.view.from), this.whole));
    };
    const up = () => {
      canvas.removeEventListener('pointermove', move);
      if (!moved) this.#click(row, span);
    };
    canvas.addEventListener('pointermove', move);
    canvas.addEventListener('pointerup', up, { once: true });
    canvas.addEventListener('pointercancel', () => canvas.removeEventListener('pointermove', move), {
      once: true,
    });
  }

  #click(row: Row | undefined, span: Span | undefined): void {
    if (row && !row.lane) {
      if (!this.#closed.delete(row.group)) this.#closed.add(row.group);
      this.#lay();
      return;
    }
    this.#chosen = span;
    this.#chosenRow = row ? this.#rows.indexOf(row) : 0;
    this.#draw();
  }

  #enter(span: Span): void {
    if (span.test === undefined) this.#look(around(span, this.whole));
    else this.#options.openTest(span.test);
  }

  #key(event: KeyboardEvent): void {
    const { from, to } = this.#view;
    const page = (event.shiftKey ? 0.2 : 0) * (to - from);
    const keys: Record<string, () => void> = {
      '+': () => this.zoom(0.6),
      '=': () => this.zoom(0.6),
      '-': () => this.zoom(1 / 0.6),
      '0': () => this.fit(),
      ArrowRight: () => (page ? this.#look(panned(this.#view, page, this.whole)) : this.#next(1)),
      ArrowLeft: () => (page ? this.#look(panned(this.#view, -page, this.whole)) : this.#next(-1)),
      ArrowDown: () => this.#nextRow(1),
      ArrowUp: () => this.#nextRow(-1),
      Enter: () => this.#chosen && this.#enter(this.#chosen),
      Escape: () => {
        this.#chosen = undefined;
        this.#options.tip.hide();
        this.#draw();
      },
    };
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  #next(by: number): void {
    const lane = this.#rows[this.#chosenRow]?.lane;
    if (!lane) {
      this.#nextRow(1);
      return;
    }
    const at = this.#chosen ? lane.spans.indexOf(this.#chosen) : -1;
    this.#choose(lane.spans[at + by] ?? this.#chosen);
  }

  #nextRow(by: number): void {
    let at = this.#chosenRow + by;
    while (this.#rows[at] && !this.#rows[at]?.lane?.spans.length) at += by;
    const lane = this.#rows[at]?.lane;
    if (!lane) return;
    this.#chosenRow = at;
    const middle = (this.#view.from + this.#view.to) / 2;
    const visible = lane.spans.find(({ to }) => to >= (this.#chosen?.from ?? middle));
    this.#choose(visible ?? lane.spans.at(-1));
  }

  /** Chooses a span, brings it into view and reads it out. */
  #choose(span: Span | undefined): void {
    const row = this.#rows[this.#chosenRow];
    if (!span || !row) return;
    this.#chosen = span;
    const { from, to } = this.#view;
    if (span.from < from || span.from > to)
      this.#look(panned(this.#view, span.from - (from + to) / 2, this.whole));
    const { scrollTop, clientHeight } = this.#scroller;
    if (row.y < scrollTop || row.y + 60 > scrollTop + clientHeight)
      this.#scroller.scrollTop = row.y - clientHeight / 2;
    const box = this.canvas.getBoundingClientRect();
    const share =
      (Math.max(span.from, this.#view.from) - this.#view.from) / (this.#view.to - this.#view.from);
    const x = box.left + this.#gutter + share * (box.width - this.#gutter);
    const y = box.top + axisHeight + row.y - this.#scroller.scrollTop + 10;
    this.#options.tip.show(span, row.lane?.name ?? '', x, y);
    const { tip, say } = this.#options;
    say(`${row.group}, ${row.lane?.name ?? ''}: ${span.label}, ${tip.times(span)}. ${span.detail ?? ''}`);
    this.#draw();
  }
}
